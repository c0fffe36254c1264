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


def test_digits_that_touch_are_no_pen_beside_a_speck() -> None:
    """Such a row is as long and as full as one, but its outline has bays."""
    zeros = np.concatenate([ring(40, 44, 12)[:, 3:-3]] * 6, axis=1)
    pieces = [Piece(100, 100, zeros), Piece(300, 200, np.ones((6, 30), np.uint8))]
    boxes = np.array([[*piece.box, piece.area] for piece in pieces], np.int32)
    assert find_pens(boxes, pieces.__getitem__, (400, 500)) == []
    bar = Piece(100, 100, np.ones((40, zeros.shape[1]), np.uint8))
    boxes[0, 4] = bar.area
    assert find_pens(boxes, [bar, pieces[1]].__getitem__, (400, 500)) == [0]


def ring(width: int, height: int, pen: int) -> Pixels:
    mask = np.zeros((height, width), np.uint8)
    centre, axes = (width // 2, height // 2), ((width - pen) // 2, (height - pen) // 2)
    return np.asarray(cv2.ellipse(mask, centre, axes, 0, 0, 360, 1, pen), np.uint8)


@pytest.mark.parametrize("text", ["3", "28", "905"])
@pytest.mark.parametrize("end", [(0.9, 0.9), (0.72, 0.95)])
def test_small_digits_beside_a_pen_are_read_in_photographs(
    text: str, end: tuple[float, float]
) -> None:
    """They are less than a tenth as high as the pen is long, and it is a 1 by its form."""
    picture = np.full((600, 900, 3), (235, 230, 220), np.uint8)
    digits = on_paper(row(text, height=40, margin=10))
    height, width = digits.shape[:2]
    picture[200 : 200 + height, 120 : 120 + width] = digits
    cv2.line(picture, (800, 60), (int(900 * end[0]), int(600 * end[1])), YELLOW, 30, cv2.LINE_AA)
    noise = np.random.default_rng(0).normal(0, 4, picture.shape)
    light = np.linspace(1.0, 0.8, 900)[:, None]
    seen = np.clip(picture * light + noise, 0, 255).astype(np.uint8)
    assert Reader().read(seen).text == text


def test_a_1_that_is_drawn_beside_print_stays() -> None:
    """On a screen there are no pens."""
    picture = np.full((600, 900, 3), 255, np.uint8)
    digits = on_paper(row("28", height=24, margin=10), (255, 255, 255), (0, 0, 0))
    height, width = digits.shape[:2]
    picture[20 : 20 + height, 20 : 20 + width] = digits
    cv2.line(picture, (450, 120), (440, 540), (0, 0, 0), 30, cv2.LINE_AA)
    assert Reader().read(picture).text == "1"
