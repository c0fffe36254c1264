"""Frames to write in go, and the digits in them stay."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pictures import agreement, on_paper, row_of
from pictures import digit as drawn
from tenfold import Reader
from tenfold.vision.boxes import erase_boxes, rules_of_boxes
from tenfold.vision.colours import Colours
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

SIDE, MARGIN = 60, 50  # of a cell, and around the boxes


def comb(cells: int, thickness: int = 2, apart: int = 0) -> Pixels:
    """A frame of cells, or one frame each."""
    size = (cells * (SIDE + apart) + 2 * MARGIN, SIDE + 2 * MARGIN)
    picture = Image.new("L", size)
    draw = ImageDraw.Draw(picture)
    for k in range(cells):
        x = MARGIN + k * (SIDE + apart)
        draw.rectangle((x, MARGIN, x + SIDE, MARGIN + SIDE), outline=1, width=thickness)
    return np.array(picture)


def erased(mask: Pixels) -> Pixels:
    """Without boxes, where all is grey: rule and pen can be told by their form only."""
    grey = np.stack([255 - 100 * mask] * 3, axis=2).astype(np.uint8)
    colours = Colours(grey, np.full((1, 1, 3), 255, np.uint8))
    return erase_boxes(mask, 100 * mask, colours)


@pytest.mark.parametrize("cells", [1, 2, 6])
@pytest.mark.parametrize("lean", [-4, 0, 4])
def test_strokes_over_the_rules_stay(cells: int, lean: int) -> None:
    """They leave the frame below, above or beside it; the page may lean."""
    strokes = np.zeros_like(comb(cells))
    for k in range(cells):
        x = MARGIN + k * SIDE
        cv2.line(strokes, (x + 15, MARGIN - 15), (x + 40, MARGIN + 75), 1, 6)
    boxed = comb(cells) | strokes
    height, width = boxed.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1)
    boxed, strokes = (
        cv2.warpAffine(m, turn, (width, height), flags=cv2.INTER_NEAREST) for m in (boxed, strokes)
    )
    assert agreement(boxed, strokes) < 0.85
    assert agreement(erased(boxed), strokes) > 0.93


def test_an_empty_frame_of_several_cells_goes_and_a_squared_digit_stays() -> None:
    assert erased(comb(4)).sum() < 0.03 * comb(4).sum()
    zero, eight = comb(1), comb(2).T.copy()
    for digit in (zero, eight):
        assert (erased(digit) == digit).all()
    slashed = zero.copy()
    cv2.line(slashed, (MARGIN + 10, MARGIN + 50), (MARGIN + 50, MARGIN + 10), 1, 5)
    assert erased(slashed).sum() < 0.7 * slashed.sum(), "a frame with a stroke in it"


def test_a_one_from_rule_to_rule_is_no_rule() -> None:
    """It stands where it makes no cells of one width, or too narrow ones."""
    for cells, x in ((1, 30), (4, 85)):
        mask = comb(cells)
        mask[MARGIN : MARGIN + SIDE, MARGIN + x : MARGIN + x + 3] = 1
        _, down = rules_of_boxes(mask)
        assert len(down) == cells + 1
        assert erased(mask)[:, MARGIN + x].sum() > 0.8 * SIDE


def test_rules_that_digits_hide_are_where_the_cells_end() -> None:
    mask = comb(5)
    rule = MARGIN + 2 * SIDE
    mask[MARGIN + 2 : MARGIN + SIDE - 2, rule - 4 : rule + 5] = 0
    _, down = rules_of_boxes(mask)
    assert [round(float(line.y.mean())) for line in down] == pytest.approx(
        [MARGIN + k * SIDE for k in range(6)], abs=2
    )


def test_thick_sides_are_a_pen_s_and_what_is_cut_off_is_a_table_s() -> None:
    assert rules_of_boxes(comb(1, thickness=9)) == ([], [])
    assert rules_of_boxes(comb(4)[:, MARGIN:]) == ([], [])
    assert rules_of_boxes(np.zeros((40, 40), np.uint8)) == ([], [])


@pytest.mark.parametrize("apart", [0, 14])
@pytest.mark.parametrize(("size", "top"), [(36, 14), (50, 24)])
def test_digits_in_boxes_are_read(apart: int, size: int, top: int) -> None:
    """Whether they stay within them or run over their rules."""
    text = "734856"
    mask = comb(len(text), apart=apart).astype(np.float32)
    for k, label in enumerate(text):
        ink = row_of([drawn(int(label))], height=size, gap=0, margin=0)
        x = MARGIN + k * (SIDE + apart) + (SIDE - ink.shape[1]) // 2
        y = MARGIN + top
        place = mask[y : y + size, x : x + ink.shape[1]]
        np.maximum(place, ink, out=place)
    assert Reader().read(on_paper(mask)).text == text
