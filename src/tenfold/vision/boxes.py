"""Boxes: frames to write in, of one cell or of several side by side, and their rules.

A form's boxes are small beside the page, and the digits in them run over their rules: then the
frame, its digits and the rules between are one component. What tells it from a digit is its
outline: four thin straight sides at right angles.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.colours import Colours
from tenfold.vision.components import within
from tenfold.vision.erasing import erase
from tenfold.vision.lines import Line, agreed
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]

SMALLEST = 20  # pixels: nothing is written in less
ENCLOSED = 0.5  # of a component's box: what a frame that leans encloses at least
MOST_INK = 0.75  # of a component's box: with more it is no frame
SAMPLES = 100  # columns that tell a side
CLOSE = 1.5  # pixels off a side's straight line
ALONG = 0.35  # of a side lies on its straight line: digits run over the rest
WHOLE = 0.9  # of that line is inked
DEEPEST = 1 / 4  # of the frame: so far a side's thickness is measured
THICKEST = 1 / 10  # of the frame's shorter side, and a pixel: a thicker side is a pen's stroke
LEAN = 0.12  # a side's slope, at most
SKEW = 0.04  # how much the slopes of the four sides differ, at most
INKED = 0.88  # of its way across the frame a rule shows
NARROWEST = 0.5  # of its height: a cell's width
UNEVEN = 0.08  # of a cell's width: how far a rule lies aside
SEEN = 0.7  # of the rules between cells: digits hide the others
SOFT = 4  # pixels that a rule's soft edges add to its thickness
CELLS = 3  # with fewer and nothing in them it may be a squared 0 or 8
# A single cell that is large and not wide is drawn on, and what lies beside it are labels.
CANVAS = 0.2  # of the picture's area: that cell's, at least
WIDEST = 1.6  # times its height: that cell's width, at most
WRITTEN = 0.25  # of the frame's height: what is written in it is higher
ROOM = 3  # pixels around a frame that was laid straight, beside its thickness


@dataclass(frozen=True)
class Side:
    """One side of an outline: how far in it lies, `start` + `slope` times the way along it, and
    its thickness in pixels."""

    start: float
    slope: float
    thickness: float

    def opposite(self, length: int) -> "Side":
        """As seen from the other side, so far away."""
        return Side(length - 1 - self.start, -self.slope, self.thickness)

    def moved(self, by: float) -> "Side":
        return replace(self, start=self.start + by)

    def at(self, place: int) -> float:
        return self.start + self.slope * place


@dataclass(frozen=True, eq=False)
class Frame:
    """`corners` (4, 2), x and y, clockwise from the upper left, in the middle of its sides, which
    are `thickness` pixels thick."""

    corners: Floats
    thickness: float

    @property
    def margin(self) -> int:
        """Pixels around it when it is laid straight."""
        return int(np.ceil(self.thickness)) + ROOM

    @cached_property
    def size(self) -> tuple[int, int]:
        """(width, height) of the frame laid straight."""
        sides = np.hypot(*(np.roll(self.corners, -1, axis=0) - self.corners).T)  # (4,)
        return round((sides[0] + sides[2]) / 2), round((sides[1] + sides[3]) / 2)

    def is_canvas(self, area: int) -> bool:
        """Whether it is large in a picture of this area, and no field for a row."""
        width, height = self.size
        return width * height >= CANVAS * area and width <= WIDEST * height

    @cached_property
    def laying(self) -> Floats:
        """The matrix (3, 3) that lays it straight."""
        width, height = self.size
        flat = np.array([(0, 0), (width, 0), (width, height), (0, height)]) + self.margin
        return np.asarray(
            cv2.getPerspectiveTransform(self.corners.astype(np.float32), flat.astype(np.float32))
        )

    def straight(self, mask: Pixels) -> Pixels:
        """What the mask has within it and around it, laid straight."""
        width, height = (side + 2 * self.margin + 1 for side in self.size)
        laid = cv2.warpPerspective(mask, self.laying, (width, height), flags=cv2.INTER_NEAREST)
        return np.asarray(laid, np.uint8)

    def line(self, one: tuple[float, float], other: tuple[float, float], turned: bool) -> Line:
        """The line between two points of the straight frame, in the picture or in the turned
        one."""
        ends = np.array([[one, other]], np.float64)
        ends = cv2.perspectiveTransform(ends, np.linalg.inv(self.laying))[0]  # (2, 2): x, y
        along, aside = (ends[:, 1], ends[:, 0]) if turned else (ends[:, 0], ends[:, 1])
        first, last = (round(float(v)) for v in along)
        return Line(first, np.interp(np.arange(first, last + 1), along, aside), self.thickness)


def erase_boxes(mask: Pixels, levels: Pixels, colours: Colours) -> Pixels:
    """The ink mask uint8 (h, w) without frames; `levels` is the contrast that it was made from."""
    across, down = rules_of_boxes(mask)
    return erase(mask, levels, colours, across, down) if across else mask


def rules_of_boxes(mask: Pixels) -> tuple[list[Line], list[Line]]:
    """The rules across and down (those as of the turned mask) of all frames in an ink mask."""
    height, width = mask.shape
    across: list[Line] = []
    down: list[Line] = []
    for frame in _frames(mask):
        rules = _rules(frame, mask)
        across += [line.between(0, width) for line in rules[0]]
        down += [line.between(0, height) for line in rules[1]]
    return across, down


def _frames(mask: Pixels) -> Iterator[Frame]:
    """Of the mask's components; one within another is no frame to write in."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        x, y, width, height = box = cv2.boundingRect(outline)
        # What is cut off is part of a table.
        if min(width, height) < SMALLEST or not within(np.array(box), mask.shape):
            continue
        if cv2.contourArea(outline) < ENCLOSED * width * height:
            continue  # as most digits, and cheaply
        part = mask[y : y + height, x : x + width]
        frame = _frame(part) if part.mean() <= MOST_INK else None
        if frame is not None:
            yield replace(frame, corners=frame.corners + np.array([x, y]))


