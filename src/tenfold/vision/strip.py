"""A row of ink as a strip of fixed height, and the window that slides along it.

Where digits touch or reach over each other no cut frees them cleanly; a window shows each among its
neighbours, uncut (as in Matan et al. 1992, "multi-digit recognition using a space displacement
neural network").
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tenfold.vision.normalise import INK, PEN, pen_width, widened
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

SIDE = 28  # pixels: the window
TALL = 22  # of them the row's height becomes: beside a digit there is room for half a neighbour
FINE = 4  # working pixels per pixel: thin pens are widened here
INKED = 100  # of 255: what of a strip is ink, and tells how high up it is


def strip(mask: Pixels, height: float) -> Pixels:
    """A row's ink, uint8 (h, w) of 0 and 1, scaled so that `height` becomes TALL, in a margin of
    half a window: uint8 (h' + 28, w' + 28), 0 to 255. Thin pens are widened to MNIST's."""
    scale = TALL * FINE / height
    size = tuple(FINE * max(1, round(side * scale / FINE)) for side in mask.shape[::-1])
    soft = cv2.resize(mask * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    pen = pen_width(mask) * scale
    # A pen thinner than a pixel covers only that share of it.
    fine = np.asarray(soft > INK * min(1.0, pen), np.uint8)
    reach = max(0.0, (PEN * FINE - pen) / 2)
    fine = cv2.copyMakeBorder(fine, *[SIDE // 2 * FINE] * 4, cv2.BORDER_CONSTANT, value=0)
    wide = widened(fine, reach) if reach else fine
    small = wide.shape[1] // FINE, wide.shape[0] // FINE
    return np.asarray(cv2.resize(wide * np.uint8(255), small, interpolation=cv2.INTER_AREA))


def leaning(mask: Pixels, slant: float) -> Pixels:
    """The ink, uint8 (h, w) of 0 and 1, sheared: its top `slant` heights further to the left."""
    height, width = mask.shape
    shift = np.array([[1.0, slant, max(0.0, -slant * height)], [0.0, 1.0, 0.0]])
    size = width + round(abs(slant) * height), height
    return np.asarray(cv2.warpAffine(mask * np.uint8(255), shift, size) > 127, np.uint8)


def windows(strip: Pixels, columns: NDArray[np.int64]) -> Pixels:
    """The windows (n, 28, 28) whose middles are at these columns of the strip without its
    margin, 0 to its width; each as high up as the ink that it shows."""
    height = len(strip)
    inked = strip > INKED
    rows = inked.any(axis=0)
    first = np.where(rows, inked.argmax(axis=0), height)
    last = np.where(rows, height - inked[::-1].argmax(axis=0), 0)
    top = sliding_window_view(first, SIDE)[columns].min(axis=1)
    bottom = sliding_window_view(last, SIDE)[columns].max(axis=1)
    middle = np.where(bottom > top, (top + bottom) // 2, height // 2)
    corner = np.clip(middle - SIDE // 2, 0, height - SIDE)
    return np.asarray(sliding_window_view(strip, (SIDE, SIDE))[corner, columns])  # (n, 28, 28)
