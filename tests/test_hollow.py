"""Digits that are drawn as outlines are read as the strokes that those are around."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import row
from tenfold import Reader
from tenfold.vision.hollow import filled
from tenfold.vision.ink import Ink
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

FONT = cv2.FONT_HERSHEY_SIMPLEX


def outlined(text: str, pen: int = 6, stroke: int = 34) -> Pixels:
    """Black outlines, so thick, of strokes so wide, on white."""
    inner = np.zeros((400, 120 + 180 * len(text)), np.uint8)
    cv2.putText(inner, text, (60, 320), FONT, 8, 1, stroke, cv2.LINE_AA)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pen + 1, 2 * pen + 1))
    return np.asarray(255 - 255 * (cv2.dilate(inner, disc) - inner), np.uint8)


def ink_of(picture: Pixels) -> Ink:
    return Ink(255 - picture, (picture < 128).astype(np.uint8))


@pytest.mark.parametrize("text", ["0", "2", "4", "5", "6", "7", "8", "9", "38", "690"])
def test_hollow_digits_are_read(text: str) -> None:
    assert Reader().read(outlined(text)).text == text


def test_what_is_within_is_filled_and_loops_are_not() -> None:
    ink = ink_of(outlined("8"))
    whole = filled(ink)
    assert whole is not None
    _, parts = cv2.connectedComponents(1 - whole.mask)
    assert parts.max() == 3  # the paper, and the two loops
    new = (whole.mask > 0) & (ink.mask == 0)
    assert (whole.levels[new] == 255).all()
    assert (whole.mask >= ink.mask).all()


@pytest.mark.parametrize("text", ["0", "4", "6", "8", "9", "5680"])
def test_loops_of_a_pen_stay_empty(text: str) -> None:
    ink = (row(text, height=120) * 255).astype(np.uint8)
    assert filled(Ink(ink, (ink > 127).astype(np.uint8))) is None


def test_a_frame_and_a_circle_around_digits_are_no_strokes() -> None:
    for shape in ("frame", "circle"):
        picture = np.full((300, 500), 255, np.uint8)
        cv2.putText(picture, "72", (160, 190), FONT, 4, 0, 14, cv2.LINE_AA)
        if shape == "frame":
            cv2.rectangle(picture, (40, 40), (460, 260), 0, 5)
        else:
            cv2.ellipse(picture, (245, 150), (210, 120), 0, 0, 360, 0, 5)
        assert filled(ink_of(picture)) is None
        assert Reader().read(picture).text == "72"


def test_nothing_is_filled_where_there_is_nothing() -> None:
    assert filled(ink_of(np.full((100, 100), 255, np.uint8))) is None
