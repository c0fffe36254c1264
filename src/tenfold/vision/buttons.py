"""Buttons: what a screen draws full, but for letters, a digit or nothing on it."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import without_holes
from tenfold.vision.frames import Boxes, is_rim

Pixels = NDArray[np.uint8]

WIDE = 1.5  # times its height: a button so wide has room for a word
FILLED = 0.5  # of its box: a wide button's ink, at least, for its letters may blot
ROUNDED = 0.85  # of its box: what a wide button's outline encloses, with round corners
CANVAS_FILLED = 0.6  # of its box: the ink of a canvas, which is not wide; a 0 is hollow
CORNERED = 0.97  # of its box: what a canvas's outline encloses; a 0 has no sharp corners
PLAIN = 0.985  # of what the outline encloses is ink: then it is a flat stroke, without letters


def is_button(mask: Pixels) -> bool:
    """A rectangle, full but for the letters or the digit on it, or its outline; with round corners,
    if it is wide."""
    height, width = mask.shape
    wide = width >= WIDE * height
    area, ink = width * height, mask.sum()
    if ink < (FILLED if wide else CANVAS_FILLED) * area and not (wide and is_rim(mask)):
        return False
    filled = without_holes(mask).sum()
    return bool(filled >= (ROUNDED if wide else CORNERED) * area and ink < PLAIN * filled)


def is_block(boxes: Boxes) -> NDArray[np.bool_]:
    """Wide and mostly full, as a button is: it has more ink than all that is written beside it."""
    _, _, w, h, ink = boxes.T
    return np.asarray((w >= WIDE * h) & (ink >= FILLED * w * h))
