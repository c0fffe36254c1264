"""Dithered pictures: greys that are black and white dots, as a picture of two colours has them."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

RANGE = 64  # levels: with fewer between them its two colours are no black and white
NEAR = 32  # levels: as far off one of the two a pixel still has that colour
TWO_COLOURS = 0.98  # of the pixels have one of the two
# Of the pixels: these stand alone. Of 210 pictures of digits no more than 0.001 do, of dithered
# ones 0.05 and more.
ALONE = 0.02
# Of the shorter side, and in pixels: what smooths the dots and no strokes, which a tiny picture has
# thin ones of.
SMOOTH = 1 / 150
SHARPEST, SOFTEST = 0.8, 2.0


def without_dither(image: Image.Image) -> Image.Image:
    """The image with greys for dots, if it is dithered; else the same."""
    if image.mode not in {"L", "RGB"}:
        return image
    pixels = np.asarray(image)  # (h, w) or (h, w, 3)
    if not _is_dithered(pixels if pixels.ndim == 2 else cv2.extractChannel(pixels, 1)):
        return image
    sigma = float(np.clip(SMOOTH * min(image.size), SHARPEST, SOFTEST))
    return Image.fromarray(np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.uint8))


def _is_dithered(light: Pixels) -> bool:
    """Whether there are two levels, and many pixels of the one among four of the other."""
    low, high = int(light.min()), int(light.max())
    if high - low < RANGE or min(light.shape) < 3:
        return False
    between = cv2.countNonZero(cv2.inRange(light, low + NEAR + 1, high - NEAR - 1))
    if between > (1 - TWO_COLOURS) * light.size:
        return False
    bright = light > (low + high) // 2
    middle = bright[1:-1, 1:-1]
    beside = bright[1:-1, :-2], bright[1:-1, 2:], bright[:-2, 1:-1], bright[2:, 1:-1]
    alone = np.logical_and.reduce([middle != neighbour for neighbour in beside])
    return bool(np.count_nonzero(alone) >= ALONE * light.size)
