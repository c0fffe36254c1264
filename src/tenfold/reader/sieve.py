"""What cannot belong to the writing, seen against the rest of the page.

The network takes any bar for a 1: a page's edge, a binding, a stroke of a logo. A row that is
nothing but such bars, at the picture's border or of another size than the writing, is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tenfold.reader.symbol import Symbol, all_refused, refused
from tenfold.vision.charts import is_chart_bar, is_upright_rectangle
from tenfold.vision.components import within
from tenfold.vision.piece import Piece, enclosed, is_at_side, sides_of
from tenfold.vision.quantiles import weighted_median

BORDER = 0.04  # of the picture's side: bars within this are the page's
# Of many pieces few are read: it is a scene, and those by chance.
CROWD = 15  # pieces
READ = 0.75  # of them: with more that are read it is no scene
STRAY = 0.25  # likewise, with more digits other than bars
THRONG = 40  # pieces, as print has
STRAY_IN_THRONG = 0.35  # of them: as STRAY
SPAN = 0.7  # of the picture's height: a 1 that is lower does not reach the border
BROAD = 0.2  # of the picture's width: a 1 that is narrower does not reach the border at its side
SUBJECT = 0.5  # of the picture's height: what a 1 has that a picture is of
ALIKE = 0.6  # of the tallest: how tall the others of a row of 1s are
SIZES = (0.4, 2.5)  # times the writing's height: beyond, it is something else
TALLEST_ONE = 2.0  # likewise: a higher bar beside digits is a table's rule
WIDEST_ONE = 1.5  # of its height: none of MNIST's 6,742 1s is wider
THIN = 0.5  # of the writing's pen: a thinner bar that stands apart is a ruled line's rest
HAIR = 0.2  # likewise: a bar as thin is an edge wherever it stands
EQUAL = 0.05  # of its height: how far a frame's side differs from the other, at most
HIGHER = 1.2  # times the writing's height: a frame's side, at least
SMALL = 0.65  # likewise: a comma, at most
CLOSE = 0.6  # likewise: how far a comma stands off a digit, at most
ENCLOSED = 0.25  # of a frame's height: what stands in it


@dataclass(frozen=True)
class Writing:
    """What is surely written: the digits other than bars."""

    pieces: Sequence[Piece]

    @cached_property
    def height(self) -> float:
        """The median, weighted by the heights: a digit outvotes letters that pass for some."""
        heights = np.array([piece.height for piece in self.pieces])
        return weighted_median(heights, heights)

    @cached_property
    def pen(self) -> float:
        return float(np.median([piece.pen for piece in self.pieces]))


def sift(rows: list[list[Symbol]], shape: tuple[int, int]) -> list[list[Symbol]]:
    """The rows with what is implausible refused; `shape` is the picture's (height, width)."""
    rows = _without_frames(rows)
    symbols = [symbol for row in rows for symbol in row]
    read = [symbol for symbol in symbols if symbol.is_likely]
    digits = [symbol.piece for symbol in read if not symbol.is_bar]
    writing = Writing(digits)
    # What is far smaller than what is written says nothing of that: a binding's loops, a torn edge.
    least = SIZES[0] * writing.height if digits else 0.0
    large = [symbol for symbol in symbols if symbol.piece.height >= least]
    if _is_scene(len(large), sum(symbol.is_likely for symbol in large), len(digits)):
        return all_refused(rows)
    if digits:
        return [_sifted(row, writing, shape) for row in rows]
    rows = _without_edges(rows, read, shape)
    bars = [symbol.piece for row in rows for symbol in row if symbol.is_likely]
    return rows if not bars or _are_ones(rows, bars, shape) else all_refused(rows)


def _without_edges(
    rows: list[list[Symbol]], bars: Sequence[Symbol], shape: tuple[int, int]
) -> list[list[Symbol]]:
    """The rows, with bars along the picture's sides refused where others, about as tall, stand
    within: the page's edge or a shadow beside a 1."""
    edges = [symbol for symbol in bars if is_at_side(symbol.piece, shape[1])]
    inner = [symbol.piece.height for symbol in bars if symbol not in edges]
    tallest = max((symbol.piece.height for symbol in edges), default=0)
    if not inner or min(inner) < ALIKE * tallest:
        return rows
    return refused(rows, edges)


def _without_frames(rows: list[list[Symbol]]) -> list[list[Symbol]]:
    """The rows with what is around another symbol refused: two sides of a frame are no 7."""
    sides = sides_of([symbol.piece for row in rows for symbol in row if symbol.is_likely])
    heights = sides[:, 3] - sides[:, 1]

    def is_around(symbol: Symbol) -> bool:
        large = heights >= ENCLOSED * symbol.piece.height
        return bool(enclosed(symbol.piece, sides[large]).any())

    return refused(rows, [symbol for row in rows for symbol in row if is_around(symbol)])


def _is_scene(pieces: int, read: int, digits: int) -> bool:
    """Whether, of many pieces, many are not read and few are digits other than bars."""
    stray = STRAY_IN_THRONG if pieces >= THRONG else STRAY
    return pieces >= CROWD and read < READ * pieces and digits <= stray * pieces


def _are_ones(rows: list[list[Symbol]], bars: list[Piece], shape: tuple[int, int]) -> bool:
    """Whether bars, of which nothing else is read, are a 1 or a row of them."""
    # What hangs together with what is refused is a part of a blot.
    others = [symbol.piece for row in rows for symbol in row if symbol.refused]
    if all(any(_touch(bar, other) for other in others) for bar in bars):
        return False
    if len(bars) == 1:
        return _is_one(bars[0], shape)
    together = sum(any(symbol.is_likely for symbol in row) for row in rows) == 1
    return together and _are_alike(bars, shape[0])


