"""Lines in a mask: nearly horizontal, long, thin and straight runs of ink, in parts where strokes
stand on them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

RUN = 1 / 30  # of the width: the shortest straight run; lines up to about 3° have such runs
SHORTEST_RUN = 20  # pixels
SMALL_SIDE = 700  # lines are sought on a picture of about this size
LONG = 0.5  # of the width: the shortest line
BROKEN = 0.2  # likewise, where digits stand on most of it
THICKEST = 5  # pixels: thicker is a stroke or a bar
THICK_SHARE = 1 / 28  # of the shorter side: likewise, where that is more
CROSSING = 3  # pixels beside that: the gaps that lines the other way leave are no wider
THINNESS = 1 / 25  # of its length
SEGMENT = 0.06  # of the width: the shortest part of a line between two digits
CLOSE = 1.5  # pixels off a line: what lies on it
CORE = 0.35  # of its thickness: likewise, where that is more; its soft rim is left out
FITS = 4  # times that a line is laid anew, through what is closest to it
CLOSEST = 0.7  # of a line's columns: as many are close to it
FREE = 0.7  # of a line's columns: the thickest others have a part of a stroke
ANCHORS = 8  # columns near each end of a line, through which it may pass
BESIDE = 2  # pixels that a line lies off the straight way on
WHOLE = 0.8  # of a line's way is inked
MISS = 3.0  # pixels that a line's next part lies off its straight way on
MISS_SHARE = 0.02  # of the gap between: how much further


@dataclass(frozen=True, eq=False)
class Line:
    """One nearly horizontal line: its middle `y` in the columns from `first` on, its thickness in
    pixels."""

    first: int
    y: NDArray[np.float64]
    thickness: float

    @property
    def length(self) -> int:
        return len(self.y)

    @property
    def end(self) -> int:
        """The column behind it."""
        return self.first + self.length

    def around(self, reach: int, height: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(rows (2 reach + 1, n), columns (n,)) of the pixels up to `reach` above and below it, in
        a picture of this height."""
        offsets = np.arange(-reach, reach + 1)[:, None]
        rows = np.clip(np.rint(self.y).astype(int) + offsets, 0, height - 1)
        return rows, np.arange(self.first, self.end)

    def between(self, first: int, end: int) -> "Line":
        """The part of it in these columns; it may have none."""
        first, end = max(first, self.first), min(end, self.end)
        part = slice(first - self.first, max(first, end) - self.first)
        return Line(first, self.y[part], self.thickness)

    def within(self, height: int) -> "Line":
        """The part of it that lies in a picture of this height."""
        inside = np.flatnonzero((self.y >= 0) & (self.y <= height - 1)) + self.first
        if len(inside) == 0:
            return self.between(self.first, self.first)
        return self.between(int(inside[0]), int(inside[-1]) + 1)

    def ends(self, width: int) -> "tuple[Line, Line]":
        """Straight on, from the left border to it and from it to the right, in a picture of this
        width."""
        slope = (self.y[-1] - self.y[0]) / max(1, self.length - 1)
        before = self.y[0] + slope * np.arange(-self.first, 0)
        after = self.y[-1] + slope * np.arange(1, width - self.end + 1)
        return Line(0, before, self.thickness), Line(self.end, after, self.thickness)

    def lengthened(self, before: "Line | None", after: "Line | None") -> "Line":
        """With what lies before and behind it."""
        parts = [part for part in (before, self, after) if part is not None]
        return Line(parts[0].first, np.concatenate([part.y for part in parts]), self.thickness)

    def through(self, width: int) -> "Line":
        """From border to border, straight on."""
        return self.lengthened(*self.ends(width))


@dataclass(frozen=True, eq=False)
class Seen:
    """The lines across a mask, sought once each, and only if they are asked for."""

    mask: Pixels

    @cached_property
    def lines(self) -> list[Line]:
        return lines_across(self.mask)

    @cached_property
    def broken(self) -> list[Line]:
        """All that are BROKEN of the width long or more."""
        return lines_across(self.mask, BROKEN)


