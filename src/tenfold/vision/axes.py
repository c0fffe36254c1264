"""Axes: thin straight lines that a chart's bars hang on, or that are a frame around them. Once they
are erased as a table's rules are, a single bar is a 1.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import outlines_of
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

LONG = 60  # pixels: the longer side of an axis and its bars
FULL = 0.96  # of its box: a bar's ink
THICK = 6  # pixels: the shorter side of a bar on an axis, at least; the axis is thinner
THICK_SHARE = 0.06  # likewise, of the shorter side of both together
NUMBER = 0.25  # of the height of both: what is written there, at most
AXIS = 0.9  # of their width or height: an axis's length, at least


def erase_charts(mask: Pixels) -> Pixels:
    """The ink mask uint8 (h, w), 0 or 1, without bars that hang on their axes or stand in a plot's
    frame, and without the numbers there."""
    outlines = [o for o in outlines_of(mask) if max(cv2.boundingRect(o)[2:]) >= LONG]
    charts = [outline for outline in outlines if _has_axes(_cut_out(outline, mask))]
    if not charts:
        return mask
    return np.asarray(cv2.drawContours(mask.copy(), charts, -1, 0, cv2.FILLED), np.uint8)


def _cut_out(outline: NDArray[np.int32], mask: Pixels) -> Pixels:
    x, y, width, height = cv2.boundingRect(outline)
    return mask[y : y + height, x : x + width]


def _has_axes(mask: Pixels) -> bool:
    """Whether it is of full rectangles on thin straight lines along its box, as a bar on its axis
    or in a plot's frame, and of nothing else but what is as small as numbers. A display's digits
    are of rectangles too, but of lines as thick."""
    whole = [_inked(mask, axis) >= AXIS for axis in (1, 0)]  # of the rows, of the columns
    if not (whole[0].any() or whole[1].any()):
        return False  # as nearly all digits, and cheaply
    side = max(THICK, round(THICK_SHARE * min(mask.shape)))
    thick = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    rows, columns = (whole[1 - axis] & (_inked(thick, axis) < AXIS / 2) for axis in (1, 0))
    bars = _parts(thick)
    full = bars[:, 4] >= FULL * bars[:, 2] * bars[:, 3]
    if len(bars) == 0 or not full.all() or not (rows.any() or columns.any()):
        return False
    rest = cv2.subtract(mask, cv2.dilate(thick, np.ones((3, 3), np.uint8)))
    rest[rows], rest[:, columns] = 0, 0
    return bool(_parts(rest)[:, 2:4].max(initial=0) < NUMBER * len(mask))


def _inked(mask: Pixels, axis: int) -> NDArray[np.float32]:
    """The share of each column (axis 0) or row (1) that is ink."""
    shares = cv2.reduce(mask, axis, cv2.REDUCE_AVG, dtype=cv2.CV_32F)
    return np.asarray(shares.ravel(), np.float32)


def _parts(mask: Pixels) -> NDArray[np.int32]:
    """(n, 5): x, y, width, height and ink of each connected part."""
    return np.asarray(cv2.connectedComponentsWithStats(mask, connectivity=8)[2][1:], np.int32)
