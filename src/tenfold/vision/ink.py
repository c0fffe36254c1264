"""Ink: which pixels are pen, from the contrast against the paper."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.light import Contrast
from tenfold.vision.opencv import cv2
from tenfold.vision.ruling import erase_ruling

Pixels = NDArray[np.uint8]

FAINTEST = 10  # levels: a pencil line of 15 keeps a margin, JPEG noise does not pass
NOISE_FACTOR = 3.0  # of the paper's own spread
LINE_SHARE = 0.6  # of the threshold: the paper's lines are often fainter than the pen
SHARE = 0.4  # of the pen's level: half would thin antialiased lines


def ink_mask(contrast: Contrast) -> Pixels:
    """Pen as uint8 (h, w), 0 or 1, without the paper's lines."""
    levels = contrast.levels
    floor = max(FAINTEST, NOISE_FACTOR * contrast.noise)
    threshold = max(floor, SHARE * _pen_level(levels, floor))
    mask = (levels > threshold).astype(np.uint8)
    faint = (levels > max(floor, LINE_SHARE * threshold)).astype(np.uint8)
    return erase_ruling(mask, faint)


def _pen_level(levels: Pixels, floor: float) -> float:
    """The mean of the levels, weighted by themselves: a wide faint frame does not outvote a thin
    black line, nor a black speck a grey one."""
    counts = cv2.calcHist([levels], [0], None, [256], [0, 256]).ravel().astype(float)
    counts[: int(floor) + 1] = 0
    value = np.arange(256.0)
    weight = counts @ value
    return float(counts @ value**2 / weight) if weight else 255.0