def _frame(part: Pixels) -> Frame | None:
    """The frame that a component (h, w) is. Digits may reach out of it above and below, or, seen
    turned, beside it."""
    frame = _frame_between(part)
    if frame is not None:
        return frame
    turned = _frame_between(part.T)
    return turned and replace(turned, corners=turned.corners[[0, 3, 2, 1], ::-1])


def _frame_between(part: Pixels) -> Frame | None:
    """The frame between a component's upper and lower side, if the ends of these are joined by two
    sides at right angles to them, and all are thin."""
    height, width = part.shape
    top = _side(part)
    below = top and _side(part[::-1])
    if top is None or below is None:
        return None
    bottom = below.opposite(height)
    left = _side_between(part, top.at(0), bottom.at(0))
    beyond = _side_between(part[:, ::-1], top.at(width - 1), bottom.at(width - 1))
    if left is None or beyond is None:
        return None
    right = beyond.opposite(width)
    sides = (top, right, bottom, left)
    # A fat stroke may run along two of them.
    thickness = sorted(side.thickness for side in sides)[1]
    slopes = [top.slope, bottom.slope, -left.slope, -right.slope]
    if thickness > THICKEST * min(part.shape) + 1 or max(slopes) - min(slopes) > SKEW:
        return None
    half = (thickness - 1) / 2
    top, right, bottom, left = (
        side.moved(by) for side, by in zip(sides, (half, -half, -half, half), strict=True)
    )
    pairs = ((top, left), (top, right), (bottom, right), (bottom, left))
    frame = Frame(np.array([_meeting(*pair) for pair in pairs]), thickness)
    return frame if min(frame.size) >= SMALLEST else None


def _side_between(part: Pixels, top: float, bottom: float) -> Side | None:
    """The left side of a component in these rows."""
    first = max(0, round(top))
    rows = part[first : round(bottom) + 1].T
    side = _side(rows) if rows.shape[1] >= SMALLEST else None
    return side and side.moved(-side.slope * first)


