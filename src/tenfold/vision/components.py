"""Components: those connected parts of a mask that are of some size."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Boxes = NDArray[np.int32]  # (4, n): x, y, width, height


def components(mask: Pixels, wanted: Callable[[Boxes], NDArray[np.bool_]]) -> Pixels:
    """The mask, uint8 (h, w), 0 or 1, without the parts whose boxes are not wanted."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    kept = wanted(stats[:, :4].T).astype(np.uint8)
    kept[0] = 0  # the paper
    return np.asarray(kept[labels])
