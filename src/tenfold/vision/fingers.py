"""Fingers that hold what was written on: they come in from the picture's border, and are far
thicker than the strokes."""

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import within
from tenfold.vision.piece import Piece

# Times the strokes of what lies within the picture. A row's first digit in a tight crop has the
# others' pen.
THICKER = 2.5
WRITTEN = 0.5  # of its longer side: what is smaller within the picture says nothing of the pen


def find_fingers(
    boxes: NDArray[np.int32], cut_out: Callable[[int], Piece], shape: tuple[int, int]
) -> list[int]:
    """Which of the connected parts are such, by their boxes (n, 5) and what cuts one out, in a
    picture (h, w)."""
    at_border = ~within(boxes[:, :4].T, shape)
    if not at_border.any() or at_border.all():
        return []  # so most pictures end here
    sides = boxes[:, 2:4].max(axis=1)
    strokes = boxes[:, 4] / sides  # about as thick as the pen, of a straight stroke
    pen_of = cache(lambda k: cut_out(k).pen)  # noise has hundreds of parts on either side

    def is_finger(k: int) -> bool:
        written = np.flatnonzero(~at_border & (sides >= WRITTEN * sides[k]))
        if len(written) == 0 or strokes[k] <= THICKER * strokes[written].min():
            return False
        pen = float(np.median([pen_of(int(other)) for other in written]))
        return pen_of(k) > THICKER * pen

    return [int(k) for k in np.flatnonzero(at_border) if is_finger(int(k))]
