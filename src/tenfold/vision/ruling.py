"""Ruling: lines of ruled and squared paper, tables and forms, taken out of the ink.

A line is a long thin straight run of ink. It is erased column by column, except where a stroke
crosses it: there the ink is thicker than the line is elsewhere (staff removal, as in Carter and Bacon 1992).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

RUN = 1 / 30  # of the longer side: the shortest straight run; lines up to about 3° have such runs
LONG = 0.35  # of the longer side: the shortest line when there are several
SPAN = 0.9  # of the width: a line this long is one even if it is the only one
SEVERAL = 3
THICKEST = 1 / 60  # of the longer side: thicker is a stroke or a bar
STRAY = 1.5  # thicknesses that a line may leave its own smooth curve


@dataclass(frozen=True)
class Line:
    """One nearly horizontal line: its middle `y` for the columns first..first + len(y), thickness in
    pixels."""

    first: int
    y: NDArray[np.float64]
    thickness: float

    @property
    def length(self) -> int:
        return len(self.y)


def erase_ruling(mask: Pixels, faint: Pixels) -> Pixels:
    """The ink mask without lines. `faint` is a mask with a lower threshold, where faint lines are
    whole; both uint8 (h, w), 0 or 1."""
    across = find_lines(faint)
    down = find_lines(np.ascontiguousarray(faint.T))
    if across:
        mask = _erase(mask, across)
    if down:
        mask = np.ascontiguousarray(_erase(np.ascontiguousarray(mask.T), down).T)
    return mask


def find_lines(mask: Pixels) -> list[Line]:
    """The nearly horizontal lines."""
    height, width = mask.shape
    run = max(12, round(max(mask.shape) * RUN))
    if run >= width:
        return []
    runs = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    if not runs.any():
        return []
    bridged = cv2.dilate(runs, np.ones((3, run), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bridged, connectivity=8)
    lines = []
    for label in range(1, count):
        if stats[label, 2] >= LONG * max(mask.shape):
            lines += _line(runs, labels, stats[label], label)
    lines = [ln for ln in lines if ln.thickness <= max(3.0, THICKEST * max(mask.shape))]
    whole = [ln for ln in lines if ln.length >= SPAN * width and width >= LONG * height]
    return lines if len(lines) >= SEVERAL else whole


def _line(
    runs: Pixels, labels: NDArray[np.int32], stat: NDArray[np.int32], label: int
) -> list[Line]:
    """The component as a line, if it is straight enough: [] or one."""
    x, y, width, height = (int(v) for v in stat[:4])
    part = runs[y : y + height, x : x + width] * (labels[y : y + height, x : x + width] == label)
    thick = part.sum(axis=0, dtype=np.int64)  # (width,)
    there = np.flatnonzero(thick)
    if len(there) < 0.5 * width:
        return []
    thickness = float(np.median(thick[there]))
    middle = (part * np.arange(height)[:, None]).sum(axis=0)[there] / thick[there]
    curve = np.polynomial.Polynomial.fit(there, middle, 2)
    off = np.abs(curve(there) - middle)
    usual = off <= STRAY * thickness
    if usual.mean() < 0.7:
        return []
    curve = np.polynomial.Polynomial.fit(there[usual], middle[usual], 2)
    columns = np.arange(there[0], there[-1] + 1)
    return [Line(x + int(there[0]), y + curve(columns), thickness)]


def _erase(mask: Pixels, lines: list[Line]) -> Pixels:
    mask = mask.copy()
    for line in lines:
        _erase_one(mask, line)
    return mask


def _erase_one(mask: Pixels, line: Line) -> None:
    """Clears the line's ink in place wherever no stroke crosses it."""
    reach = int(np.ceil(2 * line.thickness)) + 2
    columns = np.arange(line.first, line.first + line.length)  # (n,)
    offsets = np.arange(-reach, reach + 1)[:, None]
    rows = np.clip(np.rint(line.y).astype(int) + offsets, 0, mask.shape[0] - 1)  # (2 reach + 1, n)
    near = mask[rows, columns]
    # A crossing stroke fills the window's rim above or below the line.
    limit = int(np.ceil(line.thickness)) + 1
    core = np.abs(offsets[:, 0]) <= limit
    crossed = near[np.abs(offsets[:, 0]) == limit + 1].any(axis=0)  # (n,)
    cleared = near.copy()
    cleared[np.ix_(core, ~crossed)] = 0
    mask[rows, columns] = cleared
