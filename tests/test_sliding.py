"""The second opinion on a row's text."""

from itertools import groupby, product

import numpy as np
import pytest
from numpy.random import Generator

from pictures import row
from tenfold.reader.model import BETWEEN, row_network
from tenfold.reader.sliding import LONGEST, TALLEST, Slide, log_likelihoods
from tenfold.vision.piece import Piece
from tenfold.vision.pieces import find_pieces


@pytest.fixture
def rng() -> Generator:
    return np.random.default_rng(3)


def written(frames: tuple[int, ...]) -> tuple[int, ...]:
    """The text that is spelled by one class per frame."""
    return tuple(label for label, _ in groupby(frames) if label != BETWEEN)


def test_a_text_is_as_likely_as_all_ways_to_write_it(rng: Generator) -> None:
    """Against all 4^5 ways one by one."""
    frames = np.log(rng.dirichlet(np.ones(11), 5))
    expected: dict[tuple[int, ...], float] = {}
    for way in product([1, 2, 7, BETWEEN], repeat=5):
        own = float(np.exp(sum(frame[label] for frame, label in zip(frames, way, strict=True))))
        expected[written(way)] = expected.get(written(way), 0.0) + own
    texts = [text for text in expected if text]
    found = np.exp(log_likelihoods(frames, texts))
    np.testing.assert_allclose(found, [expected[text] for text in texts], rtol=1e-9)
    assert {(1, 1, 1), (1, 2, 7, 2, 1)} <= set(texts)


def test_a_text_with_more_digits_than_frames_is_impossible() -> None:
    frames = np.log(np.full((3, 11), 1 / 11))
    assert log_likelihoods(frames, [(1, 2, 3, 4), (1, 1, 1), (1, 1)])[:2] == [-np.inf, -np.inf]


def slide(text: str, gap: int) -> Slide:
    pieces = find_pieces((row(text, height=100, gap=gap) > 0.4).astype(np.uint8))
    return Slide(row_network, pieces, float(max(piece.height for piece in pieces)))


@pytest.mark.parametrize("text", ["2718281828", "3085914276", "11", "0"])
@pytest.mark.parametrize("gap", [0, 20])
def test_the_right_text_is_likelier_than_a_wrong_one(text: str, gap: int) -> None:
    digits = [int(c) for c in text]
    other = [(d + 3) % 10 for d in digits]
    right, *wrong = slide(text, gap).log_likelihoods([digits, other, digits * 2])
    assert right > max(wrong) + 5


@pytest.mark.parametrize("shape", [(2, 2 * LONGEST + 2), (2 * TALLEST + 2, 2)])
def test_what_is_no_row_is_not_looked_at(shape: tuple[int, int]) -> None:
    piece = Piece(0, 0, np.ones(shape, np.uint8))
    assert Slide(row_network, [piece], 2).log_likelihoods([[1], [2, 3]]) == [-np.inf, -np.inf]
