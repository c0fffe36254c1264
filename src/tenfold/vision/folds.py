"""Folds: a hair-thin straight gap through all digits of a row, as a fold in the paper, a scanner's
faulty line or a stencil leaves it. Their halves would be two rows."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.piece import Piece, join, share_columns

FEWEST = 4  # pieces: two digits in halves
MOST = 64  # pieces: more are a page, or noise
STEEPEST = 0.27  # across to down, 15°: what parts a row runs along it
LEANING = 0.3  # of the upper half's width: how far the lower one may reach up beside it
TWICE = 2  # digits that are parted: one alone may be two, above each other


class _Gap(NamedTuple):
    """Where two pieces nearly meet: the upper one's place among all, the lower one's, and the
    middle between them, in pixels."""

    upper: int
    lower: int
    x: float
    y: float


def unfolded(pieces: Sequence[Piece]) -> list[Piece] | None:
    """The pieces, halves of digits joined again; None if no gap narrower than the pen parts two
    digits or more along one line, or something that is whole lies across it."""
    if not FEWEST <= len(pieces) <= MOST:
        return None
    pen = float(np.median([piece.pen for piece in pieces]))
    gaps = _gaps(pieces, pen)
    if len(gaps) < TWICE:
        return None
    slope, start = _line(gaps)
    off = max(abs(slope * gap.x + start - gap.y) for gap in gaps)
    if abs(slope) > STEEPEST or off > pen:
        return None
    groups = _groups(len(pieces), gaps)
    parted = [group for group in groups if len(group) > 1]
    whole = [pieces[group[0]] for group in groups if len(group) == 1]
    if len(parted) < TWICE or any(_is_crossed(piece, slope, start, pen) for piece in whole):
        return None
    return [join([pieces[k] for k in group]) for group in groups]


def _gaps(pieces: Sequence[Piece], pen: float) -> list[_Gap]:
    """All gaps narrower than the pen between one piece and another below it."""
    found = []
    for k, upper in enumerate(pieces):
        for j, lower in enumerate(pieces):
            reach = LEANING * upper.width
            near = -reach <= lower.y - upper.bottom <= pen and upper.y < lower.y
            if near and upper.bottom < lower.bottom and share_columns(upper, lower):
                place = _nearest(upper, lower, pen)
                found += [] if place is None else [_Gap(k, j, *place)]
    return found


def _nearest(upper: Piece, lower: Piece, most: float) -> tuple[float, float] | None:
    """The middle of where the two are nearest above each other; None if further than `most`."""
    left, right = max(upper.x, lower.x), min(upper.right, lower.right)
    above = upper.mask[:, left - upper.x : right - upper.x]
    below = lower.mask[:, left - lower.x : right - lower.x]
    ends = upper.bottom - above[::-1].argmax(axis=0)  # (columns,): the row below its last ink
    begins = lower.y + below.argmax(axis=0)
    apart = np.where(above.any(axis=0) & below.any(axis=0), begins - ends, np.inf)
    apart[apart < 0] = np.inf  # beside each other
    least = apart.min()
    if least > most:
        return None
    columns = np.flatnonzero(apart <= least + 1)
    middles = (ends + begins)[columns] / 2
    return float(left + columns.mean()), float(middles.mean())


def _line(gaps: Sequence[_Gap]) -> tuple[float, float]:
    """The line through all gaps: its slope, and its row where the picture begins."""
    x, y = np.array([gap.x for gap in gaps]), np.array([gap.y for gap in gaps])
    across = x - x.mean()
    spread = float(across @ across)
    slope = float(across @ y) / spread if spread > 0 else np.inf
    return slope, float(y.mean() - slope * x.mean()) if np.isfinite(slope) else 0.0


def _groups(count: int, gaps: Sequence[_Gap]) -> list[list[int]]:
    """The pieces' places, those together that a gap parts."""
    owner: NDArray[np.int_] = np.arange(count)
    for gap in gaps:
        owner[owner == owner[gap.lower]] = owner[gap.upper]
    return [np.flatnonzero(owner == k).tolist() for k in np.unique(owner)]


def _is_crossed(piece: Piece, slope: float, start: float, pen: float) -> bool:
    """Whether the line runs through the piece, which is whole."""
    y = slope * (piece.x + piece.width / 2) + start
    return piece.y + pen < y < piece.bottom - pen
