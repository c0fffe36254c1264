"""Colours of inks: what they take of the paper's light, and which of two a pixel has.

Ink over ink takes its share of what the other leaves, so the logarithms of what is left add up.
Seen across the one ink's direction among those, only the other remains (as in Ruifrok and Johnston
2001, "colour deconvolution").
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]

DARKEST = 30.0  # levels added: a black of none would count for several of a dark grey
LOGARITHMS = np.log(np.arange(256) + DARKEST)  # of each level


@dataclass(frozen=True, eq=False)
class Colours:
    """A picture's colours uint8 (h, w, 3), and its paper's (h', w', 3): a small picture of the same
    form."""

    pixels: Pixels
    paper: Pixels

    @classmethod
    def of(cls, pixels: Pixels, paper: Pixels) -> "Colours":
        """RGB pixels, on a paper of light and two colours."""
        return cls(pixels, np.asarray(cv2.cvtColor(paper, cv2.COLOR_YCrCb2RGB), np.uint8))

    @property
    def turned(self) -> "Colours":
        """Rows for columns."""
        return Colours(self.pixels.swapaxes(0, 1), self.paper.swapaxes(0, 1))

    def absorbed(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
        """(..., 3) of those pixels (...): the logarithm of the paper's light over theirs."""
        height, width = self.pixels.shape[:2]
        small_height, small_width = self.paper.shape[:2]
        paper = self.paper[rows * small_height // height, columns * small_width // width]
        return np.asarray(LOGARITHMS[paper] - LOGARITHMS[self.pixels[rows, columns]])


def difference(one: Floats, other: Floats) -> Floats:
    """The part of an ink's colour (3,) that lies across another's, of such a length that this ink
    has 1 along it: what a pixel absorbs times this is how much of the ink it has, and the other
    adds nothing."""
    across = one - other * (one @ other) / (other @ other)
    return np.asarray(across / (across @ one))
