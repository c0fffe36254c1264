"""Rows of MNIST test digits as hands write them and cameras see them.

Kinds: unequal (digits of several sizes that stand apart), unequal and touching, linked (a stroke of
the pen between neighbours), noughts (0s linked at their tops), comma (a decimal comma), underlined,
circled, leaning (on paper whose lines are level), and pages that lean by 3 to 9, to 20 or to 40
degrees with all that is on them.
"""

from collections.abc import Iterable

import cv2
import numpy as np
from composites import (
    KERNING,
    Digits,
    Grey,
    Row,
    cropped,
    enlarged,
    lit_paper,
    of_each_kind,
    photographed,
    put,
    rotated,
    touch,
    written,
)
from numpy.random import Generator
from numpy.typing import NDArray

LEANING = {
    "page leaning 3 to 9°": (3, 9),
    "page leaning 9 to 20°": (9, 20),
    "page leaning 20 to 40°": (20, 40),
}
KINDS = (
    *("unequal", "unequal and touching", "linked", "noughts"),
    *("comma", "underlined", "circled", "leaning"),
    *LEANING,
)
SMALL, SIZES = 0.4, (0.5, 0.8)  # share of unequal digits that are smaller, and how much
LINKED = 0.6  # share of neighbours
LEAN = (10, 44)  # degrees

Point = tuple[float, float]


def hands(count: int, seed: int) -> list[Row]:
    """`count` rows of each kind."""
    return of_each_kind(KINDS, count, seed, _row)


