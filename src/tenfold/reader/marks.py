"""Marks that most of the world adds to digits and MNIST's writers do not: a bar across a 7, a flag
at a 1, now and then a foot or a serif. They are drawn onto MNIST's own digits, which vary more than
drawn ones do.
"""

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.drawing import FINE, INK, SIDE, enlarged
from tenfold.vision.normalise import BOX
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Point = tuple[float, float]  # x, y
Line = NDArray[np.float64]  # (n, 2): x, y

MARKED_DIGITS = (1, 7)
PEN = (0.75, 1.05)  # of the digit's own pen: a mark's
SOFT = 1.5  # sd of a mark's edge, in fine pixels: MNIST's own
# A bar across a 7: of its height, where it lies, and its degrees; of its width, or of half its
# height if that is more, how far it reaches to the left and to the right.
ACROSS, RISE, LEFT, RIGHT = (0.38, 0.72), (4.0, 9.0), (0.18, 0.5), (0.18, 0.6)
SERIF, SERIFS = (0.06, 0.18), 0.3  # of its height; share of those with a bar
HOLE = 12  # fine pixels: a 7 whose bar closes more than that may be a 4 or a 9
# A flag at a 1: of its height; degrees below level, and off the stem: else it is a 7's, or seems
# none.
FLAG, STEEP, OFF_STEM = (0.18, 0.5), (30.0, 68.0), 22.0
FOOT, FEET = (0.15, 0.35), 0.25  # of its height to either side; share of those with a flag
BEND = 0.06  # sd of a line's sag, of its length
PARTS, SHIFT = 8, 4  # of a line; bits of OpenCV's fractions of a pixel


def marked(x: Pixels, y: Pixels, rng: Generator) -> Pixels:
    """MNIST's 1s and 7s (n, 28, 28), whose classes are y, with marks: (n, 28, 28). A digit stays as
    it is where a mark would make another of it."""
    pictures = [_marked(image, int(label), rng) for image, label in zip(x, y, strict=True)]
    return np.array(pictures, np.uint8).reshape(-1, 28, 28)


def _marked(image: Pixels, label: int, rng: Generator) -> Pixels:
    large = enlarged(image)
    digit = (large > INK).astype(np.uint8)
    if not digit.any():
        return image
    lines = list((_crossing if label == 7 else _flag)(digit, rng))
    if not lines:
        return image
    both = np.maximum(large, _drawn(lines, _pen(digit), rng))
    return image if _holes(both) > _holes(large) else _boxed(both)


def _pen(digit: Pixels) -> float:
    """The width of most of its stroke, in fine pixels."""
    to_edge = cv2.distanceTransform(digit, cv2.DIST_L2, cv2.DIST_MASK_5)
    return 2 * float(np.percentile(to_edge[digit > 0], 90))


def _crossing(digit: Pixels, rng: Generator) -> Iterator[Line]:
    x, y, width, height = cv2.boundingRect(digit)
    row = y + height * rng.uniform(*ACROSS)
    stem = _stem(digit, row)
    if stem is None:
        return
    reach = max(width, height / 2)
    slope = np.tan(np.radians(rng.normal(*RISE)))
    left, right = reach * rng.uniform(*LEFT), reach * rng.uniform(*RIGHT)
    yield _bent((stem - left, row + slope * left), (stem + right, row - slope * right), rng)
    if rng.random() < SERIFS:
        begin = x + 1.5, float(np.flatnonzero(digit[:, x : x + 3].any(axis=1)).min() + 2)
        length = height * rng.uniform(*SERIF)
        aside = length * rng.uniform(-0.5, 0.3)
        yield _bent(begin, (begin[0] + aside, begin[1] + length), rng)


def _flag(digit: Pixels, rng: Generator) -> Iterator[Line]:
    _, y, _, height = cv2.boundingRect(digit)
    top, foot = y + 0.05 * height, y + 0.96 * height
    over, under = _stem(digit, top), _stem(digit, foot)
    if over is None or under is None:
        return
    steepest = np.degrees(np.arctan2(foot - top, over - under)) - OFF_STEM
    if steepest < STEEP[0]:
        return
    angle = np.radians(rng.uniform(STEEP[0], min(STEEP[1], steepest)))
    length = height * rng.uniform(*FLAG)
    yield _bent((over - length * np.cos(angle), top + length * np.sin(angle)), (over, top), rng)
    if rng.random() < FEET:
        half = height * rng.uniform(*FOOT)
        fall = half * rng.normal(0, 0.12)
        yield _bent((under - half, foot + fall), (under + half, foot - fall), rng)


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
