"""Frames: rectangles, circles and other lines that are drawn around what is written."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import hull
from tenfold.vision.normalise import pen_width
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Boxes = NDArray[np.int32]  # (n, 5): x, y, width, height, and pixels of ink

RIM = 0.9  # of a frame's ink lies along its border, or along its hull
SIDE_TO_RIM = 6  # a box's side is so many times as long as that border is wide
STRAYS = 0.12  # of a frame's shorter side: how far a hand strays from the convex hull
FOLLOWED = 0.85  # of the hull's outline: no 7 follows so much of it
WIDE = 1.6  # times its height: what is drawn around a row
HOLLOW = 0.3  # of its box: the ink of what is drawn around something, at most
SEVERAL = 2  # boxes that lie within, at least
WRITTEN = 0.25  # of the height of what is around: what is written in it is higher
TINY = 0.08  # likewise, in a table, or where nearly all other ink is within
NEARLY_ALL = 0.97  # of all other ink
FEWEST_CELLS = 2  # in a table
SMALLEST_CELL = 0.02  # of the table's box
ALL_CELLS = 0.6  # of the table's box: what the cells cover together
RECTANGULAR = 0.7  # of its own box: what a cell covers
LARGEST = 8  # boxes that may be tables: in noise there are thousands of small ones


def is_rim(mask: Pixels) -> bool:
    """Whether hardly any of its ink lies within its box."""
    rim = np.ones_like(mask)
    inset_y, inset_x = (max(1, side // SIDE_TO_RIM) for side in mask.shape)
    rim[inset_y:-inset_y, inset_x:-inset_x] = 0
    return bool((mask & rim).sum() > RIM * mask.sum())


def is_outline(mask: Pixels) -> bool:
    """Whether its ink follows its own convex hull nearly all around, as a circle's does, and is
    nowhere else."""
    reach = int(STRAYS * min(mask.shape) + pen_width(mask))
    ink = cv2.copyMakeBorder(mask, *[reach] * 4, cv2.BORDER_CONSTANT, value=0)
    outline = np.zeros_like(ink)
    cv2.drawContours(outline, [hull(ink)], -1, 1, 1)
    followed = (_away(ink)[outline > 0] <= reach).mean() >= FOLLOWED
    return bool(followed and (_away(outline)[ink > 0] <= reach).mean() > RIM)


def _away(mask: Pixels) -> NDArray[np.float32]:
    """How far each pixel lies from the mask's, in pixels."""
    return np.asarray(cv2.distanceTransform(1 - mask, cv2.DIST_L2, 5))


def may_be_around(boxes: Boxes) -> NDArray[np.bool_]:
    """Hollow, with several other boxes in it that may be written: a line that was drawn around a
    row, and wide, or around all that there is, if that is small. A plot's frame, with a digit in
    it, is needed to tell what is dust."""
    _, _, w, h, ink = boxes.T
    found = ink <= HOLLOW * w * h
    for k in np.flatnonzero(found):
        inside = _lie_within(boxes, boxes[k])
        large = (inside & (h >= WRITTEN * h[k])).sum()
        small = (inside & (h >= TINY * h[k])).sum()
        is_all = ink[inside].sum() >= NEARLY_ALL * (ink.sum() - ink[k])
        around_row = w[k] >= WIDE * h[k] and large >= SEVERAL
        found[k] = around_row or (large == 0 and small >= SEVERAL and is_all)
    return np.asarray(found)


def may_be_tables(boxes: Boxes) -> NDArray[np.bool_]:
    """Hollow, among the largest, with several other boxes in it that may be written."""
    _, _, w, h, ink = boxes.T
    hollow = np.flatnonzero(ink <= HOLLOW * w * h)
    found = np.zeros(len(boxes), bool)
    for k in hollow[np.argsort((w * h)[hollow])[-LARGEST:]]:
        found[k] = (_lie_within(boxes, boxes[k]) & (h >= TINY * h[k])).sum() >= SEVERAL
    return found


def is_table(mask: Pixels) -> bool:
    """Whether its ink is lines around cells, which are nearly all of its box."""
    outlines, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    holes = [o for o, (*_, outer) in zip(outlines, tree[0], strict=True) if outer >= 0]
    areas = [cv2.contourArea(hole) for hole in holes]
    cells = [
        area
        for hole, area in zip(holes, areas, strict=True)
        if area >= max(SMALLEST_CELL * mask.size, RECTANGULAR * np.prod(cv2.boundingRect(hole)[2:]))
    ]
    return len(cells) >= FEWEST_CELLS and sum(cells) >= ALL_CELLS * mask.size


def _lie_within(boxes: Boxes, box: Boxes) -> NDArray[np.bool_]:
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:4]
    return np.asarray(((low > box[:2]) & (high < box[:2] + box[2:4])).all(axis=1))
