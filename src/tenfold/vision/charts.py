"""Charts: full rectangles of one width that stand on one line, as a screen shows how sure a network
is of each digit; and a single such bar, or a scale of colours. No hand draws them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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


class _Bars(NamedTuple):
    """Rectangles on their ends, all upright or all flat, (n,) each: `feet` are where they stand."""

    widths: NDArray[np.int_]
    lengths: NDArray[np.int_]
    feet: NDArray[np.int_]

    @property
    def alike(self) -> NDArray[np.bool_]:
        """Of each bar whether enough are as wide and stand where it does, and not all as long: a
        fat 1 on squared paper is cut into squares."""

        def is_among(width: int, foot: int) -> bool:
            near = (np.abs(self.widths - width) <= NEAR) & (np.abs(self.feet - foot) <= NEAR)
            lengths = self.lengths[near]
            unequal = lengths.max() >= UNEQUAL * lengths.min()
            return bool(width >= NARROWEST and len(lengths) >= FEWEST and unequal)

        each = zip(self.widths.tolist(), self.feet.tolist(), strict=True)
        return np.array([is_among(*bar) for bar in each], bool)

    def of(self, chosen: NDArray[np.bool_]) -> "_Bars":
        return _Bars(self.widths[chosen], self.lengths[chosen], self.feet[chosen])


def without_charts(pieces: list[Piece]) -> list[Piece]:
    """The pieces but for charts' bars, upright or flat, and the numbers at their feet."""
    bars = [piece for piece in pieces if _is_full(piece.mask)]
    if len(bars) < FEWEST:
        return pieces
    upright = _Bars(*np.array([(bar.width, bar.height, bar.bottom) for bar in bars]).T)
    flat = _Bars(*np.array([(bar.height, bar.width, bar.x) for bar in bars]).T)
    standing, lying = upright.alike, flat.alike
    drawn = {bar for bar, is_drawn in zip(bars, standing | lying, strict=True) if is_drawn}
    above, right = upright.of(standing), flat.of(lying)
    return [p for p in pieces if not (p in drawn or _is_below(p, above) or _is_beside(p, right))]


def _is_below(piece: Piece, bars: _Bars) -> bool:
    """Whether it may be the number at one of the upright bars' feet."""
    near = (bars.feet - NEAR <= piece.y) & (piece.bottom <= bars.feet + REACH * bars.widths)
    return bool((near & (piece.height <= LABEL * bars.widths)).any())


def _is_beside(piece: Piece, bars: _Bars) -> bool:
    """Likewise, at one of the flat ones', on its left."""
    near = (bars.feet - REACH * bars.widths <= piece.x) & (piece.right <= bars.feet + NEAR)
    return bool((near & (piece.height <= LABEL * bars.widths)).any())


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


def _is_full(mask: Pixels) -> bool:
    """Whether it is a rectangle without a gap."""
    return bool(mask.mean() >= FULL)
