"""Lines under a row go, and what touches them stays."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.ink import find_ink
from tenfold.vision.opencv import cv2
from tenfold.vision.pieces import find_pieces

PEN = 4  # pixels of the line


def underlined(text: str, below: int, bend: int = 0, lean: int = 0) -> NDArray[np.float32]:
    """A row over a line so many pixels below its foot, bent and leaning by so many."""
    ink = row(text, height=80, margin=60)
    height, width = ink.shape
    x = np.linspace(40, width - 50, 30)
    along = (x - 40) / (width - 90)
    y = height - 60 + below + lean * along + bend * 4 * along * (1 - along)
    points = np.stack([x, y], axis=1).round().astype(np.int32)
    return np.asarray(cv2.polylines(ink, [points], False, 1.0, PEN, cv2.LINE_AA), np.float32)


@pytest.mark.parametrize(("below", "bend", "lean"), [(10, 0, 0), (-1, 0, 0), (0, 4, 0), (0, 0, 9)])
@pytest.mark.parametrize("text", ["652", "40983"])
def test_a_row_is_read_over_its_line(text: str, below: int, bend: int, lean: int) -> None:
    assert Reader().read(on_paper(underlined(text, below, bend, lean))).text == text


def test_the_line_goes_from_under_a_digit_that_touches_it() -> None:
    ink = row("652", height=80, margin=60)
    line = np.zeros_like(ink)
    foot = len(ink) - 62
    cv2.line(line, (40, foot + 8), (ink.shape[1] - 50, foot + 8), 1.0, PEN)
    alone = find_ink(on_paper(np.maximum(ink, line)))
    # A stroke from the 2 to the line, as where the pen went on.
    cv2.line(line, (230, foot - 4), (226, foot + 8), 1.0, PEN)
    touched = find_ink(on_paper(np.maximum(ink, line)))
    assert len(find_pieces(touched.mask)) == len(find_pieces(alone.mask)) == 3
    assert not touched.mask[foot + 8, 60:200].any()


@pytest.mark.parametrize("gap", [24, 0])
@pytest.mark.parametrize("text", ["2", "222", "74", "252"])
def test_feet_are_no_lines(text: str, gap: int) -> None:
    """Nor where they meet, as of digits that touch."""
    ink = row(text, gap=gap)
    mask = find_ink(on_paper(ink)).mask
    assert (mask == (ink > 0.5))[ink > 0.9].all()


def test_the_lower_half_of_a_circle_is_no_underline() -> None:
    ink = row("652", height=80, margin=120)
    middle = ink.shape[1] // 2 - 12, len(ink) // 2
    cv2.ellipse(ink, middle, (middle[0] - 40, 80), 0, 10, 170, 1.0, 5, cv2.LINE_AA)
    mask = find_ink(on_paper(ink)).mask
    assert mask[ink > 0.9].all()
