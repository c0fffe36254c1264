"""Components: those connected parts of a mask that are of some size."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Boxes = NDArray[np.int32]  # (4, n): x, y, width, height

FOLLOWED = 0.4  # of what fills a corner, of its width and of its height


def within(box: Boxes, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Whether boxes (4, n), or one (4,), do not reach the border of a picture (height, width)."""
    height, width = shape
    x, y, w, h = box
    return np.asarray((x > 0) & (y > 0) & (x + w < width) & (y + h < height))


def fill_corners(boxes: Boxes, mask: Pixels, near: float) -> NDArray[np.bool_]:
    """Whether what is in boxes (4, n) follows two of a mask's sides, up to `near` pixels off, as
    what lies beyond the corner of a paper does, and no digit."""
    height, width = mask.shape
    x, y, w, h = boxes
    left, top = x <= near, y <= near
    found = (left | (x + w >= width - near)) & (top | (y + h >= height - near))
    for k in np.flatnonzero(found):
        own, reach = mask[y[k] : y[k] + h[k], x[k] : x[k] + w[k]], int(near) + 1
        side = own[:, :reach] if left[k] else own[:, -reach:]
        end = own[:reach] if top[k] else own[-reach:]
        found[k] = min(side.any(axis=1).mean(), end.any(axis=0).mean()) >= FOLLOWED
    return np.asarray(found)


def without_holes(mask: Pixels) -> Pixels:
    """The mask, uint8 (h, w), 0 or 1, with what its parts enclose."""
    whole = cv2.drawContours(np.zeros_like(mask), outlines_of(mask), -1, 1, cv2.FILLED)
    return np.asarray(whole, np.uint8)


def hull(mask: Pixels) -> NDArray[np.int32]:
    """Corners (n, 1, 2), x and y, of the convex hull of all that a mask, uint8 (h, w), 0 or 1, has;
    it has something."""
    return np.asarray(cv2.convexHull(np.concatenate(outlines_of(mask))), np.int32)


def filled_hull(mask: Pixels) -> Pixels:
    """That hull as a mask, uint8 (h, w), 0 or 1."""
    whole = cv2.drawContours(np.zeros_like(mask), [hull(mask)], -1, 1, cv2.FILLED)
    return np.asarray(whole, np.uint8)


def sides_around(mask: Pixels) -> tuple[float, float]:
    """The shorter and the longer side, in pixels, of the smallest rectangle at any angle around all
    that a mask, uint8 (h, w), 0 or 1, has; it has something."""
    shorter, longer = sorted(cv2.minAreaRect(hull(mask))[1])
    return shorter, longer


def outlines_of(mask: Pixels) -> list[NDArray[np.int32]]:
    """Corners (n, 1, 2), x and y, of each part's outline: of a large part a hundredth of its
    pixels."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return list(outlines)


def components(mask: Pixels, wanted: Callable[[Boxes], NDArray[np.bool_]]) -> Pixels:
    """The mask, uint8 (h, w), 0 or 1, without the parts whose boxes are not wanted."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    kept = wanted(stats[:, :4].T).astype(np.uint8)
    kept[0] = 0  # the paper
    return np.asarray(kept[labels])
