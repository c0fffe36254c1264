"""Ruling: lines of ruled and squared paper, tables and forms, taken out of the ink.

A line is a long thin straight run of ink. It is erased column by column, except where a stroke
crosses it: there the ink is thicker than the line is elsewhere (staff removal, as in Carter and
Bacon 1992).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

RUN = 1 / 30  # of the width: the shortest straight run; lines up to about 3° have such runs
SHORTEST_RUN = 20  # pixels
SMALL_SIDE = 700  # lines are sought on a picture of about this size
REST, FEW = 0.03, 3  # of the ink: what must remain beside the lines, when they are fewer than this
LONG = 0.5  # of the width: the shortest line when there are several
ALIKE = 1.25  # times as thick as is typical, and as much shorter: what ends somewhere is a stroke
BROKEN = 0.2  # likewise, of squared paper's lines that digits stand on
FEWEST = 2  # lines that reach the border, or go the other way: others may be ruled as well
SPAN = 0.97  # of the width: a line this long is one even if it is the only one
SEVERAL = 4  # lines side by side, across or down: then it is ruled paper. A squared 8 has three
NEAR, FAR = 0.05, 0.4  # of the width: how far from the border a line may end, on ruled paper
WHOLE = 0.8  # of that way is inked
THICKEST, THICK_SHARE = 5, 1 / 28  # pixels, or of the shorter side: thicker is a stroke or a bar
THINNESS = 1 / 25  # of its length
SEGMENT = 0.06  # of the width: the shortest part of a line between two digits
DARKER = 1.6  # times the line's level: that is a stroke on it
MISS, MISS_SHARE = (
    3.0,
    0.02,
)  # pixels, and of the gap between, that a line's next part may lie off it


@dataclass(frozen=True)
class Line:
    """One nearly horizontal line: its middle `y` in the columns from `first` on, its thickness in
    pixels."""

    first: int
    y: NDArray[np.float64]
    thickness: float

    @property
    def length(self) -> int:
        return len(self.y)


def erase_ruling(mask: Pixels, faint: Pixels, levels: Pixels) -> Pixels:
    """The ink mask without lines. `faint` is a mask with a lower threshold, where faint lines are
    whole; both uint8 (h, w), 0 or 1. `levels` is the contrast that they were made from."""
    across, down = _lines_across(faint), _lines_across(faint.T)
    several = max(len(across), len(down)) >= SEVERAL
    if len(across) < SEVERAL and len(down) >= FEWEST:
        across = _squared(across, faint)
    if len(down) < SEVERAL and len(across) >= FEWEST:
        down = _squared(down, faint.T)
    across, down = _ruling(across, faint, several), _ruling(down, faint.T, several)
    if not across and not down:
        return mask
    clean = mask.copy()
    for line in across:
        _erase(clean, levels, line)
    for line in down:
        _erase(clean.T, levels.T, line)
    # A thin 1 in a tight crop runs from border to border as well.
    few = len(across) + len(down) < FEW
    return mask if few and clean.sum() <= REST * mask.sum() else clean


def _squared(lines: list[Line], mask: Pixels) -> list[Line]:
    """The lines across paper that is ruled the other way, and so perhaps squared: digits hide most
    of them in a tight picture, but at the border SEVERAL are to be seen."""
    width = mask.shape[1]
    broken = [_to_border(line, mask, NEAR) for line in _lines_across(mask, BROKEN)]
    ended = [x for x in broken if x.first == 0 or x.first + x.length == width]
    return [_through(line, width) for line in ended] if len(ended) >= SEVERAL else lines


def _ruling(lines: list[Line], mask: Pixels, several: bool) -> list[Line]:
    """The lines up to the border, where the mask shows them there. Of those that do not reach it
    only what is among SEVERAL, and as thin as they or as long: a 4 on ruled paper has long strokes
    across and down, and a table's lines end before the border."""
    span = SPAN * mask.shape[1]
    lines = [_to_border(line, mask, NEAR) for line in lines]
    if several or sum(line.length >= span for line in lines) >= FEWEST:
        lines = [_to_border(line, mask, FAR) for line in lines]
    if len(lines) < SEVERAL:
        return [line for line in lines if line.length >= span]
    thickest = ALIKE * float(np.median([line.thickness for line in lines]))
    shortest = float(np.median([line.length for line in lines])) / ALIKE
    return [x for x in lines if x.thickness <= thickest or x.length >= shortest]


def _lines_across(mask: Pixels, least: float = LONG) -> list[Line]:
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
    if run >= width:
        return []
    if not cv2.erode(mask, np.ones((1, run), np.uint8)).any():
        return []  # as most pictures, and cheaply
    thickest = max(THICKEST, round(THICK_SHARE * min(mask.shape)))
    taller = thickest + 1 | 1  # odd: by an even side OpenCV moves what it opens by a pixel
    strokes = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((taller, 1), np.uint8))
    thin = cv2.subtract(mask, strokes)  # what has little ink above and below
    runs = cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    if cv2.boundingRect(runs)[2] < least * width:
        return []
    segments = _segments(runs, run, least=max(run, SEGMENT * width))
    lines = [_line(group) for group in _collinear(segments)]
    lines = [line for line in lines if line.length >= least * width]
    return [line for line in lines if line.thickness <= THINNESS * line.length]


