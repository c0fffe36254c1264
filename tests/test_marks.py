"""Bars across 7s and flags at 1s, drawn onto digits that have none."""

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.marks import marked
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
STROKES = {
    1: [[(14, 4), (14, 23)]],
    7: [[(7, 5), (20, 5), (12, 23)]],
    "slash": [[(22, 8), (5, 20)]],
    "tail": [[(7, 5), (20, 5), (12, 23), (22, 14)]],  # many bars would close it
}


@pytest.fixture
def rng() -> Generator:
    return np.random.default_rng(7)


def drawn(name: int | str) -> Pixels:
    picture = np.zeros((28, 28), np.uint8)
    for stroke in STROKES[name]:
        cv2.polylines(picture, [np.array(stroke, np.int32)], False, 255, 2, cv2.LINE_AA)
    return picture


def marks(name: int | str, label: int, rng: Generator, count: int = 40) -> Pixels:
    x = np.repeat(drawn(name)[None], count, axis=0)
    return marked(x, np.full(count, label), rng)


def height_and_width(picture: Pixels) -> tuple[int, int]:
    _, _, width, height = cv2.boundingRect((picture > 60).astype(np.uint8))
    return height, width


@pytest.mark.parametrize("digit", [1, 7])
def test_marks_leave_mnist_s_form(digit: int, rng: Generator) -> None:
    for picture in marks(digit, digit, rng):
        assert picture.shape == (28, 28) and picture.dtype == np.uint8
        assert 18 <= max(height_and_width(picture)) <= 21


def test_a_bar_crosses_the_stem_of_a_7(rng: Generator) -> None:
    for picture in marks(7, 7, rng):
        rows = (picture[9:20] > 100).sum(axis=1)  # without its top: the stem, and the bar
        assert rows.max() >= 2 * rows.min()


def test_a_flag_is_at_the_left_of_a_1_s_top(rng: Generator) -> None:
    for picture in marks(1, 1, rng):
        top, middle = (np.nonzero(picture[rows] > 100)[1].mean() for rows in (slice(4, 10), [16]))
        assert top < middle - 0.2


def test_a_slash_stays(rng: Generator) -> None:
    """A flag would lie on it, or make a 7 of it."""
    assert all(np.array_equal(picture, drawn("slash")) for picture in marks("slash", 1, rng))


def test_no_bar_closes_a_7(rng: Generator) -> None:
    """It would be a 4 or a 9."""
    pictures = marks("tail", 7, rng)
    stay = [np.array_equal(picture, drawn("tail")) for picture in pictures]
    assert 0 < sum(stay) < len(stay)
    for picture in pictures:
        large = cv2.resize(picture, (112, 112), interpolation=cv2.INTER_CUBIC)
        parts, _, stats, _ = cv2.connectedComponentsWithStats((large < 90).astype(np.uint8))
        assert (stats[1:parts, cv2.CC_STAT_AREA] > 20).sum() == 1


def test_nothing_is_marked_on_nothing(rng: Generator) -> None:
    blank = np.zeros((2, 28, 28), np.uint8)
    assert np.array_equal(marked(blank, np.array([1, 7]), rng), blank)
    assert marked(blank[:0], np.zeros(0, int), rng).shape == (0, 28, 28)
