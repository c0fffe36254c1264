"""Panels: solid rectangles that are pictures of their own, such as a black canvas on a white page,
a photo pasted into a document or a note on a board.

Against the surrounding paper such a panel is one block of ink. What is written on it shows only
against the panel's own paper.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.place import Box
from tenfold.vision.shrink import shrunk

Pixels = NDArray[np.uint8]

SMALL_SIDE = 320  # panels are large: they are sought on a picture this small
SMALLEST = 0.015  # of the picture's area: a canvas of 180 pixels on 1920 by 1080
BLOCK = 0.03  # of its shorter side: the largest square without writing that every panel has
SMALLEST_BLOCK = 3  # pixels: a square that specks do not fill
SHORTEST = 0.08  # of its shorter side
RECTANGULAR = 0.85  # of its box: what a panel's outline encloses
SOLID = 0.75  # of its box: what differs from the paper around
LARGE = 0.25  # of the picture's area: no stroke is so large and STUMPY
STUMPY = 0.6  # of its longer side: its shorter one, at least
TALLEST = 2.5  # times its width: a fat 1 with grey edges is, and no row has room on it
NARROWEST = 8  # pixels: nothing is written on less
STANDS_OFF = 12  # levels against the paper around
WRITTEN = 25  # levels between its paper and what is written on it
SOFT = 0.03  # of its shorter side: the panel's own soft edge
EDGE = 5  # small pixels, both sides together: a small panel's edge
EXTREMES = (0.1, 99.9)  # percent of its levels: what is beyond are specks


def find_panels(levels: Pixels) -> list[Box]:
    """Boxes of the panels in a contrast picture, uint8 (h, w)."""
    height, width = levels.shape
    scale = min(1.0, SMALL_SIDE / max(height, width))
    small = shrunk(levels, SMALL_SIDE)
    stands_off = (small > STANDS_OFF).astype(np.uint8)
    # Strokes are not that wide, nor are specks: most pictures end here.
    block = np.ones((max(SMALLEST_BLOCK, int(BLOCK * min(small.shape))),) * 2, np.uint8)
    fills = cv2.countNonZero(stands_off) >= SMALLEST * small.size
    if not (fills and cv2.erode(stands_off, block).any()):
        return []
    outlines, _ = cv2.findContours(stands_off, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [_panel_box(outline, stands_off, small) for outline in outlines]
    found = [_enlarged(box, 1 / scale, (width, height)) for box in boxes if box is not None]
    return [box for box in found if min(box[2:]) >= NARROWEST]


def _panel_box(outline: NDArray[np.int32], stands_off: Pixels, small: Pixels) -> Box | None:
    x, y, width, height = cv2.boundingRect(outline)
    area = width * height
    # Beside panels there may be a thousand specks.
    is_large = area >= SMALLEST * small.size and min(width, height) >= SHORTEST * min(small.shape)
    if not is_large or height > TALLEST * width:
        return None
    # A digit that runs over the panel's border bites into its outline, but not into its hull.
    hull = cv2.convexHull(outline)
    enclosed = cv2.contourArea(hull) + cv2.arcLength(hull, True) / 2
    inside = slice(y, y + height), slice(x, x + width)
    if enclosed < RECTANGULAR * area or stands_off[inside].mean() < SOLID:
        return None
    large = area > LARGE * small.size and STUMPY < width / height < 1 / STUMPY
    return (x, y, width, height) if large or _written(hull, small, (width, height)) else None


def _written(hull: NDArray[np.int32], small: Pixels, size: tuple[int, int]) -> bool:
    """Whether the panel is of more than one level; a solid stroke is not, but for its soft edge."""
    filled = cv2.drawContours(np.zeros_like(small), [hull], 0, 1, cv2.FILLED)
    edge = EDGE + 2 * int(SOFT * min(size))
    core = small[cv2.erode(filled, np.ones((edge, edge), np.uint8)) > 0]
    return core.size > 0 and bool(np.ptp(np.percentile(core, EXTREMES)) >= WRITTEN)


def _enlarged(box: Box, scale: float, size: tuple[int, int]) -> Box:
    x, y, width, height = (v * scale for v in box)
    inset = 1 + SOFT * min(width, height)
    left, top = int(x + inset), int(y + inset)
    right, bottom = min(size[0], int(x + width - inset)), min(size[1], int(y + height - inset))
    return left, top, right - left, bottom - top
