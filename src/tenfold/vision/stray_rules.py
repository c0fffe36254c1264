"""Stray rules: those of a table in perspective lean or bend more than what is erased as ruling.
Beside them all that is written would be dust, or would be joined with them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import sides_around, within
from tenfold.vision.piece import Piece

LONG = 0.5  # of the longest part: what is as long may be a rule
SMALLEST, LARGEST = 0.04, 0.25  # of it: what may be written beside rules
FEWEST = 8  # such parts: fewer may be specks beside a 1
LEAST_INK = 0.2  # of the long parts': that of those, for specks have far less
SLENDER = 8.0  # times its width: a rule's length, at least, with what it bends


def find_stray_rules(
    boxes: NDArray[np.int32], cut_out: Callable[[int], Piece], shape: tuple[int, int]
) -> list[int]:
    """Which of the connected parts are such, by their boxes (n, 5) and what cuts one out, in a
    picture (h, w)."""
    inner = np.flatnonzero(within(boxes[:, :4].T, shape))
    sides, ink = boxes[inner, 2:4].max(axis=1, initial=0), boxes[inner, 4]
    longest = sides.max(initial=0)
    long = sides >= LONG * longest
    written = (sides >= SMALLEST * longest) & (sides <= LARGEST * longest)
    if written.sum() < FEWEST or ink[written].sum() < LEAST_INK * ink[long].sum():
        return []
    strokes = ink / sides  # about as thick as the pen, of a straight stroke
    pen = np.median(strokes[written])
    # Where one of them is none, all may be writing, beside a smaller one.
    are_rules = strokes[long].max() <= pen and all(_is_slender(cut_out(k)) for k in inner[long])
    return inner[long].tolist() if are_rules else []


def _is_slender(piece: Piece) -> bool:
    width, length = sides_around(piece.mask)
    return length >= SLENDER * width
