"""Insets: pictures set into a page of one colour, as in a document, a chat or a plot, or the frame
of a screen's canvas. Each is a picture of its own, whatever stands around it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.border import border
from tenfold.vision.components import outlines_of
from tenfold.vision.opencv import cv2
from tenfold.vision.panels import SMALLEST
from tenfold.vision.place import Box

Pixels = NDArray[np.uint8]
Outline = NDArray[np.int32]  # (n, 1, 2): x, y

SAMPLED_SIDE = 320  # pixels: in larger pictures several are one
SAME = 4  # levels: JPEG's rounding of one colour
PAGE = 0.6  # of the picture's border in the page's colour: an inset may reach the border
LARGEST = 0.95  # of the picture's area
NARROWEST = 16  # pixels: nothing is written on less
RECTANGULAR = 0.85  # of its box: what an inset's outline encloses
EDGE = 0.015  # of an inset's shorter side: its frame or soft rim
GAP = 3  # pixels: a dashed frame's gaps, and strokes of the page's colour that reach the edge
WHISKER = 9  # pixels: a plot's ticks and their numbers are thinner
KEPT = 0.7  # of an inset's sides, without those
MOST = 3  # insets that are looked at, the largest first


def find_insets(pixels: Pixels) -> list[Box]:
    """Boxes of the insets in RGB pixels (h, w, 3), without their own edges; the largest first."""
    step = max(1, max(pixels.shape[:2]) // SAMPLED_SIDE)
    if min(pixels.shape[:2]) < max(NARROWEST, step):
        return []
    off = off_page(pixels, SAME)
    if off is None:
        return []
    other = _thinned(off, step)
    closed = cv2.morphologyEx(other, cv2.MORPH_CLOSE, np.ones((GAP, GAP), np.uint8))
    # What comes off leaves less: an outline that is too small now is none without it.
    large = [
        outline for outline in outlines_of(closed) if _box_area(outline) >= SMALLEST * other.size
    ]
    outlines = [_without_whiskers(outline) for outline in large]
    found = [cv2.boundingRect(outline) for outline in outlines if _is_inset(outline, other.size)]
    boxes = [inner_box(box, step) for box in found]
    boxes = [box for box in boxes if min(box[2:]) >= NARROWEST]
    return sorted(boxes, key=lambda box: -box[2] * box[3])[:MOST]


def page_colour(pixels: Pixels) -> NDArray[np.float64]:
    """The colour (3,) of most of a picture's border."""
    return np.asarray(np.median(border(pixels), axis=0))


def off_page(pixels: Pixels, same: int) -> Pixels | None:
    """Where RGB pixels (h, w, 3) are more than so many levels off the page's colour: uint8 (h, w),
    0 or 1; None if too much of the picture's border is."""
    page = page_colour(pixels)
    lowest, highest = np.ceil(page - same), np.floor(page + same)
    if np.mean(cv2.inRange(border(pixels)[None], lowest, highest) > 0) < PAGE:
        return None
    return np.asarray(cv2.inRange(pixels, lowest, highest) == 0, np.uint8)


def _thinned(mask: Pixels, step: int) -> Pixels:
    """Of every `step` × `step` pixels whether any is in a mask: a frame may be one pixel wide."""
    height, width = (side // step for side in mask.shape)
    cells = mask[: height * step, : width * step].reshape(height, step, width, step)
    return np.ascontiguousarray(cells.max(axis=(1, 3)))


def _without_whiskers(outline: Outline) -> Outline:
    """The outline without ticks and labels that touch it, if those reach out but a little: what is
    left of a 6 without its stem is no inset."""
    x, y, width, height = cv2.boundingRect(outline)
    if min(width, height) < WHISKER or _is_rectangular(outline):
        return outline
    filled = np.zeros((height, width), np.uint8)
    cv2.drawContours(filled, [outline - (x, y)], -1, 1, cv2.FILLED)
    opened = cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((WHISKER, WHISKER), np.uint8))
    largest = max(outlines_of(opened), key=cv2.contourArea, default=outline - (x, y))
    _, _, across, down = cv2.boundingRect(largest)
    kept = across >= KEPT * width and down >= KEPT * height
    return np.asarray(largest + np.array((x, y)) if kept else outline, np.int32)


def _is_inset(outline: Outline, picture: int) -> bool:
    fits = SMALLEST * picture <= _box_area(outline) <= LARGEST * picture
    return fits and _is_rectangular(outline)


def _box_area(outline: Outline) -> int:
    _, _, width, height = cv2.boundingRect(outline)
    return int(width * height)


def _is_rectangular(outline: Outline) -> bool:
    _, _, width, height = cv2.boundingRect(outline)
    # An outline runs through the middle of its pixels: half of them lie beyond it.
    enclosed = cv2.contourArea(outline) + cv2.arcLength(outline, True) / 2
    return bool(enclosed >= RECTANGULAR * width * height)


def inner_box(box: Sequence[int], step: int = 1) -> Box:
    """Within a box of every `step`th pixel, without an inset's or a tile's own edge."""
    x, y, width, height = box
    edge = step + 1 + round(EDGE * step * min(width, height))
    return x * step + edge, y * step + edge, width * step - 2 * edge, height * step - 2 * edge
