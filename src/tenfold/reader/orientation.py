"""Which way up a page is: as its digits stand, and as it reads best."""

from collections.abc import Iterable, Sequence

import numpy as np

from tenfold.reader.look import Look
from tenfold.reader.model import UPRIGHT, UPSIDE_DOWN, orientation_network
from tenfold.reader.symbol import Symbol
from tenfold.vision.piece import Piece, strokes_across

TALL = 2.0  # times as high as wide: few letters are, a row on its side may be
COLUMN = 3.3  # times as high as wide: a 1, or digits that touch, on their side
STROKES = 1.4  # side by side, on average: 1s have 1.2 at most (of 210 pictures), those 1.6 or more
SHORTER = 0.5  # times as long: rows are found a little differently on a turned page
UNREAD = 0.02  # a certainty, for what is refused
# In nats: the mean certainty of a page, or how much likelier it is turned.
DOUBTFUL = -0.1  # a page of less certainty is in doubt, and perhaps not upright
COLUMNS = -1.0  # a column is no more certain than that, however it reads
BETTER = 1.5  # to lay a page on a side: of 500 upright rows, pictures and pages none has it
OVER = 3.0  # to turn a page over: of 400 upright rows of held-out digits none has more than 0
# To turn what is likelier a letter, any way: of 1,274 drawn ones two are, of touching digits 28 in
# 39 upside down and 10 in 20 on their side.
LETTER = 4.0
# Letters that lie or stand on their heads are often read. Of 13 pages of print that were turned for
# that 10 are less certain than this, of 355 of digits that lay or stood so none.
TEXT = 8  # symbols: a page of fewer is not taken for print
DOUBTFUL_TEXT = -0.5  # in nats: the mean certainty of what may be print
OTHERS = 0.25  # of what is read on a side, digits other than bars
READS = 0.5  # weight of how well a page reads beside how it stands: both see the same forms
LEVEL = 0.5  # of a levelled page's symbols that are read at least: else it is a scene
AS_WELL = 1.0  # in nats: a page of fewer rows, of digits that stand upright, may read worse by this
LEAST = 1e-6  # keeps the logarithms finite


def may_be_turned(look: Look) -> bool:
    """Whether the page is worth looking at from other sides."""
    pieces = look.pieces
    if not pieces:
        return False
    if is_compact(pieces):
        return look.symbols[0].refused
    return is_column(pieces) or _log_certainty(look) < DOUBTFUL or not stands(look)


def is_compact(pieces: Sequence[Piece]) -> bool:
    """Whether this is one piece of a letter's form, unless it is a few digits that touch."""
    return len(pieces) == 1 and pieces[0].height <= TALL * pieces[0].width


def stands(look: Look) -> bool:
    """Whether the page looks upright rather than upside down. Of a lone symbol nothing is known:
    many digits are digits either way up, and so are letters."""
    return len(look.symbols) < 2 or _log_odds_upright(look.symbols) >= 0


def is_column(pieces: Sequence[Piece]) -> bool:
    """Whether this is a row of touching digits on its side, which reads as a 1."""
    return all(
        piece.height > COLUMN * piece.width and strokes_across(piece.mask).mean() > STROKES
        for piece in pieces
    )


def best_levelled(leaning: Look, levelled: Iterable[Look]) -> Look:
    """The first of the levelled looks that is certain and shows the page better than the leaning
    one; else the most certain of those that show it better, if any."""
    better = []
    for level in levelled:
        if _shows_better(level, leaning):
            if level.certain:
                return level
            better.append(level)
    return max(better, key=_log_certainty, default=leaning)


def _shows_better(level: Look, leaning: Look) -> bool:
    """Whether a page reads better with its rows level, or about as well and in fewer rows; or more
    of it, where lines that lean hid the rest."""
    if not _is_written(level) or level.read < max(leaning.read, LEVEL * len(level.symbols)):
        return False
    if leaning.passed_over and level.certain and level.read > leaning.read:
        return True
    gain = (_log_certainty(level) - _log_certainty(leaning)) * len(level.symbols)
    return gain > 0 or (gain > -AS_WELL and len(level.rows) < len(leaning.rows))


