"""Fainter digits in a row: a yellow pen beside a blue one, which stand off the paper by a quarter
of what the darkest does. Taken for ink anywhere, shadows and rubbed out writing would be too."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import Boxes, components
from tenfold.vision.ink import Ink, above
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece, join
from tenfold.vision.pieces import find_pieces

FAINTEST = 30  # levels off the paper, where no noise is
FAINTEST_SHARE = 0.18  # of the writing's own levels: more than what was rubbed out leaves
SOFT = 9  # pixels, a stroke's soft edges included: those are as faint
HEIGHTS = (0.6, 1.6)  # times the writing's height
PENS = (0.5, 2.0)  # times the writing's pen
BESIDE = 0.5  # of the lower one's height: what both share


def with_fainter(ink: Ink, written: Sequence[Piece]) -> Ink | None:
    """The ink with what is fainter, beside these pieces, of their height and of their pen; None if
    nothing is, or more of it than of them."""
    row = join(list(written))
    pen = float(np.median(ink.levels[row.y : row.bottom, row.x : row.right][row.mask > 0]))
    faint = above(ink.levels, max(FAINTEST, FAINTEST_SHARE * pen))
    faint = cv2.subtract(faint, cv2.dilate(ink.mask, np.ones((SOFT, SOFT), np.uint8)))
    if not cv2.countNonZero(faint):
        return None  # so most rows end here
    typical = float(np.median([piece.height for piece in written]))

    def is_alike(box: Boxes) -> NDArray[np.bool_]:
        _, y, _, height = box
        shared = np.minimum(y + height, row.bottom) - np.maximum(y, row.y)
        alike = (height >= HEIGHTS[0] * typical) & (height <= HEIGHTS[1] * typical)
        return np.asarray(alike & (shared >= BESIDE * np.minimum(height, row.height)))

    found = components(np.asarray(faint, np.uint8), is_alike)
    pieces = find_pieces(found)
    usual = float(np.median([piece.pen for piece in written]))
    alike = all(PENS[0] * usual <= piece.pen <= PENS[1] * usual for piece in pieces)
    if not (0 < len(pieces) <= len(written) and alike):
        return None
    return replace(ink, mask=np.asarray(cv2.max(ink.mask, found), np.uint8))
