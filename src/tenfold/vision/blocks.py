"""Blocks: a picture of few pixels that was enlarged without smoothing, so that each is a square.
Their corners and steps are none of the pen's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Edges = NDArray[np.int64]

SAMPLED = 16  # rows: in most pictures so few show edges beside each other
STEP = 0.15  # of all levels between the darkest and the lightest: an edge, and no noise of a JPEG
LEAST_STEP = 8  # levels
NARROWEST = 3  # pixels: the side of a block
FEWEST = 4  # edges each way
OFF = 1.0  # pixels: how far an edge is off its place, where blocks are of no whole pixels


@dataclass(frozen=True)
class Grid:
    """Blocks side by side: where one of them begins, and how wide all are, in pixels."""

    start: float
    side: float

    def middles(self, size: int) -> NDArray[np.float64]:
        """The middles of the blocks that lie within `size` pixels."""
        first = self.start % self.side - self.side / 2 - 0.5
        middles = np.arange(first, size, self.side)
        return middles[(middles >= 0) & (middles <= size - 1)]


@dataclass(frozen=True, eq=False)
class Blocks:
    """A picture's blocks: their colours (rows, columns, 3), the map (2, 3) from them to its pixels,
    and its width and height."""

    colours: Pixels
    place: NDArray[np.float64]
    size: tuple[int, int]

    def smooth(self) -> Pixels:
        """The picture (h, w, 3), the blocks being its pixels before it was enlarged."""
        how, beyond = cv2.INTER_CUBIC, cv2.BORDER_REPLICATE
        smooth = cv2.warpAffine(self.colours, self.place, self.size, flags=how, borderMode=beyond)
        return np.asarray(smooth, np.uint8)


def find_blocks(pixels: Pixels) -> Blocks | None:
    """The blocks of RGB pixels uint8 (h, w, 3); None unless all edges lie on a grid."""
    if min(pixels.shape[:2]) < FEWEST * NARROWEST:
        return None
    some = np.ascontiguousarray(pixels[:: max(1, len(pixels) // SAMPLED)])
    step = max(LEAST_STEP, STEP * float(np.ptp(some)))
    if _grid(_edges(some, step)) is None:
        return None  # so most pictures end here
    across, down = (_grid(_edges(way, step)) for way in (pixels, pixels.swapaxes(0, 1)))
    return _blocks(pixels, across, down) if across and down else None


def without_blocks(pixels: Pixels) -> Pixels:
    """Pixels of the same size with smooth strokes, if they are blocks; else the same."""
    blocks = find_blocks(pixels)
    return pixels if blocks is None else blocks.smooth()


def _edges(pixels: Pixels, step: float) -> Edges:
    """The columns that in some row differ from those before them."""
    steps = cv2.absdiff(np.ascontiguousarray(pixels[:, 1:]), np.ascontiguousarray(pixels[:, :-1]))
    highest = cv2.reduce(steps, 0, cv2.REDUCE_MAX)[0]  # (w - 1, 3)
    return np.flatnonzero(highest.max(axis=1) > step) + 1


def _grid(edges: Edges) -> Grid | None:
    """The grid that all edges lie on; None if there is none, or they are too near each other."""
    if len(edges) < FEWEST:
        return None
    gaps = np.diff(edges)
    narrowest = int(gaps.min())
    if narrowest < NARROWEST:
        return None
    side = float(gaps[gaps <= narrowest + 1].mean())
    count = np.concatenate([[0], np.cumsum(np.rint(gaps / side))])  # blocks from the first edge
    side, start = np.polyfit(count, edges, 1)
    off = np.abs(start + side * count - edges).max()
    return Grid(float(start), float(side)) if off <= OFF else None


def _blocks(pixels: Pixels, across: Grid, down: Grid) -> Blocks:
    height, width = pixels.shape[:2]
    x, y = across.middles(width), down.middles(height)
    inner = cv2.blur(pixels, (int(across.side / 2), int(down.side / 2)))  # but for a JPEG's rings
    colours = inner[np.rint(y).astype(int)[:, None], np.rint(x).astype(int)]
    place = np.array([[across.side, 0, x[0]], [0, down.side, y[0]]])
    return Blocks(np.asarray(colours, np.uint8), place, (width, height))