def best_turned(upright: Look, over: Look, sides: tuple[Look, Look]) -> Look:
    """The look upright, turned over, or turned on a side, whichever shows the page as written."""
    if is_compact(upright.pieces):
        return _best_of_letter(upright, over, sides)
    if _is_no_text(over) and _likelier(over, upright) > OVER:
        upright = over
    written = [look for look in sides if _is_no_text(look) and _is_more_than_bars(look)]
    rows = [look for look in written if _as_rows(look, upright)]
    column = is_column(upright.pieces)
    if not column:
        rows = [look for look in rows if _share_read(look) >= _share_read(upright)]
    if not rows:
        return upright
    side = rows[0] if len(rows) == 1 or _likelier(*rows) > 0 else rows[1]
    before = _log_certainty(upright)
    if column:
        before = min(before, COLUMNS)
    gain = (_log_certainty(side) - before) * len(side.symbols)
    return side if gain > BETTER else upright


def _best_of_letter(upright: Look, over: Look, sides: tuple[Look, Look]) -> Look:
    """The look that shows digits where upright there is a letter, or upright."""
    pairs = [(over, upright), sides, sides[::-1]]
    gains = [(_likelier(one, other), one) for one, other in pairs if _is_surely_written(one)]
    gain, best = max(gains, key=lambda each: each[0], default=(0.0, upright))
    return best if gain > LETTER else upright


def _likelier(look: Look, over: Look) -> float:
    """How much likelier a look shows the page as written than the one upside down to it, in
    nats."""
    stand = [_log_odds_upright([s for s in one.symbols if not s.refused]) for one in (look, over)]
    read = [_log_certainty(one) * len(one.symbols) for one in (look, over)]
    return (stand[0] - stand[1]) / 2 + READS * (read[0] - read[1])


def _log_odds_upright(symbols: Sequence[Symbol]) -> float:
    """Of all these standing upright, against upside down. Each digit counts once, however often it
    is there: a hand that curls its 9s like 6s on their heads curls all of them."""
    if not symbols:
        return 0.0
    images = np.stack([symbol.verdict.image for symbol in symbols])[..., None]  # (n, 28, 28, 1)
    found = np.log(orientation_network().predict(images, verbose=0, threads=1) + LEAST)
    odds = found[:, UPRIGHT] - found[:, UPSIDE_DOWN]
    labels = np.array([symbol.verdict.label for symbol in symbols])
    return float(sum(odds[labels == label].mean() for label in np.unique(labels)))


def _as_rows(look: Look, upright: Look) -> bool:
    """Whether the page, turned so, has rows as long as upright: people write rows, not columns."""
    lengths = [len(one.symbols) / max(1, len(one.rows)) for one in (look, upright)]
    return lengths[0] >= SHORTER * lengths[1]


def _share_read(look: Look) -> float:
    """Of the symbols. A page that is turned for some sure digits among much that is none was
    upright: of 91 and a 4 that is refused the sides show a 5 and other strokes."""
    return look.read / len(look.symbols)


def _is_written(look: Look) -> bool:
    """Some digits, not only 1s: those would be dashes as well."""
    return look.read >= 2 and look.written > 0


def _is_no_text(look: Look) -> bool:
    """Some digits, and where there are many symbols hardly any doubt about them."""
    return _is_written(look) and (len(look.symbols) < TEXT or _log_certainty(look) >= DOUBTFUL_TEXT)


def _is_more_than_bars(look: Look) -> bool:
    """Whether some digits are no 1s: ruled lines and blurred words are, on their side."""
    return look.written > OTHERS * look.read


def _is_surely_written(look: Look) -> bool:
    """The like, and no doubt about them."""
    return _is_written(look) and _log_certainty(look) >= DOUBTFUL


def _log_certainty(look: Look) -> float:
    """The mean over the ink, in nats."""
    if not look.symbols:
        return float(np.log(UNREAD))
    areas = np.array([float(piece.area) for piece in look.pieces])
    certainties = [UNREAD if s.refused else max(UNREAD, s.verdict.confidence) for s in look.symbols]
    return float(np.log(certainties) @ areas / areas.sum())
