"""Components: those connected parts of a mask that are of some size."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Sides = NDArray[np.int32]  # (n,) pixels


def components(mask: Pixels, wanted: Callable[[Sides, Sides], NDArray[np.bool_]]) -> Pixels:
    """The mask, uint8 (h, w), 0 or 1, without the parts whose widths and heights are not wanted."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    kept = wanted(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]).astype(np.uint8)
    kept[0] = 0  # the paper
    return np.asarray(kept[labels])
