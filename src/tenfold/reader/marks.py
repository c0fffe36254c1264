"""Marks that most of the world adds to digits and MNIST's writers do not: a bar across a 7, a flag
at a 1, now and then a foot or a serif; and the ends of a 0, which begins above its top or ends
within. They are drawn onto MNIST's own digits, which vary more than drawn ones do.
"""

from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.drawing import FINE, INK, SIDE, enlarged
from tenfold.vision.normalise import BOX
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Point = tuple[float, float]  # x, y
Line = NDArray[np.float64]  # (n, 2): x, y

PEN = (0.75, 1.05)  # of the digit's own pen: a mark's
SOFT = 1.5  # sd of a mark's edge, in fine pixels: MNIST's own
FOOT_AT = 0.96  # of a digit's height: where its foot is
# A bar across a 7.
ACROSS = (0.38, 0.72)  # of the 7's height: where it lies
RISE = (4.0, 9.0)  # degrees that it rises to the right: mean and sd
LEFT = (0.18, 0.5)  # of the 7's width, or of half its height if that is more: how far it reaches
RIGHT = (0.18, 0.6)  # likewise
LONGER = (0.5, 0.95)  # likewise to the right, as long as a 2's foot
LONG = 0.25  # share of the bars that are so long
RETRACED = 0.35  # share to which the pen was not lifted: it went back from the foot
ASIDE = 0.15  # of the 7's height: how far the foot is right of where such a bar begins, at least
# A serif of a 7 with a bar.
SERIF = (0.06, 0.18)  # of the 7's height: its length
SERIF_LEANS = (-0.5, 0.3)  # of its length: how far to the right it ends
SERIFS = 0.3  # share of those 7s
SERIF_AT = 1.5  # fine pixels from the 7's left side
BEGINNING_WIDTH = 3  # fine pixels from there: where the 7's pen began
BELOW = 2  # fine pixels from the top of that to the serif
HOLE = 12  # fine pixels: a 7 whose bar closes more than that may be a 4 or a 9
# A flag at a 1.
FLAG_AT = 0.05  # of the 1's height: where its top is
FLAG = (0.18, 0.5)  # of the 1's height: its length
STEEP = (30.0, 68.0)  # degrees below level: else it is a 7's
OFF_STEM = 22.0  # degrees, at least: else it seems none
# A foot of a 1 with a flag.
FOOT = (0.15, 0.35)  # of the 1's height: how far it reaches to either side
FOOT_FALLS = 0.12  # of that: sd of how far it falls
FEET = 0.25  # share of those 1s
# The ends of a 0.
TOP_AT = 0.06  # of the 0's height: where they meet
BEGINNING = (0.08, 0.3)  # of the 0's height: how far the one reaches beyond its top
END = (0.12, 0.45)  # likewise: how far the other reaches into it
BEGINS, ENDS = 75.0, 55.0  # degrees off upright, at most
ONE_END = 0.35  # share of the 0s with a beginning alone
OTHER_END = 0.3  # likewise, with an end alone
BOTH_ENDS = 0.15  # likewise, with both
BEND = 0.06  # sd of a line's sag, of its length
PARTS = 8  # of a line that is bent
SHIFT = 4  # bits of a pixel's fractions, for OpenCV
OFF_MIDDLE = 90  # percent of a digit's ink: the rest is the middle of its stroke


class Marks(NamedTuple):
    """Lines to draw onto a digit, and how many more holes than it has they may make."""

    lines: list[Line]
    least_holes: int = -9  # a mark may fill one
    most_holes: int = 0


def marked(x: Pixels, y: Pixels, rng: Generator) -> Pixels:
    """MNIST's 0s, 1s and 7s (n, 28, 28), whose classes are y, with marks: (n, 28, 28). A digit
    stays as it is where a mark would make another of it."""
    pictures = [_marked(image, int(label), rng) for image, label in zip(x, y, strict=True)]
    return np.array(pictures, np.uint8).reshape(-1, 28, 28)


def _marked(image: Pixels, label: int, rng: Generator) -> Pixels:
    large = enlarged(image)
    digit = (large > INK).astype(np.uint8)
    if not digit.any():
        return image
    marks = MARKS[label](digit, rng)
    if not marks.lines:
        return image
    both = np.maximum(large, _drawn(marks.lines, _pen(digit), rng))
    more = _holes(both) - _holes(large)
    return _boxed(both) if marks.least_holes <= more <= marks.most_holes else image


def _pen(digit: Pixels) -> float:
    """The width of most of its stroke, in fine pixels."""
    to_edge = cv2.distanceTransform(digit, cv2.DIST_L2, cv2.DIST_MASK_5)
    return 2 * float(np.percentile(to_edge[digit > 0], OFF_MIDDLE))


