"""Cells: a picture of few large pixels with lines between them, as an editor shows it. The lines
are of one colour, on paper and ink alike, and cut every stroke into squares.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Places = NDArray[np.int64]

STRIP = 32  # pixels from the upper border: the lines begin there
EVEN = 40  # levels between the lightest and the darkest pixel of a line, which JPEG blurs
FEWEST = 12  # lines each way
NARROWEST = 5  # pixels from one line to the next
STANDS_OFF = 6  # levels between a line and what is beside it, where nothing is drawn
REGULAR = 0.8  # of the distances between lines are about the typical one
UNEVEN = 0.15  # of the typical distance: how far those differ from it
ACROSS = 0.3  # of all cells with ink: so many with paper as well are no large pixels


def without_cells(pixels: Pixels) -> Pixels:
    """RGB pixels uint8 (h, w, 3) of the same size, with smooth strokes and no lines where there are
    lines between large pixels; else the same."""
    if len(_columns(_grey(pixels[:STRIP]))) == 0:
        return pixels  # so most pictures end here
    grey = _grey(pixels)
    columns, rows = _columns(grey), _columns(np.ascontiguousarray(grey.T))
    if len(columns) == 0 or len(rows) == 0:
        return pixels
    if _is_written_across(grey, rows, columns):
        return pixels
    size = pixels.shape[1], pixels.shape[0]
    cells = pixels[rows[:, None], columns]  # (rows, columns, 3)
    return np.asarray(cv2.resize(cells, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _is_written_across(grey: Pixels, rows: Places, columns: Places) -> bool:
    """Whether strokes do not keep to the cells, whose middles these are, as on squared paper."""
    # Halfway from a cell's middle to its sides.
    down, across = (int(np.median(np.diff(places))) // 4 for places in (rows, columns))
    near = [(0, 0), (down, 0), (-down, 0), (0, across), (0, -across)]
    last = np.array(grey.shape) - 1
    levels = np.stack(
        [
            grey[np.clip(rows + y, 0, last[0])[:, None], np.clip(columns + x, 0, last[1])]
            for y, x in near
        ]
    )
    uneven = np.ptp(levels, axis=0) > EVEN  # (rows, columns)
    inked = np.abs(levels[0] - np.median(levels[0])) > EVEN
    return bool(uneven.sum() > ACROSS * (inked | uneven).sum())


def _grey(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _columns(grey: Pixels) -> Places:
    """The middles of the cells side by side, in light (h, w)."""
    low, high = (cv2.reduce(grey, 0, how).ravel() for how in (cv2.REDUCE_MIN, cv2.REDUCE_MAX))
    even = np.asarray(high - low <= EVEN)
    if even.sum() < FEWEST:
        return np.zeros(0, np.int64)
    # Paper is even as well, unless lines that stand off cross it.
    level = (low.astype(np.int16) + high) // 2
    off = np.abs(level - np.bincount(level[even]).argmax()) >= STANDS_OFF
    beside_paper = _between(even & off)
    return beside_paper if len(beside_paper) > 0 else _between_lines(grey, even)


def _between_lines(grey: Pixels, even: NDArray[np.bool_]) -> Places:
    """Likewise where all that is even should be lines: but for gaps between what is written, which
    are of the same paper as what is around the ink."""
    found = _between(even)
    if len(found) == 0:
        return found
    lines, others = (np.bincount(grey[:, k].ravel()).argmax() for k in (even, ~even))
    return found if abs(int(lines) - int(others)) >= STANDS_OFF else found[:0]


def _between(is_line: NDArray[np.bool_]) -> Places:
    """The middles of what lies between lines (w,), if there are many, and as far apart as one
    another; else none."""
    inside = np.diff(np.concatenate([[False], is_line, [False]]).astype(np.int8))
    starts, stops = np.flatnonzero(inside == 1), np.flatnonzero(inside == -1)
    if len(starts) < FEWEST:
        return np.zeros(0, np.int64)
    steps = np.diff(starts)
    typical, thick = np.median(steps), np.median(stops - starts)
    regular = np.abs(steps - typical) <= max(1, UNEVEN * typical)
    if typical < NARROWEST or 2 * thick > typical or regular.mean() < REGULAR:
        return np.zeros(0, np.int64)
    ends = np.concatenate([starts, [len(is_line)]])
    begins = np.concatenate([[0], stops])
    wide = ends - begins >= typical / 2
    return np.asarray((begins + ends)[wide] // 2)
