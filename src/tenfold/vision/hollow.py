"""Hollow digits: drawn as the outlines of fat strokes, with paper within. Of a hollow 8 the two
inner outlines would be 0s, and the outer one a frame around them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.ink import Ink
from tenfold.vision.opencv import cv2
from tenfold.vision.quantiles import quantile

Pixels = NDArray[np.uint8]
Contours = Sequence[NDArray[np.int32]]

SMALLEST = 20  # pixels: a smaller outline has no room for a stroke within
MOST = 500  # outlines: more are a page, or a texture
PARENT = 3  # the column of OpenCV's hierarchy that tells which contour one lies within
SHARE = 0.4  # of the outline's ink: what is within is as much, at least; of narrow loops it is less
LONG = 4.0  # times as long as wide: a stroke, at least
AS_LONG = 0.8  # of its outline's longer side: likewise, for a loop is shorter
WIDEST = 0.3  # of that side: a stroke's width
EVEN = 1.6  # times the usual width: a stroke's, but for a twentieth of its way


def filled(ink: Ink) -> Ink | None:
    """The ink with hollow strokes filled; None if nothing has the form of such."""
    contours, hierarchy = cv2.findContours(ink.mask, cv2.RETR_TREE, cv2.CHAIN_APPROX_NONE)
    if not 1 < len(contours) <= MOST:
        return None
    parents = hierarchy[0, :, PARENT]
    strokes = np.zeros_like(ink.mask)
    for outer in np.flatnonzero(parents < 0):
        holes = np.flatnonzero(parents == outer)
        x, y, width, height = cv2.boundingRect(contours[outer])
        if len(holes) == 0 or max(width, height) < SMALLEST:
            continue
        inner = np.flatnonzero(np.isin(parents, holes))
        # Of what lies within only loops' outlines are rings: a frame has digits in it.
        if not all((parents == k).sum() == 1 for k in inner):
            continue
        place = np.s_[y : y + height, x : x + width]
        whole = _inked([contours[outer]], (x, y), (height, width))
        further = _inked([contours[k] for k in inner], (x, y), (height, width))
        within = np.asarray((whole > further) & (ink.mask[place] == 0), np.uint8)
        if within.any() and _is_stroke(within, cv2.countNonZero(whole & ink.mask[place])):
            strokes[place] |= within
    return ink.with_strokes(strokes) if strokes.any() else None


def _inked(contours: Contours, corner: tuple[int, int], shape: tuple[int, int]) -> Pixels:
    """The contours filled, 0 or 1, in a box (h, w) whose corner (x, y) lies there."""
    x, y = corner
    box = np.zeros(shape, np.uint8)
    return np.asarray(cv2.drawContours(box, contours, -1, 1, cv2.FILLED, offset=(-x, -y)), np.uint8)


def _is_stroke(within: Pixels, ink: int) -> bool:
    """Whether the largest part of what an outline of so much ink has within is long and of even
    width."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(within, connectivity=4)
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    area = int(stats[largest, cv2.CC_STAT_AREA])
    if area < SHARE * ink:
        return False
    part = cv2.copyMakeBorder((labels == largest).astype(np.uint8), *[1] * 4, cv2.BORDER_CONSTANT)
    away = cv2.distanceTransform(part, cv2.DIST_L2, 5)
    ridge = away[(away >= cv2.dilate(away, np.ones((3, 3), np.uint8))) & (part > 0)]
    usual, widest = 2 * quantile(ridge, 0.5), 2 * quantile(ridge, 0.95)
    side = max(within.shape)
    is_long = area >= max(LONG * usual, AS_LONG * side) * usual
    return is_long and usual <= WIDEST * side and widest <= EVEN * usual
