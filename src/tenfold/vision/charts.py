"""Charts: full rectangles of one width that stand on one line, as a screen shows how sure a network
is of each digit; and a single such bar, or a scale of colours. No hand draws them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tenfold.vision.piece import Piece, Pixels

FULL = 0.96  # of its box: a rectangle's ink; a rest of the line that it stands on may hang on it
LONG = 60  # pixels: the height of an upright rectangle, at least
TALL = 2.0  # times its width: likewise
STRAIGHT = 0.8  # of each of its long sides, at least
FEWEST = 3  # bars: two 1s of a font may be equal
NARROWEST = 6  # pixels: a thinner stroke may be straight by chance
SQUARE = 0.9  # of its width: how much ink is at an end
UNEQUAL = 2.0  # of the shortest: how long the longest is, at least
LABEL = 1.5  # of a bar's width: the height of the number at its foot, at most
REACH = 3.0  # likewise: how far from the foot that number ends, at most
NEAR = 1  # pixels: how far bars differ in width, and in where they stand


class _Bar(NamedTuple):
    """A rectangle on its end, upright or flat: `foot` is where it stands."""

    width: int
    length: int
    foot: int


def without_charts(pieces: list[Piece]) -> list[Piece]:
    """The pieces but for charts' bars, upright or flat, and the numbers at their feet."""
    bars = [piece for piece in pieces if _is_full(piece.mask)]
    upright = [_Bar(bar.width, bar.height, bar.bottom) for bar in bars]
    flat = [_Bar(bar.height, bar.width, bar.x) for bar in bars]
    standing = [i for i in range(len(bars)) if _is_among(upright, i)]
    lying = [i for i in range(len(bars)) if _is_among(flat, i)]
    drawn = [bars[i] for i in {*standing, *lying}]
    labels = [
        piece
        for piece in pieces
        if any(_is_below(piece, upright[i]) for i in standing)
        or any(_is_beside(piece, flat[i]) for i in lying)
    ]
    return [piece for piece in pieces if piece not in drawn and piece not in labels]


def _is_below(piece: Piece, bar: _Bar) -> bool:
    """Whether it may be the number at an upright bar's foot."""
    near = bar.foot - NEAR <= piece.y and piece.bottom <= bar.foot + REACH * bar.width
    return near and piece.height <= LABEL * bar.width


def _is_beside(piece: Piece, bar: _Bar) -> bool:
    """Likewise, at a flat one's, on its left."""
    near = bar.foot - REACH * bar.width <= piece.x and piece.right <= bar.foot + NEAR
    return near and piece.height <= LABEL * bar.width


def is_chart_bar(bar: Piece) -> bool:
    """Whether a single bar looks like a chart's: a pen's end is round, one of its ends is not."""
    ends = bar.mask[[0, -1]].mean(axis=1)
    return bool(bar.width >= NARROWEST and _is_full(bar.mask) and ends.max() >= SQUARE)


def is_upright_rectangle(mask: Pixels) -> bool:
    """Whether nearly all along both its long sides are straight and upright, as no hand draws."""
    height, width = mask.shape
    if height < max(LONG, TALL * width):
        return False
    lefts, rights = mask.argmax(axis=1), mask[:, ::-1].argmax(axis=1)
    straight = [(abs(side - np.median(side)) <= 1).mean() for side in (lefts, rights)]
    return bool(min(straight) >= STRAIGHT)


def _is_among(bars: Sequence[_Bar], i: int) -> bool:
    """Whether enough bars are as wide as this one and stand where it does, and not all as long: a
    fat 1 on squared paper is cut into squares."""
    own = bars[i]
    alike = [b for b in bars if abs(b.width - own.width) <= NEAR and abs(b.foot - own.foot) <= NEAR]
    lengths = [bar.length for bar in alike]
    return (
        own.width >= NARROWEST and len(alike) >= FEWEST and max(lengths) >= UNEQUAL * min(lengths)
    )


def _is_full(mask: Pixels) -> bool:
    """Whether it is a rectangle without a gap."""
    return bool(mask.mean() >= FULL)
