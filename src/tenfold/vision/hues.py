"""Hues: a picture's colours as even light would show them. A shadow, the grain of asphalt and the
rim of a board change the light far more than the colour, and coloured pens stand off by it."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.histogram import median, peak
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

LIGHT = 128  # levels: that of every pixel
DIMMEST = 60  # levels: what is darker has little colour, and that is noise
GAIN = 1.5  # a pen's colour is fainter than its light
NEUTRAL = 128  # the level of either colour in a grey pixel
SMOOTH = 1 / 600  # of the longer side: JPEG's colours are coarse
FEWEST = 12  # levels off the commonest colour: a picture with less has no coloured pen


def in_even_light(pixels: Pixels) -> Pixels | None:
    """RGB pixels (h, w, 3) with every pixel as light as the others; None if they have hardly any
    colour."""
    light, *colours = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb))
    gain = GAIN * LIGHT / np.maximum(light, DIMMEST).astype(np.float32)
    lit = [_lit(colour, gain, SMOOTH * max(light.shape)) for colour in colours]
    if max(map(_stands_off, lit)) < FEWEST:
        return None
    even = cv2.merge([np.full_like(light, LIGHT), *lit])
    return np.asarray(cv2.cvtColor(even, cv2.COLOR_YCrCb2RGB), np.uint8)


def _lit(colour: Pixels, gain: NDArray[np.float32], smooth: float) -> Pixels:
    """One of the two colours (h, w), so many times stronger at each pixel."""
    stronger = NEUTRAL + (colour.astype(np.float32) - NEUTRAL) * gain
    return np.asarray(cv2.GaussianBlur(stronger, (0, 0), smooth).clip(0, 255).round(), np.uint8)


def _stands_off(colour: Pixels) -> float:
    """How far off its commonest level a colour (h, w) is, where it is furthest off."""
    return peak(np.asarray(cv2.absdiff(colour, np.full_like(colour, median(colour))), np.uint8))
