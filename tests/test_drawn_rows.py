"""Rows as hands write them, for the networks' lessons."""

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from pictures import digit
from tenfold.reader.drawn_rows import EDGE, SIZES, Spacing, drawn_row
from tenfold.vision.opencv import cv2
from tenfold.vision.pieces import find_pieces

APART = Spacing(uneven=1, kerning=(0.0, 0.0), linked=0.0, apart=1.0, unequal=0.0)


@pytest.fixture
def rng() -> Generator:
    return np.random.default_rng(5)


@pytest.fixture(scope="module")
def inks() -> list[NDArray[np.uint8]]:
    drawn = [digit(label) for label in (8, 0, 2, 5)]
    return [cv2.resize(ink, (112, 112), interpolation=cv2.INTER_CUBIC) for ink in drawn]


def test_a_row_is_of_its_digits(inks: list[NDArray[np.uint8]], rng: Generator) -> None:
    for spacing in (Spacing(), APART, Spacing(unequal=1.0)):
        for _ in range(10):
            mask, digits = drawn_row(inks, rng, spacing)
            assert len(digits) == 4 and set(np.unique(mask)) == {0, 1}
            for piece in digits:
                part = mask[piece.y : piece.bottom, piece.x : piece.right]
                assert (part >= piece.mask).all()
            assert not mask[:EDGE].any() and not mask[:, -EDGE:].any()


def test_unequal_digits_are_smaller_and_mostly_on_the_line(
    inks: list[NDArray[np.uint8]], rng: Generator
) -> None:
    equal = drawn_row(inks, rng, APART)[1]
    sizes, feet = [], []
    for _ in range(60):
        _, digits = drawn_row(inks, rng, Spacing(uneven=1, linked=0.0, apart=1.0, unequal=1.0))
        sizes += [own.height / known.height for own, known in zip(digits, equal, strict=True)]
        lowest = max(own.bottom for own in digits)
        feet += [own.bottom == lowest for own in digits if own.height < 70]
    # A thicker pen adds to a small digit's height.
    assert min(sizes) >= SIZES[0] - 0.02 and max(sizes) <= 1.0
    assert 0.3 < np.mean(np.array(sizes) < 0.95) < 0.7
    assert 0.4 < np.mean(feet) < 0.75


def test_links_join_neighbours(inks: list[NDArray[np.uint8]], rng: Generator) -> None:
    linked = Spacing(uneven=1, kerning=(0.0, 0.0), linked=1.0, apart=0.0, unequal=0.0)
    for _ in range(30):
        mask, digits = drawn_row(inks, rng, linked)
        assert len(find_pieces(mask)) == 1
        own = np.zeros_like(mask)
        for piece in digits:
            own[piece.y : piece.bottom, piece.x : piece.right] |= piece.mask
        assert mask.sum() > own.sum(), "the links' ink"
    mask, _ = drawn_row(inks, rng, APART)
    assert len(find_pieces(mask)) == 4
