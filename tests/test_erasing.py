"""Lines are erased, strokes on them stay: by colour where that tells, by form where not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import agreement
from tenfold.vision.colours import Colours
from tenfold.vision.erasing import erase
from tenfold.vision.lines import Line
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

HEIGHT, WIDTH = 120, 300
PAPER = np.array([235, 230, 215], np.uint8)
BLUE_LINE, BLACK, GREEN, SAME_BLUE = (
    (0.6, 0.75, 0.95),
    (0.2, 0.2, 0.2),
    (0.4, 0.75, 0.5),
    (0.4, 0.6, 0.92),
)
ACROSS, DOWN = (40, 80), (60, 150, 240)


def strokes() -> Pixels:
    """A 7 whose bar lies on a line, a 1 along a line down, and a slanted stroke over both."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.line(mask, (20, 40), (50, 40), 1, 5)
    cv2.line(mask, (50, 40), (30, 100), 1, 5)
    cv2.line(mask, (150, 50), (150, 100), 1, 5)
    cv2.line(mask, (200, 100), (280, 25), 1, 5)
    return mask


def lined() -> Pixels:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for y in ACROSS:
        mask[y - 1 : y + 2] = 1
    for x in DOWN:
        mask[:, x - 1 : x + 2] = 1
    return mask


def clean(pixels: Pixels, mask: Pixels) -> Pixels:
    across = [Line(0, np.full(WIDTH, float(y)), 3.0) for y in ACROSS]
    down = [Line(0, np.full(HEIGHT, float(x)), 3.0) for x in DOWN]
    levels = 255 - pixels.min(axis=2)
    return erase(mask, levels, Colours(pixels, PAPER[None, None]), across, down)


@pytest.mark.parametrize("pen", [BLACK, GREEN])
def test_strokes_along_lines_of_another_colour_stay(pen: tuple[float, float, float]) -> None:
    shares = np.where(lined()[..., None], BLUE_LINE, 1.0) * np.where(strokes()[..., None], pen, 1.0)
    found = clean((PAPER * shares).astype(np.uint8), lined() | strokes())
    assert agreement(found, strokes()) > 0.99


def test_a_pen_that_a_line_lies_over_stays() -> None:
    """As where an app draws its grid over what was written: the line hides most of the pen."""
    pixels = (PAPER * np.where(strokes()[..., None], BLACK, 1.0)).astype(np.uint8)
    grid = (0.5 * pixels + 0.5 * np.array([100, 140, 220])).astype(np.uint8)
    found = clean(np.where(lined()[..., None], grid, pixels), lined() | strokes())
    assert agreement(found, strokes()) > 0.99


def test_of_the_same_colour_only_strokes_across_a_line_stay() -> None:
    shares = np.where((lined() | strokes())[..., None], SAME_BLUE, 1.0)
    found = clean((PAPER * shares).astype(np.uint8), lined() | strokes())
    assert found[70, 150] == 0 and found[90, 150] == 0, "what lies along a line goes with it"
    assert found[80, 36:39].all(), "what crosses it stays"
    assert (found & ~strokes()).sum() < 0.1 * lined().sum()


def test_what_leans_against_a_line_keeps_no_block_of_it() -> None:
    """A 0 in a table's cell that reaches the thick rule below; of the line's form nothing stays."""
    ring = cv2.ellipse(np.zeros((HEIGHT, WIDTH), np.uint8), (90, 48), (22, 30), 0, 0, 360, 1, 5)
    mask = ring.copy()
    mask[76:83] = 1
    pixels = np.where(mask[..., None], PAPER // 4, PAPER).astype(np.uint8)
    levels, line = 255 - pixels.min(axis=2), Line(0, np.full(WIDTH, 79.0), 7.0)
    found = erase(mask, levels, Colours(pixels, PAPER[None, None]), [line], [])
    assert not (found[76:] & ~ring[76:]).any()
    assert agreement(found, ring) > 0.85


def test_a_stroke_taken_for_a_line_beside_faint_lines_is_left_to_its_form() -> None:
    """The pen is not what is far fainter than the line."""
    faint = np.where(lined()[..., None], (0.8, 0.9, 1.0), 1.0)
    bar = np.zeros((HEIGHT, WIDTH), np.uint8)
    bar[20:110, 98:105] = 1
    pixels = (PAPER * faint * np.where(bar[..., None], BLACK, 1.0)).astype(np.uint8)
    levels, mask = 255 - pixels.min(axis=2), lined() | bar
    line = Line(20, np.full(90, 101.0), 7.0)
    found = erase(mask, levels, Colours(pixels, PAPER[None, None]), [], [line])
    crossed = [y for y in ACROSS if found[y, 101]]
    assert crossed == list(ACROSS)


def test_a_line_lighter_than_the_paper_has_no_colour_of_its_own() -> None:
    """Along one axis with the pen, but the other way: once divided nothing by nothing."""
    shares = np.where(lined()[..., None], 1.06, 1.0) * np.where(strokes()[..., None], 0.2, 1.0)
    grey = np.full(3, 200.0) * shares
    with np.errstate(all="raise"):
        levels = np.abs(grey - 200).max(axis=2).astype(np.uint8)
        across = [Line(0, np.full(WIDTH, float(y)), 3.0) for y in ACROSS]
        paper = np.full((1, 1, 3), 200, np.uint8)
        colours = Colours(grey.astype(np.uint8), paper)
        erase(lined() | strokes(), levels, colours, across, [])
