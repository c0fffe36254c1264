"""Characters of no alphabet: marks that a pen could make, put together anew each time.

Whoever reads digits meets letters of any script. No list holds them all, so some hundred are
invented: bars, stems, arcs, rings, hooks and waves, on a grid, one starting where another lies.
Now and then one looks like a digit; a share of one in twenty or so does no harm.
"""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.data.strokes.shapes import Shape

Points = NDArray[np.float64]  # (k, 2), x and y, the box's sides are 100

GRID = (0, 25, 50, 75, 100)
MARKS = (2, 3, 4, 5)  # in one character; a single mark is often a digit
SHARES = (0.12, 0.43, 0.33, 0.12)
MET = 0.6  # share of marks that start on one drawn before


def invented(count: int, random: Generator) -> list[Shape]:
    """`count` characters, in shapes.py's notation."""
    return [Shape(f"glyph {i}", 1, _character(random)) for i in range(count)]


def _character(random: Generator) -> str:
    marks: list[tuple[Points, bool]] = []
    for _ in range(random.choice(MARKS, p=SHARES)):
        make = KINDS[random.choice(len(KINDS), p=CHANCES)]
        points, angular = make(random)
        if marks and random.random() < MET:
            earlier, _ = marks[random.integers(len(marks))]
            points = points + earlier[random.integers(len(earlier))] - points[0]
        marks.append((points, angular))
    every = np.concatenate([points for points, _ in marks])
    low, high = every.min(axis=0), every.max(axis=0)
    scale = 100 / np.maximum(high - low, 30)  # what is flat stays flat
    return "|".join(_stroke((points - low) * scale, angular) for points, angular in marks)


def _stroke(points: Points, angular: bool) -> str:
    """[[0, 0], [50, 10], [90, 0]], angular -> '0,0 50,10* 90,0'."""
    last = len(points) - 1
    words = [f"{x:.0f},{y:.0f}" for x, y in points]
    corners = ["*" if angular and 0 < i < last else "" for i in range(last + 1)]
    return " ".join(word + corner for word, corner in zip(words, corners, strict=True))


def _line(random: Generator, across: float, down: float) -> tuple[Points, bool]:
    start = random.choice(GRID, 2)
    length = random.choice([0.5, 0.75, 1.0])
    way = np.array([across, down]) * length * 100
    return np.stack([start, start + way / 2, start + way]), False


def bar(random: Generator) -> tuple[Points, bool]:
    return _line(random, 1, 0)


def stem(random: Generator) -> tuple[Points, bool]:
    return _line(random, 0, 1)


def slope(random: Generator) -> tuple[Points, bool]:
    return _line(random, random.choice([-0.8, -0.4, 0.4, 0.8]), 0.8)


def arc(random: Generator) -> tuple[Points, bool]:
    return _round(random, turn=random.uniform(1.2, 4.6)), False


def ring(random: Generator) -> tuple[Points, bool]:
    return _round(random, turn=2 * np.pi), False


def hook(random: Generator) -> tuple[Points, bool]:
    """A stem that ends in an arc."""
    curve = _round(random, turn=random.uniform(1.6, 3.4))
    straight = curve[0] - random.choice(GRID[1:]) * _direction(curve[0] - curve[1])
    return np.concatenate([straight[None], (straight[None] + curve[:1]) / 2, curve]), False


def wave(random: Generator) -> tuple[Points, bool]:
    bends = int(random.integers(3, 6))
    along = np.linspace(0, random.choice([60, 100]), bends)
    swing = random.uniform(8, 30) * (-1) ** np.arange(bends)
    points = np.stack([along, swing], axis=1)
    return points if random.random() < 0.5 else points[:, ::-1], False


def angles(random: Generator) -> tuple[Points, bool]:
    """Straight lines from grid point to grid point."""
    steps = random.choice([-50, -25, 0, 25, 50], (int(random.integers(2, 5)), 2))
    steps[(steps == 0).all(axis=1)] = 40
    return np.cumsum(np.concatenate([random.choice(GRID, (1, 2)), steps]), axis=0), True


def _round(random: Generator, turn: float) -> Points:
    """Part of an ellipse, `turn` radians of it."""
    radius = random.uniform(14, 50, 2)
    start, way = random.uniform(0, 2 * np.pi), random.choice([-1, 1])
    angle = start + way * np.linspace(0, turn, max(3, round(turn * 1.6)))
    curve: Points = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius
    return curve + random.choice(GRID, 2).astype(np.float64)


def _direction(vector: Points) -> Points:
    unit: Points = vector / max(float(np.hypot(*vector)), 1e-6)
    return unit


KINDS: tuple[Callable[[Generator], tuple[Points, bool]], ...] = (
    *(bar, stem, slope, arc),
    *(ring, hook, wave, angles),
)
CHANCES = (0.18, 0.16, 0.12, 0.2, 0.06, 0.1, 0.08, 0.1)
