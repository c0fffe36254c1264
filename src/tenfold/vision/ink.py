"""Ink: which pixels are pen, from the contrast against the paper."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.light import Contrast
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

FAINTEST = 10  # levels: a pencil line of 15 keeps a margin, JPEG noise does not pass
NOISE_FACTOR = 3.0  # of the paper's own spread
SHARE = 0.4  # of the pen's level: half would thin antialiased lines


def ink_mask(contrast: Contrast) -> Pixels:
    """Pen as uint8 (h, w), 0 or 1."""
    levels = contrast.levels
    floor = max(FAINTEST, NOISE_FACTOR * contrast.noise)
    above = levels[levels > floor]
    if above.size == 0:
        return np.zeros_like(levels)
    # The pen's level as the mean weighted by the levels themselves: a wide faint frame does not
    # outvote a thin black line, nor a black speck a grey one.
    weights = above.astype(np.float32)
    threshold = max(floor, SHARE * float(weights @ weights / weights.sum()))
    return (levels > threshold).astype(np.uint8)
