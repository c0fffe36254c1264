"""Discs: papers of any form without bays, of which the ink is the paper's own brightness, and the
writing a hole in it."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import filled_hull, outlines_of, without_holes
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

SOLIDITY = 0.95  # of its hull: what its outline encloses
# Of what its outline encloses: the holes. Of MNIST's 0s two in a hundred have less, of 30 papers in
# the light of a lamp, round ones and cut-outs none more.
HOLES = 0.16
# How much thicker the rim is at the sides than above and below, times: a pen's is even. Of the 0s
# with so small a hole none has more than 1.4, of 16 papers with a 1 on them 15.
UNEVEN = 1.5
ROUND = 0.85  # of its hull: a 0's hole, at least; of digits only a bar has no bays either


def is_disc(mask: Pixels) -> bool:
    """Whether a piece's mask (h, w), 0 or 1, has no bays, and no more holes than writing has."""
    enclosed = cv2.countNonZero(without_holes(mask))
    if enclosed - cv2.countNonZero(mask) > HOLES * enclosed:
        return False
    return bool(enclosed >= SOLIDITY * cv2.countNonZero(filled_hull(mask)))


def has_bar(mask: Pixels) -> bool:
    """Whether a disc's holes are narrower than those that a pen leaves, as a 1 on a paper is."""
    height, width = mask.shape
    _, _, across, down = cv2.boundingRect(cv2.subtract(without_holes(mask), mask))
    return bool(width - across > UNEVEN * (height - down))


def is_written_on(mask: Pixels) -> bool:
    """Whether a disc's holes have bays, or something lies in them: a pen leaves neither in a 0."""
    holes = np.asarray(cv2.subtract(without_holes(mask), mask), np.uint8)
    whole = without_holes(holes)
    if cv2.countNonZero(whole) > cv2.countNonZero(holes):
        return True
    areas = [(cv2.contourArea(o), cv2.contourArea(cv2.convexHull(o))) for o in outlines_of(holes)]
    largest = max(areas, key=lambda area: area[1], default=(0.0, 0.0))
    return largest[0] < ROUND * largest[1]
