"""Panels: solid rectangles that are pictures of their own, such as a black canvas on a white page,
a photo pasted into a document or a note on a board.

Against the surrounding paper such a panel is one block of ink. What is written on it shows only
against the panel's own paper.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]  # x, y, width, height

SMALL_SIDE = 320  # panels are large: they are sought on a picture this small
SMALLEST = 0.04  # of the picture's area
SHORTEST = 0.08  # of its shorter side
RECTANGULAR = 0.85  # of its box: what a panel's outline encloses
SOLID = 0.5  # of its box: what differs from the paper around
WRITTEN = 40  # levels between its paper and what is written on it
INSET = 0.01  # of its shorter side: the panel's own soft edge


def find_panels(levels: Pixels) -> list[Box]:
    """Boxes of the panels in a contrast picture, uint8 (h, w)."""
    height, width = levels.shape
    scale = min(1.0, SMALL_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(levels, size, interpolation=cv2.INTER_AREA)
    stands_off = (small > WRITTEN / 2).astype(np.uint8)
    if stands_off.mean() < SMALLEST:
        return []
    outlines, _ = cv2.findContours(stands_off, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [_panel_box(outline, stands_off, small) for outline in outlines]
    return [_enlarged(box, 1 / scale, (width, height)) for box in boxes if box is not None]


def _panel_box(outline: NDArray[np.int32], stands_off: Pixels, small: Pixels) -> Box | None:
    x, y, width, height = cv2.boundingRect(outline)
    area = width * height
    if area < SMALLEST * small.size or min(width, height) < SHORTEST * min(small.shape):
        return None
    enclosed = cv2.contourArea(outline) + cv2.arcLength(outline, True) / 2
    inside = slice(y, y + height), slice(x, x + width)
    if enclosed < RECTANGULAR * area or stands_off[inside].mean() < SOLID:
        return None
    filled = cv2.drawContours(np.zeros_like(small), [outline], 0, 1, cv2.FILLED)
    # Without the soft edge, a solid stroke is all of one level.
    core = small[cv2.erode(filled, np.ones((5, 5), np.uint8)) > 0]
    if core.size == 0 or np.ptp(np.percentile(core, [0.3, 99.7])) < WRITTEN:
        return None
    return x, y, width, height


def _enlarged(box: Box, scale: float, size: tuple[int, int]) -> Box:
    x, y, width, height = (v * scale for v in box)
    inset = 1 + INSET * min(width, height)
    left, top = int(x + inset), int(y + inset)
    right, bottom = min(size[0], int(x + width - inset)), min(size[1], int(y + height - inset))
    return left, top, max(1, right - left), max(1, bottom - top)
