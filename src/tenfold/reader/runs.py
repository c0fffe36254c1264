"""Runs: what in a row may be one digit. A piece, a part of one between two cuts, or several
neighbours together, as a broken stroke leaves them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tenfold.vision.cuts import Seam, between
from tenfold.vision.piece import Piece, join

WIDEST = 1.25  # of the row's height: no part of a piece that is wider is a digit
SPREAD = 1.5  # likewise, of whole pieces together: a broken digit has fallen apart
CLOSE = 0.08  # of the row's height: between parts of one digit, on average
GAP = 0.35  # of the row's height between two pieces of one digit
LEAST_INK = 0.02  # of the height squared: with less of it what lies beside a cut is a splinter
LOWEST = 0.4  # of the row's height: what a cut leaves is as high as a digit, not an arc of a 3
MOST_PIECES = 8  # in one digit


@dataclass(frozen=True, eq=False)
class Run:
    """The ink between the places `first` and `end` of a row.

    `joined` is the piece or pieces that it was cut from, for a part. `gaps` is how far apart its
    pieces lie, in heights, beyond CLOSE each. `cut` is the piece that is cut through on its right,
    if one is.
    """

    first: int
    end: int
    piece: Piece
    joined: Piece | None
    gaps: float
    cut: int | None


@dataclass(frozen=True, eq=False)
class _Place:
    """Where a run may begin or end: at a seam of a piece, or before a piece (None)."""

    piece: int
    seam: Seam | None


def find_runs(pieces: Sequence[Piece], seams: Sequence[Sequence[Seam]], height: float) -> list[Run]:
    """Every run that could be one digit, in the order of where they begin. `seams` has the
    candidate cuts of each piece, `height` is the row's."""
    places = _places(seams)
    runs = (_run(pieces, places, *span, height) for span in _spans(pieces, places, height))
    return [run for run in runs if run is not None]


def pixels_of_joined(pieces: Sequence[Piece], height: float) -> int:
    """How large all runs of several whole pieces are together: what they cost to be seen."""
    spans = _spans(pieces, _places([[]] * len(pieces)), height)
    return sum(_area(pieces[first:end]) for first, end in spans if end > first + 1)


def _area(pieces: Sequence[Piece]) -> int:
    """Of the box around them, in pixels."""
    width = max(p.right for p in pieces) - min(p.x for p in pieces)
    return width * (max(p.bottom for p in pieces) - min(p.y for p in pieces))


def _places(seams: Sequence[Sequence[Seam]]) -> list[_Place]:
    inner = [_Place(k, seam) for k, own in enumerate(seams) for seam in (None, *own)]
    return [*inner, _Place(len(seams), None)]


def _spans(
    pieces: Sequence[Piece], places: Sequence[_Place], height: float
) -> Iterator[tuple[int, int]]:
    """Between which places there may be a run, seen by what is cheap to tell."""
    for first, left in enumerate(places[:-1]):
        for end in range(first + 1, len(places)):
            right = places[end]
            last = right.piece - (right.seam is None)
            if not _near(pieces, left.piece, last, height):
                break
            whole = left.seam is None and right.seam is None and left.piece == last
            # Nearly exact; most runs end here. A seam's ends lie up to half a height off.
            wide = _right(pieces, right) - _left(pieces, left)
            if whole or wide <= _widest(pieces, left, right, height):
                yield first, end


def _near(pieces: Sequence[Piece], first: int, last: int, height: float) -> bool:
    """Whether the pieces from first to last could belong to one digit."""
    if last - first >= MOST_PIECES:
        return False
    return all(space <= GAP * height for space in _spaces(pieces[first : last + 1]))


def _run(
    pieces: Sequence[Piece], places: Sequence[_Place], first: int, end: int, height: float
) -> Run | None:
    left, right = places[first], places[end]
    last = right.piece - (right.seam is None)
    cut = left.seam is not None or right.seam is not None
    whole = not cut and left.piece == last
    inked: list[Piece] = []
    for k in range(left.piece, last + 1):
        begin = left.seam if k == left.piece else None
        finish = right.seam if k == right.piece else None
        part = pieces[k] if begin is finish is None else between(pieces[k], begin, finish)
        if part is None:
            return None
        inked.append(part)
    piece = join(inked)
    if not whole and piece.width > _widest(pieces, left, right, height):
        return None
    if cut and _is_splinter(piece, height):
        return None
    gaps = _gaps(pieces[left.piece : last + 1], height)
    parted = {p.piece for p in (left, right) if p.seam is not None}
    joined = join([pieces[k] for k in sorted(parted)]) if parted else None
    return Run(first, end, piece, joined, gaps, None if right.seam is None else right.piece)


def _widest(pieces: Sequence[Piece], left: _Place, right: _Place, height: float) -> float:
    """How wide a run between two places may be."""
    if left.seam is not None or right.seam is not None:
        return WIDEST * height
    return SPREAD * _tall(pieces[left.piece : right.piece], height)


def _tall(pieces: Sequence[Piece], height: float) -> float:
    """The height of all together where they are above each other, as a high flag makes a digit
    taller than the row's pieces; a stray mark lies beside."""
    if any(space > 0 for space in _spaces(pieces)):
        return height
    return max(height, max(p.bottom for p in pieces) - min(p.y for p in pieces))


def _is_splinter(piece: Piece, height: float) -> bool:
    return piece.area < LEAST_INK * height**2 or piece.height < LOWEST * height


def _gaps(pieces: Sequence[Piece], height: float) -> float:
    """What lies between the pieces, less what lies between a digit's parts, in heights."""
    return sum((max(-CLOSE, space / height - CLOSE) for space in _spaces(pieces)), 0.0)


def _spaces(pieces: Sequence[Piece]) -> list[int]:
    """From what lies before to each further piece, in pixels; below 0 where it shares columns."""
    rights = accumulate((piece.right for piece in pieces), max)
    return [piece.x - right for piece, right in zip(pieces[1:], rights, strict=False)]


def _left(pieces: Sequence[Piece], place: _Place) -> float:
    """The column where a run from this place begins, at the middle of the row."""
    return pieces[place.piece].x + _middle(place.seam)


def _right(pieces: Sequence[Piece], place: _Place) -> float:
    """The column where a run up to this place ends, likewise."""
    if place.seam is None:
        return float(pieces[place.piece - 1].right)
    return pieces[place.piece].x + _middle(place.seam)


def _middle(seam: Seam | None) -> float:
    return 0.0 if seam is None else float(seam.columns[len(seam.columns) // 2])
