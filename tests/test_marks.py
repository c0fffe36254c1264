"""Bars across 7s, flags at 1s and the ends of 0s, drawn onto digits that have none."""

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.marks import marked
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
STROKES = {
    0: [[(14, 5), (8, 9), (8, 18), (14, 22), (20, 18), (20, 9), (14, 5)]],
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


@pytest.mark.parametrize("digit", [0, 1, 7])
def test_marks_leave_mnist_s_form(digit: int, rng: Generator) -> None:
    for picture in marks(digit, digit, rng):
        assert picture.shape == (28, 28) and picture.dtype == np.uint8
        assert 18 <= max(height_and_width(picture)) <= 21


def test_a_bar_crosses_the_stem_of_a_7(rng: Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenfold.reader.marks.RETRACED", 0.0)
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


def papers(picture: Pixels, ink: int = 90) -> int:
    """Parts of the paper, what is around the digit among them; `ink` is the least level of it."""
    large = cv2.resize(picture, (112, 112), interpolation=cv2.INTER_CUBIC)
    parts, _, stats, _ = cv2.connectedComponentsWithStats((large < ink).astype(np.uint8))
    return int((stats[1:parts, cv2.CC_STAT_AREA] > 20).sum())


def test_no_bar_closes_a_7(rng: Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be a 4 or a 9."""
    monkeypatch.setattr("tenfold.reader.marks.RETRACED", 0.0)
    pictures = marks("tail", 7, rng)
    stay = [np.array_equal(picture, drawn("tail")) for picture in pictures]
    assert 0 < sum(stay) < len(stay)
    assert all(papers(picture) == 1 for picture in pictures)


def test_a_pen_that_was_not_lifted_leaves_a_triangle_in_a_7(
    rng: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenfold.reader.marks.RETRACED", 1.0)
    upright = np.zeros((28, 28), np.uint8)
    cv2.polylines(upright, [np.array([(5, 5), (18, 5), (17, 23)])], False, 255, 2, cv2.LINE_AA)
    pictures = marked(np.repeat(upright[None], 40, axis=0), np.full(40, 7), rng)
    changed = [picture for picture in pictures if not np.array_equal(picture, upright)]
    assert len(changed) > 10, "a triangle that is not open is left out"
    assert sum(papers(picture, ink=200) == 2 for picture in changed) > 0.9 * len(changed)


def test_a_0_begins_above_its_top_or_ends_within(rng: Generator) -> None:
    plain, pictures = drawn(0), marks(0, 0, rng, 100)
    changed = [picture for picture in pictures if not np.array_equal(picture, plain)]
    assert 60 < len(changed) < 95
    ends = [picture[10:15, 11:17].max() > 200 for picture in changed]
    width = height_and_width(plain)[1]
    begins = [height_and_width(picture)[1] <= width - 2 for picture in changed]
    assert 0.2 < np.mean(ends) < 0.8 and 0.2 < np.mean(begins) < 0.8
    assert all(papers(picture) in (2, 3) for picture in changed)


def test_nothing_is_marked_on_nothing(rng: Generator) -> None:
    blank = np.zeros((3, 28, 28), np.uint8)
    assert np.array_equal(marked(blank, np.array([0, 1, 7]), rng), blank)
    assert marked(blank[:0], np.zeros(0, int), rng).shape == (0, 28, 28)
