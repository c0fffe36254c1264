"""A brush that leaves dots draws strokes."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tenfold import Reader
from tenfold.vision.dots import with_joined_dots
from tenfold.vision.opencv import cv2
from tenfold.vision.pieces import labelled

Pixels = NDArray[np.uint8]
SEVEN = np.array([(60, 60), (220, 55), (190, 130), (150, 220), (120, 300)], float)


def dotted(apart: float, radius: int = 9) -> Pixels:
    """A 7 of discs, ink 255, whose middles lie so many radii apart."""
    lengths = np.hypot(*np.diff(SEVEN, axis=0).T)
    along = np.concatenate([[0], lengths.cumsum()])
    picture = np.zeros((360, 300), np.uint8)
    for place in np.arange(0, along[-1], apart * radius):
        x, y = (int(np.interp(place, along, SEVEN[:, k])) for k in (0, 1))
        cv2.circle(picture, (x, y), radius, 255, -1)
    return picture


@pytest.mark.parametrize("apart", [1.5, 2.0, 2.4, 3.0])
def test_dots_along_a_stroke_are_one(apart: float) -> None:
    assert Reader().read(255 - dotted(apart)).text == "7"


def joined(mask: Pixels) -> Pixels:
    boxes, cut_out = labelled(mask)
    return with_joined_dots(mask, boxes, cut_out)


def test_dots_far_apart_stay() -> None:
    grid = np.zeros((300, 300), np.uint8)
    for x in range(30, 300, 60):
        for y in range(30, 300, 60):
            cv2.circle(grid, (x, y), 9, 1, -1)
    assert joined(grid) is grid
    seven = dotted(2.4) // 255
    assert len(labelled(joined(seven))[0]) == 1


def test_a_palette_beside_strokes_stays() -> None:
    """Its discs are wider than the brush."""
    mask = np.zeros((360, 400), np.uint8)
    for y in range(50, 350, 50):
        cv2.circle(mask, (40, y), 16, 1, -1)
    cv2.polylines(mask, [(SEVEN + np.array([130, 0])).astype(np.int32)], False, 1, 12)
    assert joined(mask) is mask
