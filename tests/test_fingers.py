"""Fingers at a picture's border are no digits."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.fingers import find_fingers
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece
from tenfold.vision.pieces import labelled

Pixels = NDArray[np.uint8]
SKIN = (150, 100, 85)


def held(text: str) -> Pixels:
    """Digits on 900 by 600, with two fingers from the left border."""
    picture = np.full((600, 900, 3), (235, 230, 220), np.uint8)
    digits = on_paper(row(text, height=130, margin=10))
    height, width = digits.shape[:2]
    picture[200 : 200 + height, 250 : 250 + width] = digits
    for y in (380, 430):
        cv2.line(picture, (0, y), (110, y - 15), SKIN, 36, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 2), np.uint8)


@pytest.mark.parametrize("text", ["7", "8", "30", "524"])
def test_fingers_beside_digits_are_left_out(text: str) -> None:
    assert Reader().read(held(text)).text == text


def fingers(*lines: tuple[tuple[int, int], tuple[int, int], int]) -> list[Piece]:
    """Of lines from here to there, so thick, those that are fingers."""
    mask = np.zeros((300, 300), np.uint8)
    for begin, end, pen in lines:
        cv2.line(mask, begin, end, 1, pen)
    boxes, cut_out = labelled(mask)
    return [cut_out(k) for k in find_fingers(boxes, cut_out, mask.shape)]


def test_a_finger_comes_in_and_is_thick() -> None:
    stroke = (150, 80), (150, 220), 8
    assert len(fingers(((0, 100), (80, 100), 40), stroke)) == 1
    assert len(fingers(((100, 0), (100, 80), 40), stroke)) == 1, "from above"
    assert fingers(((60, 100), (90, 100), 40), stroke) == [], "a blot"
    assert fingers(((0, 100), (80, 100), 12), stroke) == [], "the same pen"
    assert fingers(((0, 100), (80, 100), 40), ((150, 80), (150, 100), 8)) == [], "beside a speck"
    assert fingers(((0, 100), (80, 100), 40)) == []
    assert fingers(stroke) == []
