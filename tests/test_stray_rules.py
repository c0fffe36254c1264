"""Rules of a table in perspective are neither read nor joined with what is written beside them."""

import numpy as np
from numpy.typing import NDArray

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.opencv import cv2
from tenfold.vision.pieces import labelled
from tenfold.vision.stray_rules import find_stray_rules

Pixels = NDArray[np.uint8]
TEXTS = ["3082", "5738", "0484", "9557"]
CELL, MARGIN = 80, 50  # pixels
CORNERS_IN = 120  # pixels: how far the upper corners come in


def table_from_below() -> Pixels:
    """RGB: digits in the columns of a table, whose rules lean the more the further aside."""
    side = 4 * CELL + 2 * MARGIN
    ink = np.zeros((side, side), np.float32)
    for line, text in enumerate(TEXTS):
        for column, label in enumerate(text):
            one = row(label, height=44, gap=0, margin=0)
            y = MARGIN + line * CELL + (CELL - one.shape[0]) // 2
            x = MARGIN + column * CELL + (CELL - one.shape[1]) // 2
            ink[y : y + one.shape[0], x : x + one.shape[1]] = one
    flat = on_paper(ink)
    for x in range(MARGIN, side, CELL):
        cv2.line(flat, (x, MARGIN), (x, side - MARGIN), (40, 45, 60), 3)
    corners = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    seen = corners + np.array([(CORNERS_IN, 0), (-CORNERS_IN, 0), (0, 0), (0, 0)], np.float32)
    laid = cv2.getPerspectiveTransform(corners, seen)
    return np.asarray(
        cv2.warpPerspective(flat, laid, (side, side), borderValue=(235, 230, 220)), np.uint8
    )


def test_digits_between_leaning_rules_are_read() -> None:
    assert Reader().read(table_from_below()).text == "\n".join(TEXTS)


def found(mask: Pixels) -> int:
    boxes, cut_out = labelled(mask)
    return len(find_stray_rules(boxes, cut_out, mask.shape))


def parts(count: int, side: int, rules: int, thickness: int = 4) -> Pixels:
    """Long strokes, and squares of one size between them."""
    mask = np.zeros((500, 600), np.uint8)
    for k in range(rules):
        cv2.line(mask, (60 + 140 * k, 20), (30 + 140 * k, 480), 1, thickness)
    for k in range(count):
        x, y = 80 + 140 * (k % 4), 60 + 80 * (k // 4)
        mask[y : y + side, x : x + side] = 1
    return mask


def test_a_rule_is_long_and_slender_among_what_is_written() -> None:
    assert found(parts(12, 30, rules=3)) == 3
    assert found(parts(4, 30, rules=3)) == 0, "beside so little it may be a 1"
    assert found(parts(12, 20, rules=1, thickness=40)) == 0, "beside specks"
    assert found(parts(12, 10, rules=3)) == 0, "dust tells nothing"
    assert found(parts(12, 30, rules=1, thickness=70)) == 0, "thick"
    assert found(parts(12, 30, rules=0)) == 0
