"""Dots: a stroke that a program drew as discs, one wherever it saw the mouse, is one stroke."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece

Pixels = NDArray[np.uint8]

FEWEST, MOST = 5, 200  # parts
FEWEST_DOTS = 3  # of the parts that are single dots
DOTS_SHARE = 0.2  # of the parts: likewise
ROUND = 0.8  # of a dot's longer side: its shorter one, at least
INKED = 0.65  # of a dot's box: its ink, at least
ALIKE = 1.4  # times: by how much a dot's side differs from the usual one's
GAP = 0.8  # of a dot's side: what lies between two of a stroke at most
JOINED = 0.5  # of the parts are left at most, or the dots were no stroke's


def with_joined_dots(
    mask: Pixels, boxes: NDArray[np.int32], cut_out: Callable[[int], Piece]
) -> Pixels:
    """An ink mask (h, w), 0 or 1, with dots that follow each other closely as strokes; itself if
    there are no such. `boxes` (n, 5) are those of its parts, and `cut_out` cuts out one."""
    if not FEWEST <= len(boxes) <= MOST:
        return mask
    _, _, w, h, ink = boxes.T
    sides = np.maximum(w, h)
    dots = (np.minimum(w, h) >= ROUND * sides) & (ink >= INKED * w * h)
    usual = float(np.median(sides[dots])) if dots.any() else 0.0
    dots &= (sides <= ALIKE * usual) & (ALIKE * sides >= usual)
    if dots.sum() < max(FEWEST_DOTS, DOTS_SHARE * len(boxes)):
        return mask
    # The others are dots that meet, so no thinner.
    if any(ALIKE * cut_out(int(k)).pen < usual for k in np.flatnonzero(~dots)):
        return mask
    reach = round(GAP * usual)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach | 1, reach | 1))
    joined = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, disc), np.uint8)
    parts = cv2.connectedComponents(joined)[0] - 1
    return joined if parts <= JOINED * len(boxes) else mask