def _crossing(digit: Pixels, rng: Generator) -> Marks:
    _, y, width, height = cv2.boundingRect(digit)
    row = y + height * rng.uniform(*ACROSS)
    stem = _stem(digit, row)
    if stem is None:
        return Marks([])
    reach = max(width, height / 2)
    slope = np.tan(np.radians(rng.normal(*RISE)))
    left = reach * rng.uniform(*LEFT)
    right = reach * rng.uniform(*(LONGER if rng.random() < LONG else RIGHT))
    begin = stem - left, row + slope * left
    bar = _bent(begin, (stem + right, row - slope * right), rng)
    low = y + FOOT_AT * height
    foot = _stem(digit, low)
    if foot is not None and foot - begin[0] > ASIDE * height and rng.random() < RETRACED:
        return Marks([bar, _bent((foot, low), begin, rng)], 1, 1)  # a triangle, which stays open
    return Marks([bar, *([_serif(digit, rng)] if rng.random() < SERIFS else [])])


def _serif(digit: Pixels, rng: Generator) -> Line:
    """Down from where the pen began."""
    x, _, _, height = cv2.boundingRect(digit)
    begin = (
        x + SERIF_AT,
        float(np.flatnonzero(digit[:, x : x + BEGINNING_WIDTH].any(axis=1)).min() + BELOW),
    )
    length = height * rng.uniform(*SERIF)
    aside = length * rng.uniform(*SERIF_LEANS)
    return _bent(begin, (begin[0] + aside, begin[1] + length), rng)


def _ends(digit: Pixels, rng: Generator) -> Marks:
    _, y, _, height = cv2.boundingRect(digit)
    top = y + TOP_AT * height
    middle = _stem(digit, top)
    kind = rng.choice(4, p=[ONE_END, OTHER_END, BOTH_ENDS, 1 - ONE_END - OTHER_END - BOTH_ENDS])
    if middle is None or kind == 3:
        return Marks([])
    closed = middle, top
    beginning = _away(closed, -height * rng.uniform(*BEGINNING), rng.uniform(-BEGINS, BEGINS))
    end = _away(closed, height * rng.uniform(*END), rng.uniform(-ENDS, ENDS))
    lines = [_bent(beginning, closed, rng), _bent(closed, end, rng)]
    return Marks([lines[:1], lines[1:], lines][kind], most_holes=1)


def _away(point: Point, down: float, degrees: float) -> Point:
    """So far below a point, or above it, in a direction so far off upright."""
    angle = np.radians(degrees)
    return point[0] + abs(down) * np.sin(angle), point[1] + down * np.cos(angle)


def _flag(digit: Pixels, rng: Generator) -> Marks:
    _, y, _, height = cv2.boundingRect(digit)
    top, foot = y + FLAG_AT * height, y + FOOT_AT * height
    over, under = _stem(digit, top), _stem(digit, foot)
    if over is None or under is None:
        return Marks([])
    steepest = np.degrees(np.arctan2(foot - top, over - under)) - OFF_STEM
    if steepest < STEEP[0]:
        return Marks([])
    angle = np.radians(rng.uniform(STEEP[0], min(STEEP[1], steepest)))
    length = height * rng.uniform(*FLAG)
    begin = over - length * np.cos(angle), top + length * np.sin(angle)
    lines = [_bent(begin, (over, top), rng)]
    if rng.random() < FEET:
        half = height * rng.uniform(*FOOT)
        fall = half * rng.normal(0, FOOT_FALLS)
        lines.append(_bent((under - half, foot + fall), (under + half, foot - fall), rng))
    return Marks(lines)


def _stem(digit: Pixels, row: float) -> float | None:
    """The middle of the last stroke that a row meets, if it meets any."""
    inked = np.flatnonzero(digit[int(np.clip(row, 0, SIDE - 1))])
    if len(inked) == 0:
        return None
    strokes = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)
    return float(strokes[-1].mean())


def _bent(begin: Point, end: Point, rng: Generator) -> Line:
    first, along = np.array(begin), np.subtract(end, begin)
    way = np.linspace(0, 1, PARTS + 1)[:, None]
    sag = rng.normal(0, BEND) * 4 * way * (1 - way)
    return np.asarray(first + way * along + sag * np.array([-along[1], along[0]]))


def _drawn(lines: list[Line], pen: float, rng: Generator) -> Pixels:
    """Lines as soft ink (112, 112)."""
    layer = np.zeros((SIDE, SIDE), np.uint8)
    for line in lines:
        points = np.round(line * 2**SHIFT).astype(np.int32)
        width = max(2, round(pen * rng.uniform(*PEN)))
        cv2.polylines(layer, [points], False, 255, width, cv2.LINE_AA, SHIFT)
    return np.asarray(cv2.GaussianBlur(layer, (0, 0), SOFT), np.uint8)


def _holes(ink: Pixels) -> int:
    """Parts of the paper, what is around the digit among them."""
    paper = (ink <= INK).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    return int((stats[1:count, cv2.CC_STAT_AREA] >= HOLE).sum())


def _boxed(ink: Pixels) -> Pixels:
    """Soft ink (112, 112) as MNIST has it (28, 28): its box's longer side is 20 pixels."""
    x, y, width, height = cv2.boundingRect((ink > INK // 2).astype(np.uint8))
    scale = BOX / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(ink[y : y + height, x : x + width], size, interpolation=cv2.INTER_AREA)
    page = np.zeros((SIDE // FINE, SIDE // FINE), np.uint8)
    left, top = (len(page) - size[0]) // 2, (len(page) - size[1]) // 2
    page[top : top + size[1], left : left + size[0]] = small
    return page


MARKS = {0: _ends, 1: _flag, 7: _crossing}
