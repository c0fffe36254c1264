"""Which way up a page is: as it reads best."""

from collections.abc import Sequence

import numpy as np

from tenfold.reader.look import Look
from tenfold.reader.sieve import is_bar
from tenfold.vision.pieces import Piece, strokes_across

TALL = 1.3  # times as high as wide: a single such piece may be a row on its side
# Times as high as wide, and strokes side by side on average: no 1 (of 210 pictures 1.2 at most),
# but digits that touch, on their side (1.6 and more).
COLUMN, STROKES = 3.3, 1.4
UPSIDE_DOWN = 2  # quarters
SHORTER = 0.5  # times as long: rows are found a little differently on a turned page
UNREAD = 0.02  # a certainty, for what is refused
# In nats: the mean of a page that is surely upright; at most of a column; the gain that a turned
# page is believed for, which of 500 upright rows, pictures and pages none has.
DOUBTFUL, COLUMNS, BETTER = -0.1, -1.0, 1.5


def may_be_turned(look: Look) -> bool:
    """Whether the page is worth looking at from other sides."""
    pieces = look.pieces
    if not pieces:
        return False
    if len(pieces) == 1 and pieces[0].height <= TALL * pieces[0].width:
        return False
    return is_column(pieces) or _log_certainty(look) < DOUBTFUL


def is_column(pieces: Sequence[Piece]) -> bool:
    """Whether this is a row of touching digits on its side, which reads as a 1."""
    return all(
        piece.height > COLUMN * piece.width and strokes_across(piece.mask).mean() > STROKES
        for piece in pieces
    )


def best_turned(upright: Look, turns: Sequence[Look]) -> Look:
    """The turned look that reads better than upright, or upright."""
    rows = [look for look in turns if _as_rows(look, upright) and _is_written(look)]
    if not rows:
        return upright
    best, before = max(rows, key=_log_certainty), _log_certainty(upright)
    if is_column(upright.pieces):
        before = min(before, COLUMNS)
    gain = (_log_certainty(best) - before) * len(best.symbols)
    return best if gain > BETTER else upright


def _as_rows(look: Look, upright: Look) -> bool:
    """Whether the page, turned so, has rows as long as upright: people write rows, not columns."""
    lengths = [len(one.symbols) / max(1, len(one.rows)) for one in (look, upright)]
    return look.turn == UPSIDE_DOWN or lengths[0] >= SHORTER * lengths[1]


def _is_written(look: Look) -> bool:
    """Some digits, not only 1s: those would be dashes as well."""
    return look.read >= 2 and any(not (s.refused or is_bar(s)) for s in look.symbols)


def _log_certainty(look: Look) -> float:
    """The mean over the ink, of which there is some, in nats."""
    areas = np.array([float(piece.mask.sum()) for piece in look.pieces])
    certainties = [UNREAD if s.refused else max(UNREAD, s.verdict.confidence) for s in look.symbols]
    return float(np.log(certainties) @ areas / areas.sum())