def is_inked(line: Line, mask: Pixels) -> bool:
    """Whether the mask has ink along the line, but for a gap."""
    if line.length == 0:
        return False
    found = mask[line.around(BESIDE, len(mask))].any(axis=0)  # (n,)
    return bool(found.mean() >= WHOLE)


def lines_across(mask: Pixels, least: float = LONG) -> list[Line]:
    """The lines of a mask of any size, at least this share of its width long, found on a smaller
    one where every line is as whole."""
    factor = max(1, round(max(mask.shape) / SMALL_SIDE))
    if factor == 1:
        return find_lines(np.ascontiguousarray(mask), least)
    pooled = cv2.dilate(np.ascontiguousarray(mask), np.ones((factor, factor), np.uint8))
    middle = factor // 2
    small = np.ascontiguousarray(pooled[middle::factor, middle::factor])
    return [_enlarged(line, factor, mask.shape[1]) for line in find_lines(small, least)]


def _enlarged(line: Line, factor: int, width: int) -> Line:
    """A line in a picture `factor` times as large and `width` wide."""
    first = line.first * factor
    columns = np.arange(min(width - first, line.length * factor + factor))
    middle = (factor - 1) / 2
    y = np.interp((columns - middle) / factor, np.arange(line.length), line.y) * factor + middle
    return Line(first, y, line.thickness * factor)


def find_lines(mask: Pixels, least: float = LONG) -> list[Line]:
    """Whatever is nearly horizontal, thin, straight and this share of the width long."""
    width = mask.shape[1]
    run = max(SHORTEST_RUN, round(width * RUN))
    if run >= width or mask.size == 0:  # a strip that is reduced may have no pixel left
        return []
    if not cv2.erode(mask, np.ones((1, run), np.uint8)).any():
        return []  # as most pictures, and cheaply
    thin = _thin(mask, least * width)
    if thin is None:
        return []
    runs = cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    if cv2.boundingRect(runs)[2] < least * width:
        return []
    segments = _segments(runs, run, least=max(run, SEGMENT * width))
    lines = [_line(group) for group in _collinear(segments)]
    lines = [line for line in lines if line.length >= least * width]
    return [line for line in lines if line.thickness <= THINNESS * line.length]


