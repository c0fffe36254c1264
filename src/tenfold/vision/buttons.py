"""Buttons: what a screen draws full, but for letters, a digit or nothing on it."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.frames import Boxes, is_rim
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

# Of a button: its width to its height, and of its box, what is ink beside letters, which may blot,
# and what its outline encloses; that of what lies in it, for a flat stroke has no letters on it.
LABEL, FILLED, ROUNDED, PLAIN = 1.5, 0.5, 0.85, 0.985
# Likewise, of a canvas, which is not wide: it has sharp corners; a 0 has hardly, and is hollow.
COVERED, CORNERED = 0.6, 0.97


def is_button(mask: Pixels) -> bool:
    """A rectangle, full but for the letters or the digit on it, or its outline; with round corners,
    if it is wide."""
    height, width = mask.shape
    wide = width >= LABEL * height
    area, ink = width * height, mask.sum()
    if ink < (FILLED if wide else COVERED) * area and not (wide and is_rim(mask)):
        return False
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    filled = cv2.drawContours(np.zeros_like(mask), outlines, -1, 1, cv2.FILLED).sum()
    return bool(filled >= (ROUNDED if wide else CORNERED) * area and ink < PLAIN * filled)


def is_block(boxes: Boxes) -> NDArray[np.bool_]:
    """Wide and mostly full, as a button is: it has more ink than all that is written beside it."""
    _, _, w, h, ink = boxes.T
    return np.asarray((w >= LABEL * h) & (ink >= FILLED * w * h))
