"""Smaller pictures: what is large is sought on few pixels."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]


def small_size(width: int, height: int, side: int) -> tuple[int, int]:
    """The same form with a longer side of at most `side`: width, height."""
    scale = min(1.0, side / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def shrunk(pixels: Pixels, side: int) -> Pixels:
    """A picture (h, w) or (h, w, 3), averaged down to `side` pixels at most."""
    size = small_size(pixels.shape[1], pixels.shape[0], side)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def thinned(pixels: Pixels, step: int) -> Pixels:
    """Every `step`th pixel: in a fraction of the time that averaging takes."""
    if step <= 1:
        return pixels
    size = (max(1, pixels.shape[1] // step), max(1, pixels.shape[0] // step))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_NEAREST), np.uint8)
