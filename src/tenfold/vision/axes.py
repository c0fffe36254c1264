"""Axes: thin straight lines that a chart's bars hang on, or that are a frame around them. Once they
are erased as a table's rules are, a single bar is a 1.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import outlines_of
from tenfold.vision.opencv import cv2
from tenfold.vision.place import cut_out

Pixels = NDArray[np.uint8]

LONG = 60  # pixels: the longer side of an axis and its bars
FULL = 0.96  # of the ink of bars: what is in one piece with their feet
THICK = 6  # pixels: the shorter side of a bar on an axis, at least; the axis is thinner
THICK_SHARE = 0.06  # likewise, of the shorter side of both together
LONGEST = 0.25  # of their width or height: the longest bar's, at least
NUMBER = 0.25  # of the height of both: what is written there, at most
AXIS = 0.9  # of their width or height: an axis's length, at least


def erase_charts(mask: Pixels) -> Pixels:
    """The ink mask uint8 (h, w), 0 or 1, without bars that hang on their axes or stand in a plot's
    frame, and without the numbers there."""
    outlines = [o for o in outlines_of(mask) if max(cv2.boundingRect(o)[2:]) >= LONG]
    charts = [outline for outline in outlines if has_axes(cut_out(mask, cv2.boundingRect(outline)))]
    if not charts:
        return mask
    return np.asarray(cv2.drawContours(mask.copy(), charts, -1, 0, cv2.FILLED), np.uint8)


def has_axes(mask: Pixels) -> bool:
    """Whether a mask (h, w) is of bars and of thin straight lines along its box, as a bar's axis or
    a plot's frame, and of nothing else but what is as small as numbers. A display's digits are of
    bars too, but of lines as thick."""
    whole = [_inked(mask, axis) >= AXIS for axis in (1, 0)]  # of the rows, of the columns
    if not (whole[0].any() or whole[1].any()):
        return False  # as nearly all digits, and cheaply
    side = max(THICK, round(THICK_SHARE * min(mask.shape)))
    # Around the mask is paper: to OpenCV it is as thick as anything.
    opened = cv2.morphologyEx(np.pad(mask, side), cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    thick = np.ascontiguousarray(opened[side:-side, side:-side])
    rest = cv2.subtract(mask, cv2.dilate(thick, np.ones((3, 3), np.uint8)))
    # Most of an axis is beside its bars: a bar's own end is none.
    rows, columns = (whole[1 - axis] & (_inked(rest, axis) >= AXIS / 2) for axis in (1, 0))
    if not (rows.any() or columns.any()) or not _are_bars(thick):
        return False
    rest[rows], rest[:, columns] = 0, 0
    written = cv2.connectedComponentsWithStats(rest, connectivity=8)[2][1:]
    return bool(written[:, 2:4].max(initial=0) < NUMBER * len(mask))


def _are_bars(mask: Pixels) -> bool:
    """Whether each of a mask's parts, of which one is long, is of bars that stand on its lower
    side, or begin at its left side; those beside each other may touch."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if (stats[1:, 2:4] < LONGEST * np.array(mask.shape[::-1])).all():
        return False  # where strokes cross on squared paper it is as thick
    for k in range(1, count):
        x, y, width, height = stats[k, :4]
        own = labels[y : y + height, x : x + width] == k
        upright, flat = own[::-1], own.T
        reach = [np.logical_and.accumulate(way, axis=0).sum() for way in (upright, flat)]
        if max(reach) < FULL * own.sum():
            return False
    return True


def _inked(mask: Pixels, axis: int) -> NDArray[np.float32]:
    """The share of each column (axis 0) or row (1) that is ink."""
    shares = cv2.reduce(mask, axis, cv2.REDUCE_AVG, dtype=cv2.CV_32F)
    return np.asarray(shares.ravel(), np.float32)