def _row(kind: str, digits: Digits, rng: Generator) -> Row:
    x, y = digits
    chosen = rng.integers(len(x), size=rng.integers(3, 8))
    if kind == "noughts":
        noughts = rng.choice(np.flatnonzero(y == 0), rng.integers(2, 4))
        chosen = np.concatenate([chosen[: rng.integers(1, 4)], noughts])
    height = int(rng.integers(36, 110))
    line = _line(kind, [x[i] for i in chosen], y[chosen].tolist(), height, rng)
    if kind == "leaning":
        line = rotated(line, float(rng.uniform(*LEAN) * rng.choice([-1, 1])))
    margins = rng.integers(height // 2, 2 * height, size=4)
    ink = np.pad(line, (tuple(margins[:2]), tuple(margins[2:])))
    if kind in LEANING:
        picture = _leaning(ink, height, LEANING[kind], rng)
    else:
        picture = _lit(ink, height, rng)
    return Row(kind, "".join(str(y[i]) for i in chosen), photographed(picture, rng))


def _lit(ink: Grey, height: int, rng: Generator) -> Grey:
    paper, light = lit_paper(ink.shape, height, rng)
    return np.asarray(written(ink, paper, rng) * light, np.float32)


def _leaning(ink: Grey, height: int, degrees: tuple[float, float], rng: Generator) -> Grey:
    """A part of a larger page that leans, with the row in it."""
    page = np.pad(ink, int(0.6 * max(ink.shape)))
    size = page.shape[1], page.shape[0]
    angle = float(rng.uniform(*degrees) * rng.choice([-1, 1]))
    turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), angle, 1)
    seen = cv2.warpAffine(_lit(page, height, rng), turn, size, borderMode=cv2.BORDER_REFLECT)
    rows, columns = np.nonzero(cv2.warpAffine(page, turn, size) > 0.2)
    top, bottom, left, right = rng.integers(height // 3, height, size=4)
    return seen[
        max(0, rows.min() - top) : rows.max() + bottom,
        max(0, columns.min() - left) : columns.max() + right,
    ]


def _line(
    kind: str, digits: list[NDArray[np.uint8]], labels: list[int], height: int, rng: Generator
) -> Grey:
    """Digits side by side on a line, 0 to 1, and what the kind adds to them."""
    canvas = np.zeros((5 * height, (len(digits) + 5) * 2 * height), np.float32)
    x, foot = 2 * height, 3 * height
    pen = height / 20 * rng.uniform(1.4, 2.6)
    comma = int(rng.integers(1, len(digits))) if kind == "comma" else None
    before: tuple[Grey, int, int] | None = None
    for k, digit in enumerate(digits):
        if k == comma:
            _stroke(
                canvas, [(x, foot - 0.1 * height), (x - 0.1 * height, foot + 0.18 * height)], pen
            )
            x += int(0.2 * height)
        small = kind.startswith("unequal") and rng.random() < SMALL
        glyph = enlarged(
            digit, height * (rng.uniform(*SIZES) if small else rng.uniform(0.92, 1.05))
        )
        y = foot - len(glyph) + int(height * rng.uniform(-0.05, 0.05))
        if before is not None and kind == "unequal and touching":
            x = max(touch(canvas, glyph, y) + int(rng.integers(-1, 1)), x - int(KERNING * height))
        put(canvas, glyph, y, x)
        linked = kind == "linked" or (kind == "noughts" and labels[k - 1] == labels[k] == 0)
        if before is not None and linked and rng.random() < LINKED:
            _link(canvas, before, (glyph, y, x), kind == "noughts", rng)
        before = glyph, y, x
        x += glyph.shape[1]
        if kind != "unequal and touching":
            narrow = kind in ("linked", "noughts")
            x += int(height * (rng.uniform(0.03, 0.3) if narrow else rng.uniform(0.12, 0.5)))
    rows, columns = np.nonzero(canvas > 0.2)
    _add_line(canvas, kind, (rows.min(), rows.max(), columns.min(), columns.max()), pen, rng)
    return cropped(canvas)


def _add_line(
    canvas: Grey, kind: str, box: tuple[int, int, int, int], pen: float, rng: Generator
) -> None:
    """Under or around a row, whose box is (top, bottom, left, right)."""
    top, bottom, left, right = box
    height = bottom - top
    if kind == "underlined":
        y = bottom + height * rng.uniform(0.0, 0.2)
        ends = [
            (left - 0.2 * height, y),
            (right + 0.2 * height, y + height * rng.uniform(-0.1, 0.1)),
        ]
        bend = (
            (left + right) / 2,
            (ends[0][1] + ends[1][1]) / 2 + 0.06 * height * rng.uniform(-1, 1),
        )
        _stroke(canvas, _curve(ends[0], bend, ends[1]), pen)
    if kind == "circled":
        angle = np.linspace(0, 2 * np.pi * rng.uniform(0.96, 1.04), 80) + rng.uniform(0, 2 * np.pi)
        across = (right - left) * 0.6 + height * rng.uniform(0.4, 0.6)
        down = height * rng.uniform(0.9, 1.2)
        wobble = 1 + 0.04 * np.sin(2 * angle + rng.uniform(0, 6))
        x = (left + right) / 2 + across * wobble * np.cos(angle)
        y = (top + bottom) / 2 + down * wobble * np.sin(angle)
        _stroke(canvas, zip(x.tolist(), y.tolist(), strict=True), pen)


def _link(
    canvas: Grey,
    before: tuple[Grey, int, int],
    after: tuple[Grey, int, int],
    at_top: bool,
    rng: Generator,
) -> None:
    """A bent stroke between two glyphs (ink, top, left): from near the end of one to near the
    beginning of the next, or between their tops."""
    if at_top:
        (x0, y0), (x1, y1) = _some_ink(before[0], 0, 0, rng), _some_ink(after[0], 0, 0, rng)
    else:
        (x0, y0), (x1, y1) = _some_ink(before[0], 1, 1, rng), _some_ink(after[0], 1, 0, rng)
    start, end = (x0 + before[2], y0 + before[1]), (x1 + after[2], y1 + after[1])
    height = max(len(before[0]), len(after[0]))
    bend = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + height * rng.uniform(-0.1, 0.1)
    _stroke(canvas, _curve(start, bend, end), height / 20 * rng.uniform(1, 2.3))


def _some_ink(glyph: Grey, axis: int, side: int, rng: Generator) -> Point:
    """Any point of a glyph's ink near its top (axis 0, side 0), its left (1, 0) or its right."""
    places = np.argwhere(glyph > 0.5)  # (n, 2): row, column
    along = places[:, axis] - places[:, axis].min()
    near = np.abs(along - side * along.max()) <= 0.2 * along.max()
    y, x = places[rng.choice(np.flatnonzero(near))]
    return float(x), float(y)


def _curve(start: Point, bend: Point, end: Point) -> list[Point]:
    along = np.linspace(0, 1, 16)[:, None]
    ends = (1 - along) ** 2 * np.array(start) + along**2 * np.array(end)
    return [(x, y) for x, y in (ends + 2 * along * (1 - along) * np.array(bend)).tolist()]


def _stroke(canvas: Grey, points: Iterable[Point], pen: float) -> None:
    path = np.array(list(points)).round().astype(np.int32)
    cv2.polylines(canvas, [path], False, 1.0, max(1, round(pen)), cv2.LINE_AA)
