"""Pages of MNIST test digits, as photos of paper that leans a little would show them.

Kinds: lines (three to six rows on plain, ruled or squared paper), tables (a digit in most cells)
and tight tables, whose digits are as large as their cells and touch the rules.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from composites import (
    Digits,
    Grey,
    drawn_line,
    enlarged,
    lit_paper,
    of_each_kind,
    pen_colour,
    photographed,
    put,
)
from numpy.random import Generator
from numpy.typing import NDArray

KINDS = ("lines", "tables", "tight tables")
LEAN, ASKEW = 4.0, 0.02  # degrees, and of the shorter side: how far each corner is moved
# Of a cell: the side of what MNIST's 20 pixels become, and how far from the middle it lies.
LOOSE, TIGHT = ((0.5, 0.68), 0.08), ((0.55, 0.8), 0.12)

Drawn = tuple[Grey, Grey, list[str]]  # ink (h, w), paper (h, w, 3), and the rows' texts


@dataclass(frozen=True)
class Page:
    kind: str
    rows: list[str]
    picture: NDArray[np.uint8]  # (h, w, 3)


def pages(count: int, seed: int) -> "list[Page]":
    """`count` pages of each kind."""
    return of_each_kind(KINDS, count, seed, _page)


def _page(kind: str, digits: Digits, rng: Generator) -> Page:
    if kind == "lines":
        ink, paper, rows = _lines(digits, rng)
    else:
        ink, paper, rows = _table(digits, *(LOOSE if kind == "tables" else TIGHT), rng)
    pen = pen_colour(rng)
    strength = rng.uniform(0.75, 1.0) * ink[..., None]
    written = _askew(np.asarray(paper * (1 - strength) + pen * strength, np.float32), rng)
    height, width = ink.shape
    slope = rng.uniform(-0.3, 0.3, 2)
    across = np.linspace(-0.5, 0.5, width, dtype=np.float32)
    down = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    light = 1 + slope[0] * across + slope[1] * down
    return Page(kind, rows, photographed(written * light[..., None], rng))


def _lines(digits: Digits, rng: Generator) -> Drawn:
    x, y = digits
    size = int(rng.integers(34, 80))
    chosen = [rng.integers(len(x), size=rng.integers(2, 9)) for _ in range(rng.integers(3, 7))]
    lines = [drawn_line("apart", [x[i] for i in own], size, rng) for own in chosen]
    gap = rng.uniform(0.25, 1.0) * size
    height = int(sum(map(len, lines)) + (len(lines) - 1) * gap + 3 * size)
    ink = np.zeros((height, max(line.shape[1] for line in lines) + 4 * size), np.float32)
    top = int(1.5 * size)
    for line in lines:
        left = int(size + rng.uniform(0, size))
        ink[top : top + len(line), left : left + line.shape[1]] = line
        top += int(len(line) + gap)
    paper, _ = lit_paper(ink.shape, size, rng)
    return ink, paper, ["".join(str(y[i]) for i in own) for own in chosen]


def _table(digits: Digits, sizes: tuple[float, float], off: float, rng: Generator) -> Drawn:
    x, y = digits
    cell, (down, across) = int(rng.integers(44, 90)), rng.integers(3, 10, 2)
    filled = rng.random((down, across)) < rng.uniform(0.4, 1.0)
    ink = np.zeros(((down + 2) * cell, (across + 2) * cell), np.float32)
    rows = [""] * int(down)
    for row, column in np.argwhere(filled):
        i = rng.integers(len(x))
        glyph = enlarged(x[i], cell * rng.uniform(*sizes))
        middle = (np.array([row, column]) + 1.5 + rng.uniform(-off, off, 2)) * cell
        top, left = (middle - np.array(glyph.shape) / 2).astype(int)
        put(ink, glyph, top, left)
        rows[row] += str(y[i])
    return ink, _ruled(ink.shape, cell, rng), [text for text in rows if text]


def _ruled(shape: tuple[int, int], cell: int, rng: Generator) -> Grey:
    """Paper (h, w, 3) with the rules of a table, every third of which may be thicker."""
    height, width = shape
    paper = np.full((height, width, 3), rng.uniform(200, 250) - rng.uniform(0, 20, 3), np.float32)
    grey, thick, thicker = rng.uniform(20, 120), int(rng.integers(1, 4)), rng.random() < 0.5
    for side, other, swap in ((height, width, False), (width, height, True)):
        for number, at in enumerate(range(cell, side - cell + 1, cell)):
            ends = (cell, at), (other - cell, at)
            ends = tuple(end[::-1] for end in ends) if swap else ends
            cv2.line(paper, *ends, (grey,) * 3, thick + 2 * (thicker and number % 3 == 0))
    return paper


def _askew(picture: Grey, rng: Generator) -> Grey:
    """Turned a little, and seen a little from a side."""
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-LEAN, LEAN), 1)
    moved = corners @ turn[:, :2].T + turn[:, 2]
    moved += rng.uniform(-ASKEW, ASKEW, (4, 2)) * min(height, width)
    way = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return cv2.warpPerspective(picture, way, (width, height), borderMode=cv2.BORDER_REPLICATE)