def _touch(a: Piece, b: Piece) -> bool:
    """Side by side, without a gap between."""
    return a.x <= b.right and b.x <= a.right and a.y < b.bottom and b.y < a.bottom


def _is_one(bar: Piece, shape: tuple[int, int]) -> bool:
    """Within the picture, or as large as in a tight crop: a bar that only reaches its border is a
    shadow or an edge."""
    height, width = shape
    beside = is_at_side(bar, width)
    is_large = bar.height >= SPAN * height and (bar.width >= BROAD * width or not beside)
    return is_large or _is_inside(bar, shape)


def _are_alike(bars: list[Piece], height: int) -> bool:
    """Of one height; a line's remains, stripes and scratches are not, nor are the ends of lines at
    the picture's border."""
    if all(map(is_chart_bar, bars)):
        return False
    heights = [bar.height for bar in bars]
    ends = any(bar.y <= 1 or bar.bottom >= height - 1 for bar in bars)
    return min(heights) >= ALIKE * max(heights) and not ends


def _sifted(row: list[Symbol], writing: Writing, shape: tuple[int, int]) -> list[Symbol]:
    read = [symbol for symbol in row if symbol.is_likely]
    only_bars, pieces = all(symbol.is_bar for symbol in read), [symbol.piece for symbol in read]
    least, most = (writing.height * size for size in SIZES)

    def is_strange(symbol: Symbol) -> bool:
        piece = symbol.piece
        tallest = TALLEST_ONE * writing.height if symbol.is_bar else most
        if not least <= piece.height <= tallest:
            return True
        if symbol.is_bar and _is_drawn_by_rule(piece, writing):
            return True
        if symbol.is_bar and (_is_comma(piece, writing) or _is_finer(piece, writing, HAIR)):
            return True
        apart = only_bars or (symbol.is_bar and _gap(piece, pieces) > writing.height)
        return apart and _is_rest(piece, writing, shape)

    sides = _sides(read, writing)
    return [
        replace(symbol, refused=True)
        if not symbol.refused and (symbol in sides or is_strange(symbol))
        else symbol
        for symbol in row
    ]


def _sides(row: Sequence[Symbol], writing: Writing) -> Sequence[Symbol]:
    """The two upright lines around what is read, if there are such, as of a frame: equal to a
    hair, which no hand's 1s are, and higher than the digits."""
    if len(row) < 3 or not (row[0].is_bar and row[-1].is_bar):
        return ()
    left, right = row[0].piece, row[-1].piece
    near = EQUAL * left.height
    equal = abs(left.y - right.y) <= near and abs(left.bottom - right.bottom) <= near
    return (row[0], row[-1]) if equal and left.height >= HIGHER * writing.height else ()


def _is_drawn_by_rule(bar: Piece, writing: Writing) -> bool:
    """Whether a bar is a chart's, also with the line that it stands on, or a thin straight edge."""
    edge = is_upright_rectangle(bar.mask) and _is_finer(bar, writing, THIN)
    return edge or is_chart_bar(bar) or bar.width > WIDEST_ONE * bar.height


def _is_comma(bar: Piece, writing: Writing) -> bool:
    """Whether a bar is small and stands low or high beside a digit, as a comma or an apostrophe
    does. A small 1 reaches the middle of what is beside it."""
    if bar.height > SMALL * writing.height:
        return False
    level = [p for p in writing.pieces if bar.y < p.bottom and bar.bottom > p.y]
    aside = [max(p.x - bar.right, bar.x - p.right) for p in level]
    if not level or not -bar.width / 2 <= min(aside) <= CLOSE * writing.height:
        return False
    nearest = level[int(np.argmin(aside))]
    middle = nearest.y + nearest.height / 2
    return bar.y > middle or bar.bottom < middle


def _gap(piece: Piece, pieces: Sequence[Piece]) -> int:
    """To the nearest of the others on either side."""
    others = [other for other in pieces if other is not piece]
    return min(max(p.x - piece.right, piece.x - p.right) for p in others)


def _is_rest(piece: Piece, writing: Writing, shape: tuple[int, int]) -> bool:
    """Of the page's edge, or of a line: at the border, or of no pen that was written with."""
    return _at_border(piece, shape) or _is_finer(piece, writing, THIN)


def _is_finer(piece: Piece, writing: Writing, share: float) -> bool:
    """Whether its stroke is thinner than this share of the pen that was written with."""
    return piece.pen < share * writing.pen


def are_rests(symbols: Sequence[Symbol], shape: tuple[int, int]) -> bool:
    """Whether all are bars, as rests of lines, of shadows and of digits are, and not one 1 that
    the picture was taken of."""
    if not all(symbol.is_bar for symbol in symbols):
        return False
    bars = [symbol.piece for symbol in symbols]
    return len(bars) != 1 or bars[0].height < SUBJECT * shape[0] or not _is_inside(bars[0], shape)


def _is_inside(piece: Piece, shape: tuple[int, int]) -> bool:
    return bool(within(np.array(piece.box), shape))


def _at_border(piece: Piece, shape: tuple[int, int]) -> bool:
    height, width = shape
    across, down = BORDER * width, BORDER * height
    beside = piece.x < across or piece.right > width - across
    return beside or piece.y < down or piece.bottom > height - down
