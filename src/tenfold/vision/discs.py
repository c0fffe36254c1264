"""Discs: papers of any form without bays, of which the ink is the paper's own brightness, and the
writing a hole in it."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

SOLIDITY = 0.95  # of its hull: what its outline encloses
# Of what its outline encloses: the holes. Of MNIST's 0s two in a hundred have less, of 30 papers in
# the light of a lamp, round ones and cut-outs none more.
HOLES = 0.16


def is_disc(mask: Pixels) -> bool:
    """Whether a piece's mask (h, w), 0 or 1, has no bays, and no more holes than writing has."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros_like(mask), outlines, -1, 1, cv2.FILLED)
    enclosed = cv2.countNonZero(filled)
    if enclosed - cv2.countNonZero(mask) > HOLES * enclosed:
        return False
    hull = cv2.convexHull(np.concatenate(outlines))
    whole = cv2.countNonZero(cv2.drawContours(filled, [hull], -1, 1, cv2.FILLED))
    return bool(enclosed >= SOLIDITY * whole)
