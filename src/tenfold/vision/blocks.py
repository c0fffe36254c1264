"""Blocks: a picture of few pixels that was enlarged without smoothing, so that each is a square.
Their corners and steps are none of the pen's.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Places = NDArray[np.int64]

SAMPLED = 16  # rows: in most pictures so few show edges beside each other
STEP = 0.15  # of all levels between the darkest and the lightest: an edge, and no noise of a JPEG
LEAST_STEP = 8  # levels
NARROWEST = 3  # pixels: the side of a block
FEWEST = 4  # edges each way
OFF = 1.0  # pixels: how far an edge is off its place, where blocks are of no whole pixels


def without_blocks(pixels: Pixels) -> Pixels:
    """RGB pixels uint8 (h, w, 3) of the same size, with smooth strokes where all edges lie on a
    grid; else the same."""
    if min(pixels.shape[:2]) < FEWEST * NARROWEST:
        return pixels
    some = np.ascontiguousarray(pixels[:: max(1, len(pixels) // SAMPLED)])
    step = max(LEAST_STEP, STEP * float(np.ptp(some)))
    if _grid(_edges(some, step)) is None:
        return pixels  # so most pictures end here
    across, down = (_grid(_edges(way, step)) for way in (pixels, pixels.swapaxes(0, 1)))
    if across is None or down is None:
        return pixels
    return _smooth(pixels, across, down)


def _edges(pixels: Pixels, step: float) -> Places:
    """The columns that in some row differ from those before them."""
    steps = cv2.absdiff(np.ascontiguousarray(pixels[:, 1:]), np.ascontiguousarray(pixels[:, :-1]))
    highest = cv2.reduce(steps, 0, cv2.REDUCE_MAX)[0]  # (w - 1, 3)
    return np.flatnonzero(highest.max(axis=1) > step) + 1


def _grid(edges: Places) -> tuple[float, float] | None:
    """Where a block begins, and how wide all are; None if there are no blocks."""
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
    return (float(start), float(side)) if off <= OFF else None


def _smooth(pixels: Pixels, across: tuple[float, float], down: tuple[float, float]) -> Pixels:
    """The blocks as pixels, enlarged anew."""
    height, width = pixels.shape[:2]
    x, y = _middles(across, width), _middles(down, height)
    own = cv2.blur(pixels, (int(across[1] / 2), int(down[1] / 2)))  # a block's own colour
    small = own[np.rint(y).astype(int)[:, None], np.rint(x).astype(int)]  # (blocks, blocks, 3)
    place = np.array([[across[1], 0, x[0]], [0, down[1], y[0]]])
    how = cv2.INTER_CUBIC
    smooth = cv2.warpAffine(
        small, place, (width, height), flags=how, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(smooth, np.uint8)


def _middles(grid: tuple[float, float], size: int) -> NDArray[np.float64]:
    """The middles of the blocks that lie within `size` pixels."""
    start, side = grid
    first = start % side - side / 2 - 0.5
    middles = np.arange(first, size, side)
    return middles[(middles >= 0) & (middles <= size - 1)]
