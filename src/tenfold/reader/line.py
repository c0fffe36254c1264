"""Line: a row of a page, and what the network takes each of its pieces for at first sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tenfold.reader.judge import Verdict, judge
from tenfold.reader.model import Model
from tenfold.vision.cuts import Seam, find_seams
from tenfold.vision.piece import Piece, common_height

SHORT = 0.5  # of the row's height: a lower piece is part of a digit, not several
LETTER = 1.1  # likewise: what is wider is several letters or digits
WORD = 2.0  # likewise: what is wider is no single letter or digit
LONGEST = 12.0  # likewise: a wider one is a scribble or a line of joined letters
ABOUT = 0.85  # of a height: what was written with something as tall
NEAR = 0.4  # of their height: how far what was written together lies apart
BESIDE = 2  # pieces on either side, among which are those above or below a piece
SELDOM = 0.01  # the least probability of several digits with which a piece is cut
MOST_CUT = 8  # pieces in a row: with more that are no digits it is no row of touching digits


@dataclass(frozen=True, eq=False)
class Line:
    """A row's pieces left to right, and what the network takes each of them for as it is."""

    pieces: Sequence[Piece]
    verdicts: Sequence[Verdict]

    @cached_property
    def height(self) -> float:
        return common_height(self.pieces)

    @cached_property
    def refused(self) -> list[bool]:
        """Of each piece that may be a digit or a letter, whether it is no digit, nor several: as
        narrow as one, and alone. One above another is part of a broken digit."""
        each = zip(self.pieces, self.verdicts, strict=True)
        tall = [(piece, verdict) for piece, verdict in each if piece.height >= SHORT * self.height]
        pieces = [piece for piece, _ in tall]
        return [
            verdict.other - verdict.several > verdict.confidence
            for k, (piece, verdict) in enumerate(tall)
            if piece.width <= LETTER * self.height and not _is_part(pieces, k)
        ]

    @property
    def refused_heights(self) -> list[int]:
        """Of the pieces that are likelier to be none than any one digit."""
        each = zip(self.pieces, self.verdicts, strict=True)
        return [piece.height for piece, verdict in each if verdict.refused]

    @classmethod
    def joined(cls, parts: "Sequence[Line]") -> "Line":
        pieces = [piece for part in parts for piece in part.pieces]
        return cls(pieces, [verdict for part in parts for verdict in part.verdicts])

    def between(self, first: int, end: int) -> "Line":
        return Line(self.pieces[first:end], self.verdicts[first:end])

    def around(self, least: float) -> tuple["Line", "Line", "Line"]:
        """What stands before, among and behind the pieces of about this height; what is close
        beside them is among them. All of it stands before them if none is as tall."""
        heights = np.array([piece.height for piece in self.pieces])
        count = len(heights)
        first, last = count, count - 1
        if heights.max() >= least:
            first, last = np.flatnonzero(heights >= ABOUT * least)[[0, -1]].tolist()
            near = NEAR * float(np.median(heights[heights >= least]))
            while first > 0 and self._is_close(first - 1, near):
                first -= 1
            while last + 1 < count and self._is_close(last, near):
                last += 1
        middle = self.between(first, last + 1)
        return self.between(0, first), middle, self.between(last + 1, count)

    def _is_close(self, k: int, most: float) -> bool:
        """Whether the next piece begins so many pixels behind this one at most."""
        return self.pieces[k + 1].x - self.pieces[k].right <= most


def _is_part(pieces: Sequence[Piece], k: int) -> bool:
    """Whether the piece lies above or below one of its neighbours."""
    beside = [*pieces[max(0, k - BESIDE) : k], *pieces[k + 1 : k + BESIDE + 1]]
    return any(_above_each_other(pieces[k], other) for other in beside)


def _above_each_other(a: Piece, b: Piece) -> bool:
    across = min(a.right, b.right) - max(a.x, b.x)
    down = min(a.bottom, b.bottom) - max(a.y, b.y)
    return across > min(a.width, b.width) / 2 and down < min(a.height, b.height) / 2


def glance(model: Model, levels: NDArray[np.uint8], rows: Sequence[Sequence[Piece]]) -> list[Line]:
    """All rows of a page with the network's first word on every piece."""
    verdicts = iter(judge(model, levels, [piece for row in rows for piece in row]))
    return [Line(row, [next(verdicts) for _ in row]) for row in rows]


def row_seams(line: Line) -> list[list[Seam]]:
    """The candidate cuts of each piece that may be several digits."""
    each = zip(line.pieces, line.verdicts, strict=True)
    chosen = [_may_be_several(piece, verdict, line.height) for piece, verdict in each]
    if sum(chosen) > MOST_CUT:
        chosen = [False] * len(chosen)
    return [find_seams(p) if cut else [] for p, cut in zip(line.pieces, chosen, strict=True)]


def _may_be_several(piece: Piece, verdict: Verdict, height: float) -> bool:
    if is_word(piece, height):  # too many for the network to tell
        return piece.width <= LONGEST * height
    return piece.height >= SHORT * height and verdict.several >= SELDOM


def is_word(piece: Piece, height: float) -> bool:
    """Whether the piece is wider than any letter or digit; `height` is the row's."""
    return piece.width > WORD * height
