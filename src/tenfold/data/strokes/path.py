"""Paths as matrices: the points of a shape in, samples of its curve out.

A curve through given points (a Catmull-Rom spline) is linear in those points, so one matrix per
shape turns any jittered version of its points into samples, for many pictures at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]
Point = tuple[float, float, bool]  # x, y, is it a corner

SAMPLES = 80  # a long digit is 75 pixels of ink: samples then lie within a pixel of each other
STEPS = 24  # into which a spline segment is cut to measure its length

# Rows: the weights of the points before, start, end and after; columns: powers of t, 0 to 3.
CATMULL_ROM = np.array([[0, -1, 2, -1], [2, 0, -5, 3], [0, 1, 4, -3], [0, 0, -1, 1]]) / 2


@dataclass(frozen=True)
class Path:
    """A shape ready to draw: K points, padded with zeros, and SAMPLES places on its curve."""

    points: Floats  # (K, 2), x and y, the box's sides are 1
    stroke: Indices  # (K,): the number of the stroke that a point belongs to
    inward: Indices  # (K,): for the first and last point of a stroke its neighbour, else itself
    position: Floats  # (SAMPLES, K): points -> places
    velocity: Floats  # (SAMPLES, K): points -> the bit of way that each place stands for
    along: Floats  # (SAMPLES,): 0 to 1 from a stroke's start to its end
    tip: Floats  # (SAMPLES,): 1 at the first and last sample of a stroke, else 0


def parse(path: str) -> list[list[Point]]:
    """'0,0 50,10* 90,0|5,5 9,9' -> two strokes: [(0, 0, False), (0.5, 0.1, True), ...], [...]."""
    return [[_point(word) for word in stroke.split()] for stroke in path.split("|")]


def _point(word: str) -> Point:
    x, y = word.rstrip("*").split(",")
    return float(x) / 100, float(y) / 100, word.endswith("*")


def trace(path: str, size: int) -> Path:
    """The path sampled evenly along its length, its points padded to `size`."""
    strokes = parse(path)
    points, stroke, inward = np.zeros((size, 2)), np.zeros(size, np.int64), np.arange(size)
    positions, velocities, owners = [], [], []
    first = 0
    for number, marks in enumerate(strokes):
        last = first + len(marks) - 1
        points[first : last + 1] = [(x, y) for x, y, _ in marks]
        stroke[first : last + 1] = number
        inward[first], inward[last] = first + 1, last - 1
        position, velocity = _spline(marks, first, size)
        positions.append(position)
        velocities.append(velocity)
        owners.append(np.full(len(position), number))
        first = last + 1
    position, velocity = np.concatenate(positions), np.concatenate(velocities)
    pick, stretch = _evenly(np.hypot(*(velocity @ points).T))
    owner = np.concatenate(owners)[pick]
    return Path(
        points.astype(np.float32),
        stroke,
        inward,
        position[pick].astype(np.float32),
        (velocity[pick] * stretch[:, None]).astype(np.float32),
        _progress(owner),
        _tips(owner),
    )


def _spline(marks: Sequence[Point], first: int, size: int) -> tuple[Floats, Floats]:
    """Positions and velocities (steps, size) of one stroke, whose points start at `first`."""
    t = (np.arange(STEPS) + 0.5) / STEPS
    powers = np.stack([t**0, t, t**2, t**3])  # (4, STEPS)
    slopes = np.stack([0 * t, t**0, 2 * t, 3 * t**2]) / STEPS
    point = np.eye(size)[first : first + len(marks)]
    positions, velocities = [], []
    for i in range(len(marks) - 1):
        start, end = point[i], point[i + 1]
        # Nothing reaches past a corner or an end: there the missing point is the mirror image.
        free_start, free_end = i == 0 or marks[i][2], i + 2 == len(marks) or marks[i + 1][2]
        before = 2 * start - end if free_start else point[i - 1]
        after = 2 * end - start if free_end else point[i + 2]
        four = np.stack([before, start, end, after])  # (4, size)
        positions.append((CATMULL_ROM @ powers).T @ four)
        velocities.append((CATMULL_ROM @ slopes).T @ four)
    return np.concatenate(positions), np.concatenate(velocities)


def _evenly(steps: NDArray[np.float64]) -> tuple[Indices, NDArray[np.float64]]:
    """SAMPLES of the steps, equally far apart by length, and how much longer each then counts."""
    total = steps.sum()
    reached = np.cumsum(steps) - steps / 2
    wanted = (np.arange(SAMPLES) + 0.5) / SAMPLES * total
    pick = np.minimum(np.searchsorted(reached, wanted), len(steps) - 1)
    return pick, total / SAMPLES / steps[pick]


def _progress(owner: Indices) -> Floats:
    """[0, 0, 0, 0, 1, 1] -> [.125, .375, .625, .875, .25, .75]: how far along its own stroke."""
    count = np.bincount(owner)
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    along: Floats = ((np.arange(len(owner)) - start[owner] + 0.5) / count[owner]).astype(np.float32)
    return along


def _tips(owner: Indices) -> Floats:
    """[0, 0, 0, 0, 1, 1] -> [1, 0, 0, 1, 1, 1]."""
    change = np.diff(owner, prepend=-1, append=-1) != 0  # before each sample, and after the last
    tips: Floats = (change[:-1] | change[1:]).astype(np.float32)
    return tips
