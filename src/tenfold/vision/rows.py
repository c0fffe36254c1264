"""Rows: which pieces stand on one line of writing, slanted lines included, in reading order."""

from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.piece import Piece, Sides, join, share_columns, sides_of
from tenfold.vision.quantiles import weighted_median

SMALL = 0.4  # of the typical height: a flag, a gap's other side or a dash, not a digit of its own
OVERLAP = 0.4  # of the shorter one's height: then two neighbours stand on the same line
NEAR = 0.5  # of the typical height: how far a small part may lie from what it belongs to
TALLEST = 1.75  # likewise: parts above each other that are no higher together are one broken digit
SPLIT = 0.1  # likewise: what lies between them at most
TOWERING = 2.0  # likewise: what is higher stands beside several lines, as a table's rules do
TOO_HIGH = 2.5  # likewise: what is higher is no part of them, as a digit beside labels
LOW = 0.7  # of the typical height: a line of print is lower
ALIKE = 0.4  # of its tallest letter's height: its lowest, at least
GAP = 0.4  # likewise: what lies between two of its letters, at most
REACHES_IN = 0.4  # of the lower one's height: what a line of print shares with a row, at most
WORD = 3  # letters on a line of print, at least
MOST_LETTERS = 200  # of all lines of print: more is noise
MOST_ABOVE = 64  # pieces above each other on a page: more is noise


def find_rows(pieces: list[Piece]) -> list[list[Piece]]:
    """Top to bottom, each left to right."""
    if not pieces:
        return []
    heights = np.array([piece.height for piece in pieces])
    height = weighted_median(heights, heights)  # digits outvote dots
    labels = _labels(pieces, height)
    pieces = _without(labels, pieces)
    digits = _digits([p for p in pieces if p.height >= SMALL * height], height)
    rows = _in_rows(digits, height)
    small = [p for p in pieces if p.height < SMALL * height]
    words = _words(small, rows)
    _give_to_nearest(_without(words, small), rows, NEAR * height)
    rows += words + labels
    rows.sort(key=lambda row: float(np.mean([p.y + p.height / 2 for p in row])))
    return [sorted(row, key=_middle) for row in rows]


def _digits(pieces: list[Piece], height: float) -> list[list[Piece]]:
    """The pieces, those together that are parts of one digit, above each other."""
    digits: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.x):
        beside = digits[-MOST_ABOVE:]
        rest = next((parts for parts in beside if _is_broken(piece, join(parts), height)), None)
        if rest is None:
            digits.append([piece])
        else:
            rest.append(piece)
    return digits


def _in_rows(groups: list[list[Piece]], height: float) -> list[list[Piece]]:
    """The pieces in rows, those of a group in the same. What towers joins the row that it stands
    next to, but no two rows are one by it; what is higher still does not, nor does what is of its
    height."""
    wholes = [(join(group), group) for group in groups]
    rows = _side_by_side([group for whole, group in wholes if whole.height <= TOWERING * height])
    higher = [whole for whole, _ in wholes if whole.height > TOO_HIGH * height]
    alone = []
    for whole, group in wholes:
        if whole.height <= TOWERING * height:
            continue
        beside = [row for row in rows if any(_overlap(whole, p) > OVERLAP for p in row)]
        if not beside or any(_are_alike(whole, other) for other in higher):
            alone.append(group)
        else:
            _nearest(whole, beside)[1].extend(group)
    return rows + _side_by_side(alone)


def _are_alike(a: Piece, b: Piece) -> bool:
    """Whether two pieces side by side, or one and itself, are of about one height."""
    low, high = sorted((a.height, b.height))
    return _overlap(a, b) > OVERLAP and high <= TOO_HIGH / TOWERING * low


def _side_by_side(groups: list[list[Piece]]) -> list[list[Piece]]:
    """The pieces in rows, those of a group in the same."""
    rows: list[list[Piece]] = []
    for whole, parts in sorted(((join(g), g) for g in groups), key=lambda both: _middle(both[0])):
        row = _row_of(whole, rows)
        if row is None:
            rows.append(list(parts))
        else:
            row += parts
    return rows


def _words(small: list[Piece], rows: list[list[Piece]]) -> list[list[Piece]]:
    """Small pieces side by side, above or below what is written: a title, a label."""
    return _beyond(_lines_of_print(small), rows, 0.0)