def _side(part: Pixels) -> Side | None:
    """The upper side of a component (h, w), if it is straight and thin."""
    height, width = part.shape
    columns = np.arange(0, width, 1 + width // SAMPLES)
    across = np.ascontiguousarray(part.T[columns])  # (n, h)
    first = np.where(across.any(axis=1), across.argmax(axis=1), height)
    slope, start = agreed(columns, first.astype(float), CLOSE)
    line = start + slope * columns
    on_it = np.abs(line - first) <= CLOSE
    if abs(slope) > LEAN or on_it.mean() < ALONG:
        return None
    rows = np.clip(np.rint(line).astype(int) + np.array([[-1], [0], [1]]), 0, height - 1)
    if part[rows, columns].any(axis=0).mean() < WHOLE:
        return None
    inwards = first[on_it] + np.arange(int(DEEPEST * height))[:, None]
    inked = part[np.minimum(inwards, height - 1), columns[on_it]]
    return Side(start, slope, float(np.median(np.cumprod(inked, axis=0).sum(axis=0))))


def _meeting(across: Side, down: Side) -> tuple[float, float]:
    """(x, y) where a side across, y for x, and one down, x for y, meet."""
    x = (down.start + down.slope * across.start) / (1 - across.slope * down.slope)
    return x, across.start + across.slope * x


def _rules(frame: Frame, mask: Pixels) -> tuple[list[Line], list[Line]]:
    """The rules across and down of a frame, its sides included; none if it may be a digit, or if it
    is easily told from what is drawn on it: what lies beside that is known by it."""
    straight = frame.straight(mask)
    columns = _places(straight, frame)
    rows = _places(np.ascontiguousarray(straight.T), frame)
    cells = (len(columns) - 1) * (len(rows) - 1)
    if cells < CELLS and not _is_written(straight, frame):
        return [], []
    if cells == 1 and frame.is_canvas(mask.size) and not _is_touched(straight, frame):
        return [], []
    (left, *_, right), (top, *_, bottom) = columns, rows
    return (
        [frame.line((left, y), (right, y), turned=False) for y in rows],
        [frame.line((x, top), (x, bottom), turned=True) for x in columns],
    )


def _places(straight: Pixels, frame: Frame) -> list[float]:
    """The columns of the rules down a straight frame: its sides, which are known, and those
    between, which make cells of one width."""
    margin = frame.margin
    first, last = margin, straight.shape[1] - 1 - margin
    inside = straight[margin : len(straight) - margin]
    near = cv2.dilate(inside, np.ones((1, 3), np.uint8))
    inked = (near.mean(axis=0) >= INKED).astype(np.int8)  # (w,)
    runs = np.flatnonzero(np.diff(inked, prepend=0, append=0)).reshape(-1, 2)
    thin = runs[runs[:, 1] - runs[:, 0] <= frame.thickness + SOFT]
    middles = (thin.sum(axis=1) - 1) / 2
    most = int((last - first) / (NARROWEST * len(inside)))
    for count in range(most, 1, -1) if len(middles) else ():
        ways = np.linspace(first, last, count + 1)[1:-1]
        nearest = middles[np.abs(middles - ways[:, None]).argmin(axis=1)]
        seen = np.abs(nearest - ways) <= UNEVEN * (last - first) / count
        if seen.mean() >= SEEN:
            return [first, *np.where(seen, nearest, ways).tolist(), last]
    return [first, last]


def _is_written(straight: Pixels, frame: Frame) -> bool:
    """Whether something is within a straight frame."""
    rim = 2 * frame.margin
    inside = straight[rim : len(straight) - rim, rim : straight.shape[1] - rim]
    return bool(inside.any(axis=1).sum() >= WRITTEN * frame.size[1])


def _is_touched(straight: Pixels, frame: Frame) -> bool:
    """Whether something reaches the sides of a straight frame from within."""
    rim = frame.margin + int(np.ceil(frame.thickness)) + 1
    inside = straight[rim : len(straight) - rim, rim : straight.shape[1] - rim]
    return any(side.any() for side in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))