@dataclass(frozen=True)
class Segment:
    """Ink on one smooth curve: the coordinates of its pixels."""

    across: NDArray[np.int64]
    down: NDArray[np.int64]

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
    """The pixels that lie on one line; digits' strokes that hang on it are left out step by step
    (least trimmed squares)."""
    kept = np.ones(len(across), bool)
    for _ in range(4):
        slope, start = _straight(across[kept], down[kept])
        off = np.abs(start + slope * across - down)
        kept = off <= max(1.5, float(np.quantile(off, 0.7)))
    return Segment(across[kept], down[kept])


def _straight(across: NDArray[np.int64], down: NDArray[np.int64]) -> tuple[float, float]:
    """(slope, start) by least squares."""
    middle_x, middle_y = across.mean(), down.mean()
    spread = ((across - middle_x) ** 2).sum()
    slope = ((across - middle_x) * (down - middle_y)).sum() / spread if spread else 0.0
    return float(slope), float(middle_y - slope * middle_x)


def _collinear(segments: list[Segment]) -> list[Segment]:
    """Segments that continue one another, such as a line's parts between digits, joined."""
    groups: list[Segment] = []
    for segment in sorted(segments, key=lambda s: -s.across.size):
        for index, group in enumerate(groups):
            if _continues(group, segment):
                groups[index] = group.joined(segment)
                break
        else:
            groups.append(segment)
    return groups


def _continues(group: Segment, segment: Segment) -> bool:
    """Whether both ends of a segment lie where the group, straight on, would pass."""
    slope, start = _straight(group.across, group.down)
    own_slope, own_start = _straight(segment.across, segment.down)
    ends = np.array([segment.across.min(), segment.across.max()])
    beyond = np.maximum(group.across.min() - ends, ends - group.across.max())
    off = np.abs(start + slope * ends - own_start - own_slope * ends)
    return bool((off <= MISS + MISS_SHARE * np.maximum(beyond, 0)).all())


def _line(segment: Segment) -> Line:
    first, last = int(segment.across.min()), int(segment.across.max())
    middle = (first + last) / 2
    columns = np.arange(first, last + 1)
    curve = np.polyfit(segment.across - middle, segment.down, 2)
    thickness = segment.across.size / len(np.unique(segment.across))
    return Line(first, np.polyval(curve, columns - middle), thickness)


def _to_border(line: Line, mask: Pixels, most: float) -> Line:
    """The line with its ends, where ink goes on to the picture's border over at most this share of
    the width: between a crossing line and the border a run is too short to be found."""
    width, end = mask.shape[1], line.first + line.length
    left, right = _ends(line, width)
    furthest = max(SHORTEST_RUN, most * width)
    if len(left) > furthest or not _inked(mask, 0, left):
        left = left[:0]
    if len(right) > furthest or not _inked(mask, end, right):
        right = right[:0]
    return _lengthened(line, left, right)


def _through(line: Line, width: int) -> Line:
    """The line from border to border, straight on."""
    return _lengthened(line, *_ends(line, width))


def _ends(line: Line, width: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The heights of the line, straight on, from the left border to it and from it to the right."""
    slope = (line.y[-1] - line.y[0]) / max(1, line.length - 1)
    before = np.arange(-line.first, 0)
    after = np.arange(1, width - line.first - line.length + 1)
    return line.y[0] + slope * before, line.y[-1] + slope * after


def _lengthened(line: Line, left: NDArray[np.float64], right: NDArray[np.float64]) -> Line:
    y = np.concatenate([left, line.y, right])
    return Line(line.first - len(left), y, line.thickness)


def _inked(mask: Pixels, first: int, y: NDArray[np.float64]) -> bool:
    """Whether the mask has ink along these heights, but for a gap."""
    rows = np.clip(np.rint(y).astype(int) + np.array([[-1], [0], [1]]), 0, mask.shape[0] - 1)
    found = mask[rows, first + np.arange(len(y))].any(axis=0)  # (n,)
    return len(y) > 0 and bool(found.mean() >= WHOLE)


def _erase(mask: Pixels, levels: Pixels, line: Line) -> None:
    """Clears the line's ink in place wherever no stroke crosses it."""
    reach = int(np.ceil(line.thickness)) + 2
    columns = np.arange(line.first, line.first + line.length)  # (n,)
    offsets = np.arange(-reach, reach + 1)[:, None]
    rows = np.clip(np.rint(line.y).astype(int) + offsets, 0, mask.shape[0] - 1)  # (2 reach + 1, n)
    near, strength = mask[rows, columns], levels[rows, columns]
    # A crossing stroke shows above or below the line, or is darker than the line.
    crossed = near[np.abs(offsets[:, 0]) == reach].any(axis=0)  # (n,)
    # The line may lie a pixel beside its curve: it was found on a smaller picture.
    level = np.median(strength[reach - 1 : reach + 2].max(axis=0))
    own = strength <= DARKER * level
    mask[rows, columns] = np.where(own & ~crossed, 0, near)
