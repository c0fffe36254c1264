"""A row as a strip, and the windows along it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tenfold.vision.strip import SIDE, TALL, leaning, strip, windows

Pixels = NDArray[np.uint8]


def bars(columns: list[int], height: int, pen: int, width: int) -> Pixels:
    mask = np.zeros((height, width), np.uint8)
    for column in columns:
        mask[:, column : column + pen] = 1
    return mask


@pytest.mark.parametrize("height", [11, 22, 100, 640])
def test_a_row_becomes_as_tall_as_asked(height: int) -> None:
    seen = strip(bars([height], height, max(2, height // 8), 3 * height), height)
    inked = np.flatnonzero((seen > 127).any(axis=1))
    assert 0 <= len(inked) - TALL <= 2  # thin pens are widened
    assert abs(inked.mean() - (len(seen) - 1) / 2) <= 0.5
    assert abs(seen.shape[1] - SIDE - 3 * TALL) <= 1


@pytest.mark.parametrize("pen", [1, 2, 4, 8, 16])
def test_thin_pens_are_widened(pen: int) -> None:
    """A pen of a tenth of the height is 2.2 of the 22 pixels, as MNIST's thinner ones."""
    seen = strip(bars([60], 160, pen, 200), 160)
    width = (seen / 255).sum(axis=1)[len(seen) // 2]
    assert width == pytest.approx(2.4, abs=0.6)


def test_windows_stand_where_they_are_asked_to(rng: np.random.Generator) -> None:
    seen = rng.integers(0, 256, (60, 100), np.uint8)
    seen[0], seen[-1] = 255, 255  # ink all over: the windows are half way up
    found = windows(seen, np.array([0, 7, 72]))
    for column, window in zip((0, 7, 72), found, strict=True):
        np.testing.assert_array_equal(window, seen[16:44, column : column + SIDE])


@pytest.mark.parametrize("top", [0, 5, 20, 40])
def test_a_window_is_as_high_up_as_its_ink(top: int) -> None:
    """So that a row may go uphill."""
    seen = np.zeros((80, 100), np.uint8)
    seen[14 + top : 14 + top + 12, 20:24] = 255
    (window,) = windows(seen, np.array([10]))
    rows = np.flatnonzero(window.any(axis=1))
    assert len(rows) == 12
    assert abs(rows.mean() - (SIDE - 1) / 2) <= 0.5


def test_where_there_is_no_ink_a_window_is_empty() -> None:
    assert not windows(np.zeros((50, 60), np.uint8), np.arange(33)).any()


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(4)


@pytest.mark.parametrize("slant", [-0.5, 0.0, 0.5])
def test_a_leaning_stroke_stays_whole(slant: float) -> None:
    """Its top goes to the left by its height's share, its foot stays."""
    upright = np.zeros((101, 60), np.uint8)
    upright[:, 28:32] = 1
    lean = leaning(upright, slant)
    top, foot = (float(np.flatnonzero(line).mean()) for line in (lean[0], lean[-1]))
    assert foot - top == pytest.approx(100 * slant, abs=1)
    assert set(lean.sum(axis=1)) <= {4, 5}  # nothing is cut off