def _thin(mask: Pixels, least: float) -> Pixels | None:
    """What has little ink above and below, lines the other way aside; None where it is not even
    together `least` pixels wide."""
    thickest = max(THICKEST, round(THICK_SHARE * min(mask.shape)))
    taller = thickest + 1 | 1  # odd: by an even side OpenCV moves what it opens by a pixel
    strokes = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((taller, 1), np.uint8))
    thin = cv2.subtract(mask, strokes)
    if cv2.boundingRect(thin)[2] < least:
        return None
    # Lines the other way are strokes here: on finely squared paper hardly a run is left between.
    crossings = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, np.ones((1, thickest + CROSSING), np.uint8))
    return np.asarray(cv2.bitwise_and(crossings, mask), dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class Segment:
    """Ink on one smooth curve: the coordinates of its pixels."""

    across: NDArray[np.int64]
    down: NDArray[np.int64]

    @cached_property
    def straight(self) -> tuple[float, float]:
        """(slope, start) of the line through it: each segment is held against many."""
        return _straight(self.across, self.down)

    @cached_property
    def ends(self) -> tuple[int, int]:
        """Its first and its last column."""
        return int(self.across.min()), int(self.across.max())

    def joined(self, other: "Segment") -> "Segment":
        across = np.concatenate([self.across, other.across])
        return Segment(across, np.concatenate([self.down, other.down]))


def _segments(runs: Pixels, run: int, least: float) -> list[Segment]:
    """The runs' pixels, those of one line or of a part of one together, `least` or more."""
    bridged = cv2.dilate(runs, np.ones((3, run), np.uint8))
    step = max(1, run // 4)  # bridged runs are long: every so manyth column shows which meet
    _, labels = cv2.connectedComponents(np.ascontiguousarray(bridged[:, ::step]), connectivity=8)
    across, down = cv2.findNonZero(runs).reshape(-1, 2).T.astype(np.int64)
    owners = labels[down, across // step]
    order = np.argsort(owners, kind="stable")
    ends = np.flatnonzero(np.diff(owners[order])) + 1
    groups = np.split(order, ends)
    trimmed = [_trimmed(across[group], down[group]) for group in groups if group.size >= least]
    return [segment for segment in trimmed if segment.across.size >= least]


def _trimmed(across: NDArray[np.int64], down: NDArray[np.int64]) -> Segment:
    """The pixels that lie on one line, without digits' strokes that hang on it."""
    columns, owner, sizes = np.unique(across, return_inverse=True, return_counts=True)
    heights = np.bincount(owner, down) / sizes
    reach = max(CLOSE, CORE * float(np.median(sizes)))
    slope, start = agreed(columns, heights, reach)
    for _ in range(FITS):  # of what is close to it, the best line: a long one is a little bent
        off = np.abs(start + slope * across - down)
        nearest = np.full(len(columns), np.inf)
        np.minimum.at(nearest, owner, off)  # a column of a stroke is no more than one of the line
        kept = off <= max(reach, float(np.quantile(nearest, CLOSEST)))
        slope, start = _straight(across[kept], down[kept])
    return Segment(across[kept], down[kept])


def agreed(
    columns: NDArray[np.int64], heights: NDArray[np.float64], reach: float
) -> tuple[float, float]:
    """(slope, start) of the line that most columns agree on, of those through two of them (Fischler
    and Bolles 1981, "random sample consensus", without the chance)."""
    third = -(-len(columns) // 3)
    some = np.linspace(0, third - 1, ANCHORS).astype(int)
    left, right = (part.ravel() for part in np.meshgrid(some, len(columns) - 1 - some))
    slopes = (heights[right] - heights[left]) / np.maximum(1, columns[right] - columns[left])
    starts = heights[left] - slopes * columns[left]
    off = np.abs(starts[:, None] + slopes[:, None] * columns - heights)  # (pairs, columns)
    best = int((off <= reach).sum(axis=1).argmax())
    return float(slopes[best]), float(starts[best])


def _straight(across: NDArray[np.int64], down: NDArray[np.int64]) -> tuple[float, float]:
    """(slope, start) by least squares."""
    middle_x, middle_y = across.mean(), down.mean()
    spread = ((across - middle_x) ** 2).sum()
    slope = ((across - middle_x) * (down - middle_y)).sum() / spread if spread else 0.0
    return float(slope), float(middle_y - slope * middle_x)


def _collinear(segments: list[Segment]) -> list[Segment]:
    """Segments that continue one another, such as a line's parts between digits, joined."""
    groups: list[Segment] = []
    # The longest first: a stroke has many pixels, but is short.
    for segment in sorted(segments, key=lambda s: s.ends[0] - s.ends[1]):
        for index, group in enumerate(groups):
            if _continues(group, segment):
                groups[index] = group.joined(segment)
                break
        else:
            groups.append(segment)
    return groups


def _continues(group: Segment, segment: Segment) -> bool:
    """Whether both ends of a segment lie where the group, straight on, would pass."""
    slope, start = group.straight
    own_slope, own_start = segment.straight
    first, last = group.ends

    def is_near(end: int) -> bool:
        beyond = max(first - end, end - last, 0)
        off = abs(start + slope * end - own_start - own_slope * end)
        return off <= MISS + MISS_SHARE * beyond

    return all(map(is_near, segment.ends))


def _line(segment: Segment) -> Line:
    first, last = segment.ends
    middle = (first + last) / 2
    columns = np.arange(first, last + 1)
    curve = np.polyfit(segment.across - middle, segment.down, 2)
    _, sizes = np.unique(segment.across, return_counts=True)
    thickness = float(np.quantile(sizes, FREE))
    return Line(first, np.polyval(curve, columns - middle), thickness)