def _labels(pieces: list[Piece], height: float) -> list[list[Piece]]:
    """Lines of lower pieces that are close together, above or below the others: print. Parts of
    broken digits lie apart."""
    low = [piece for piece in pieces if piece.height < LOW * height]
    lines = [line for line in _lines_of_print(low) if _is_close(line)]
    if not lines:
        return []
    written = _side_by_side([[piece] for piece in pieces if piece.height >= LOW * height])
    return _beyond(lines, written, REACHES_IN)


def _lines_of_print(letters: list[Piece]) -> list[list[Piece]]:
    """What may be words, of so many pieces in all."""
    if not WORD <= len(letters) <= MOST_LETTERS:
        return []
    return [line for line in _side_by_side([[p] for p in letters]) if len(line) >= WORD]


def _beyond(lines: list[list[Piece]], rows: list[list[Piece]], reach: float) -> list[list[Piece]]:
    """The lines that lie above or below all rows, but for this share of the lower one's height."""
    written = [join(row) for row in rows] if lines else []
    return [line for line in lines if all(_overlap(join(line), row) <= reach for row in written)]


def _without(lines: list[list[Piece]], pieces: list[Piece]) -> list[Piece]:
    """The pieces that are on none of the lines."""
    taken = {piece for line in lines for piece in line}
    return [piece for piece in pieces if piece not in taken]


def _is_close(line: list[Piece]) -> bool:
    """Whether the pieces are of about one height, and most are followed by the next at once."""
    heights = [piece.height for piece in line]
    gaps = [after.x - before.right for before, after in pairwise(line)]
    return min(heights) >= ALIKE * max(heights) and median(gaps) <= GAP * max(heights)


def _middle(piece: Piece) -> float:
    return piece.x + piece.width / 2


def _row_of(piece: Piece, rows: list[list[Piece]]) -> list[Piece] | None:
    """The row whose last pieces stand beside this one."""
    best, best_overlap = None, OVERLAP
    for row in rows:
        overlap = max(_overlap(piece, beside) for beside in row[-3:])
        if overlap > best_overlap:
            best, best_overlap = row, overlap
    return best


def _is_broken(a: Piece, b: Piece, height: float) -> bool:
    """Whether two pieces above each other are of one digit, whose stroke broke."""
    upper, lower = (a, b) if a.y < b.y else (b, a)
    together = max(upper.bottom, lower.bottom) - upper.y
    return (
        share_columns(a, b)
        and together <= TALLEST * height
        and lower.y - upper.bottom <= SPLIT * height
    )


def _overlap(a: Piece, b: Piece) -> float:
    shared = min(a.bottom, b.bottom) - max(a.y, b.y)
    return shared / min(a.height, b.height)


def _give_to_nearest(parts: list[Piece], rows: list[list[Piece]], reach: float) -> None:
    """Each small part joins the row of the piece it lies next to; alone it is dust. At once for all
    pieces: in noise there are thousands of either."""
    if not parts or not rows:
        return
    owners = [k for k, row in enumerate(rows) for _ in row]
    count = len(owners)
    sides = sides_of([*(p for row in rows for p in row), *parts])  # (n, 4)
    owner = np.array([*owners, *[0] * len(parts)])
    for piece in parts:
        distances = _distances(piece, sides[:count])
        least = distances.min()
        if least <= reach:
            nearest = int(owner[:count][distances == least].min())
            rows[nearest].append(piece)
            sides[count], owner[count] = sides_of([piece])[0], nearest
            count += 1


def _nearest(piece: Piece, rows: list[list[Piece]]) -> tuple[float, list[Piece]]:
    """How far the nearest row is, and which."""
    distances = [float(_distances(piece, sides_of(row)).min()) for row in rows]
    return min(zip(distances, rows, strict=True), key=lambda each: each[0])


def _distances(piece: Piece, sides: Sides) -> NDArray[np.float64]:
    """From a piece to each of others, whose sides (n, 4) are given."""
    left, top, right, bottom = sides.T
    across = np.maximum(np.maximum(piece.x - right, left - piece.right), 0)
    down = np.maximum(np.maximum(piece.y - bottom, top - piece.bottom), 0)
    return np.asarray(np.hypot(across, down), np.float64)
