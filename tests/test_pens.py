"""A pencil that lies beside the writing is none of it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.opencv import cv2
from tenfold.vision.pens import find_pens
from tenfold.vision.piece import Piece

Pixels = NDArray[np.uint8]
YELLOW = (200, 120, 30)


def beside(text: str, begin: tuple[float, float], end: tuple[float, float]) -> Pixels:
    """Digits 110 pixels high on 900 by 600, and a pencil from here to there, in shares of that."""
    picture = np.full((600, 900, 3), (235, 230, 220), np.uint8)
    digits = on_paper(row(text, height=110, margin=10))
    height, width = digits.shape[:2]
    picture[200 : 200 + height, 120 : 120 + width] = digits
    points = [(int(900 * x), int(600 * y)) for x, y in (begin, end)]
    cv2.line(picture, *points, YELLOW, 34, cv2.LINE_AA)
    return picture


@pytest.mark.parametrize("text", ["3", "28", "905"])
@pytest.mark.parametrize(
    ("begin", "end"),
    [((0.9, 0.1), (0.9, 0.9)), ((0.94, 0.08), (0.84, 0.92)), ((0.1, 0.82), (0.9, 0.86))],
)
def test_a_pencil_beside_digits_is_left_out(
    text: str, begin: tuple[float, float], end: tuple[float, float]
) -> None:
    assert Reader().read(beside(text, begin, end)).text == text


def pens(*shapes: tuple[int, int, int, int], pen: int = 8) -> list[int]:
    """Of a full bar and of hollow boxes (x, y, width, height) those that are pens."""
    masks = [np.ones((h, w), np.uint8) for *_, w, h in shapes]
    for mask in masks[1:]:
        mask[pen:-pen, pen:-pen] = 0
    pieces = [Piece(x, y, mask) for (x, y, *_), mask in zip(shapes, masks, strict=True)]
    boxes = np.array([[*piece.box, piece.mask.sum()] for piece in pieces], np.int32)
    return find_pens(boxes, pieces.__getitem__, (500, 500))


def test_a_pen_is_long_straight_and_thick() -> None:
    zero = (300, 100, 80, 120)
    assert pens((0, 0, 30, 400), zero) == [0]
    assert pens((0, 0, 30, 200), zero) == [], "a tall 1"
    assert pens((0, 0, 9, 400), zero) == [], "a line of the same pen"
    assert pens((0, 0, 200, 400), zero) == [], "a block"
    assert pens((0, 0, 30, 400), (300, 100, 30, 50)) == [], "a drawn 1 beside print"
    assert pens((0, 0, 400, 30), (300, 100, 30, 40)) == [0], "that lies"
    assert pens((0, 0, 30, 400)) == []
    assert pens((100, 20, 30, 400), (440, 100, 60, 120)) == [], "a 1 beside what comes in"
