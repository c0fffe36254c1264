"""Piece: some ink in its box, by itself, and what several are together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.normalise import pen_width
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Sides = NDArray[np.int64]  # (n, 4): left, top, right, bottom

MOST_PARTS = 6  # of a broken digit
WIDEST = 1.5  # times its height: a broken digit's width, at most
HIGHEST = 2.5  # times its width: a broken digit's height, at most; a row on its side is higher
NEAR = 0.08  # of the digit's height: how far its halves may lie apart, where the pen is thinner
COMMON = 0.8  # of a row's pieces are no higher than its digits


@dataclass(frozen=True, eq=False)
class Piece:
    """Some ink in its box: its corner, and `mask`, uint8 (height, width), 0 or 1."""

    x: int
    y: int
    mask: Pixels

    @property
    def width(self) -> int:
        return int(self.mask.shape[1])

    @property
    def height(self) -> int:
        return int(self.mask.shape[0])

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @cached_property
    def pen(self) -> float:
        """The typical width of its strokes in pixels: it is asked for at several steps."""
        return pen_width(self.mask)

    @cached_property
    def area(self) -> int:
        """How many of its pixels are ink: likewise."""
        return int(cv2.countNonZero(self.mask))

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.x, self.y, self.width, self.height


def common_height(pieces: Sequence[Piece]) -> float:
    """The height that one piece in five exceeds, between two of them where none has it: what is
    higher is an exception, and what is lower may be a part."""
    heights = sorted(piece.height for piece in pieces)
    place = COMMON * (len(heights) - 1)
    low, high = heights[int(place)], heights[math.ceil(place)]
    return low + (place - int(place)) * (high - low)


def broken_digit(pieces: list[Piece]) -> Piece | None:
    """All of them as one, if by their number and form they could be the parts of a digit."""
    if not 1 < len(pieces) <= MOST_PARTS:
        return None
    whole = join(pieces)
    width, height = whole.width, whole.height
    return whole if width <= WIDEST * height and height <= HIGHEST * width else None


def nearly_meet(pieces: list[Piece]) -> bool:
    """Whether each is nearer to the rest than the pen is wide, as where a stroke broke, or than the
    circles of an 8 lie apart."""
    whole = join(pieces)
    reach = max(whole.pen, NEAR * whole.height)
    return all(_distance(piece, whole) <= reach for piece in pieces)


def _distance(piece: Piece, whole: Piece) -> float:
    """From a piece to the nearest other ink of the whole, in pixels."""
    top, left = piece.y - whole.y, piece.x - whole.x
    own = slice(top, top + piece.height), slice(left, left + piece.width)
    others = whole.mask.copy()
    others[own] -= piece.mask
    away = cv2.distanceTransform(1 - others, cv2.DIST_L2, 5)
    return float(away[own][piece.mask > 0].min())


def sides_of(pieces: Sequence[Piece]) -> Sides:
    """The sides of each piece's box, to hold one piece against thousands at once: of noise there
    are as many."""
    found = [(piece.x, piece.y, piece.right, piece.bottom) for piece in pieces]
    return np.array(found, np.int64).reshape(-1, 4)


def enclosed(outer: Piece, sides: Sides) -> NDArray[np.bool_]:
    """Whether each of the boxes lies within the piece's."""
    x, y, right, bottom = sides.T
    across = (outer.x < x) & (right < outer.right)
    return np.asarray(across & (outer.y < y) & (bottom < outer.bottom))


def is_at_side(piece: Piece, width: int) -> bool:
    """Whether it reaches the left or the right side of a picture of this width."""
    return piece.x == 0 or piece.right == width


def share_columns(a: Piece, b: Piece) -> bool:
    """Whether one lies above the other, in part at least."""
    return a.x < b.right and b.x < a.right


def join(pieces: list[Piece]) -> Piece:
    """Several pieces as one; a single one is itself."""
    if len(pieces) == 1:
        return pieces[0]
    x, y = min(p.x for p in pieces), min(p.y for p in pieces)
    width = max(p.right for p in pieces) - x
    height = max(p.bottom for p in pieces) - y
    mask = np.zeros((height, width), np.uint8)
    for piece in pieces:
        top, left = piece.y - y, piece.x - x
        mask[top : top + piece.height, left : left + piece.width] |= piece.mask
    return Piece(x, y, mask)


def strokes_across(mask: Pixels) -> NDArray[np.int64]:
    """How many strokes there are on each line of a mask (h, w): (h,)."""
    starts = np.diff(mask, axis=1, prepend=np.uint8(0)) == 1
    return np.asarray(starts.sum(axis=1))
