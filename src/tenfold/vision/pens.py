"""Pens, pencils and rulers that lie beside what was written: long straight bars, far longer than
any digit and thicker than the strokes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import hull, outlines_of, sides_around, within
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece

LONGER = 2.0  # times the longer side of all else
BESIDE_UPRIGHT = 0.15  # of its length: what is smaller beside it is print, and the bar a drawn 1
BESIDE_LYING = 0.08  # likewise: what is smaller is dust
THICKER = 1.5  # times the strokes of the largest of all else
SLENDER = 5.0  # times its width: its length, at least
# Of the hull around it, highlights filled: a row of digits that touch has bays, and 0.66 at most.
FILLED = 0.7
MOST = 4  # parts: a highlight along a pencil, or its shadow, makes several of it


def find_pens(
    boxes: NDArray[np.int32], cut_out: Callable[[int], Piece], shape: tuple[int, int]
) -> list[int]:
    """Which of the connected parts are such, by their boxes (n, 5) and what cuts one out, in a
    picture (h, w)."""
    sides = boxes[:, 2:4].max(axis=1, initial=0)
    longest = sides.max(initial=0)
    # What comes in from the border is not what was written: the bar beside it may be a 1.
    others = np.flatnonzero((LONGER * sides < longest) & within(boxes[:, :4].T, shape))
    long = np.flatnonzero(LONGER * sides >= longest)
    if len(others) == 0 or len(long) > MOST:
        return []
    upright = bool((boxes[long, 3] >= boxes[long, 2]).any())
    if sides[others].max() < (BESIDE_UPRIGHT if upright else BESIDE_LYING) * longest:
        return []
    stroke = cut_out(int(others[sides[others].argmax()])).pen
    pieces = [cut_out(int(k)) for k in long]
    thick = all(p.area >= THICKER * stroke * sides_around(p.mask)[1] for p in pieces)
    return long.tolist() if thick and all(map(may_be_pen, pieces)) else []


def may_be_pen(piece: Piece) -> bool:
    """Whether it is straight and slender, as a 1 may be as well."""
    width, length = sides_around(piece.mask)
    if length < SLENDER * width:
        return False
    filled = sum(cv2.contourArea(outline) for outline in outlines_of(piece.mask))
    return bool(filled >= FILLED * cv2.contourArea(hull(piece.mask)))
