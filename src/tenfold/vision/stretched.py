"""Digits that are far higher or wider than people write them, as a picture of another form leaves
them, in their usual proportions."""

from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece

Pixels = NDArray[np.uint8]

# A digit's height to its width.
USUAL = 1.3  # as it is written
TALL = 1.8  # from this on it is stretched upwards
WIDE = 0.9  # down from this it is stretched sideways


def stretch(pieces: Sequence[Piece]) -> float | None:
    """How many times too high for their width these are, by the median; None where that is within
    what people write."""
    form = median(piece.height / piece.width for piece in pieces)
    return None if WIDE < form < TALL else form / USUAL


def unstretched(levels: Pixels, piece: Piece, times: float) -> tuple[Pixels, Piece]:
    """A piece so many times too high and its part of the levels (h, w), in the usual form. The
    shorter side is enlarged: thin strokes would be lost in a smaller one."""
    part = levels[piece.y : piece.bottom, piece.x : piece.right]
    size = (round(piece.width * max(1.0, times)), round(piece.height / min(1.0, times)))
    mask = cv2.resize(piece.mask * np.uint8(255), size, interpolation=cv2.INTER_LINEAR)
    formed = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    return formed, Piece(0, 0, np.asarray(mask > 127, np.uint8))
