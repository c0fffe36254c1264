"""The hand that writes: how far, and in which ways, drawings stray from the shapes in mind."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.data.strokes.atlas import Atlas
from tenfold.data.strokes.path import SAMPLES, Floats, Indices

WAVES = 3  # of a warp; with fewer its direction shows
MOST_STROKES = 5
LEAST_PEN, MOST_PEN = 1, 10  # pixels: thinner falls between pixels, thicker leaves no way to go


@dataclass(frozen=True)
class Hand:
    """How people write. Lengths are in heights of a digit, spreads are standard deviations.

    The defaults are chosen on MNIST's training images: first by matching measured statistics
    (pen width, slant, aspect), then by what a network trained on drawings alone reads there.
    """

    slant: float = 0.12  # to the right, as width per height
    slant_spread: float = 0.29
    tilt_spread: float = 0.1  # radians; paper lies askew less often than writing leans
    aspect: float = 0.78  # width per height of a shape's box
    aspect_spread: float = 0.17  # of its logarithm
    mixing: float = 0.5  # how far towards one of a shape's kin, at most; 1 is all the way
    wobble: float = 0.065  # of each point for itself; with less, rare forms are missing
    warp: float = 0.09  # of neighbouring points together
    overshoot: float = 0.09  # of a stroke's ends, beyond them or short of them
    stroke_shift: float = 0.03  # of whole strokes against each other
    stroke_scale: float = 0.06
    pen: float = 2.25  # pixels; gives MNIST's median stroke width
    pen_spread: float = 0.26  # of its logarithm
    pressure: float = 0.2  # changes of the pen's width along a stroke, of its logarithm
    roughness: float = 0.1  # of a stroke's edges, likewise; smooth ones are read as no scan is
    edge: float = 0.8  # pixels from black to white; MNIST's 1 is read less well
    edge_spread: float = 0.4  # of its logarithm
    broken: float = 0.05  # share of drawings with a gap, from a pen that fails

    def calmer(self, factor: float) -> "Hand":
        """The same hand with every spread times `factor`: 0 draws the bare shapes, 1 itself."""
        return replace(self, **{name: getattr(self, name) * factor for name in SPREADS})


SPREADS = (
    *("slant_spread", "tilt_spread", "aspect_spread", "mixing", "wobble", "warp", "overshoot"),
    *(
        "stroke_shift",
        "stroke_scale",
        "pen_spread",
        "pressure",
        "roughness",
        "edge_spread",
        "broken",
    ),
)


class Ink(NamedTuple):
    """What the pen left: places on its way, in heights of a digit."""

    xy: Floats  # (n, samples, 2)
    way: Floats  # (n, samples): length that each place stands for; 0 where the pen failed
    pen: Floats  # (n, samples): the pen's width, in pixels
    edge: Floats  # (n, 1): pixels from black to white across an edge
    tip: Floats  # (n, samples): 1 where a stroke starts or ends, else 0


def write(atlas: Atlas, shape: Indices, hand: Hand, random: Generator) -> Ink:
    """Draw the shapes with these numbers (n,), each in its own way."""
    points = _mixed(atlas, shape, hand, random)
    points = _unsteady(points, atlas, shape, hand, random)
    points = _leaning(_warped(points - 0.5, hand, random), hand, random)
    xy = atlas.position[shape] @ points  # (n, samples, K) @ (n, K, 2)
    covered = atlas.velocity[shape] @ points
    way = np.hypot(covered[..., 0], covered[..., 1])
    way[_gaps(len(shape), hand, random)] = 0
    pen = _pressed(atlas, shape, hand, random)
    edge = hand.edge * np.exp(hand.edge_spread * _normal(random, len(shape), 1))
    return Ink(xy, way, pen, edge, atlas.tip[shape])


def _normal(random: Generator, *shape: int) -> Floats:
    return random.standard_normal(shape, dtype=np.float32)


def _uniform(random: Generator, *shape: int) -> Floats:
    return random.random(shape, dtype=np.float32)


def _mixed(atlas: Atlas, shape: Indices, hand: Hand, random: Generator) -> Floats:
    """Points (n, K, 2) on the way from a shape to one of its kin, itself among them."""
    n, choices = len(shape), atlas.kin.shape[1]
    kin = atlas.kin[shape, random.integers(choices, size=n)]
    share = (hand.mixing * _uniform(random, n))[:, None, None]
    mixed: Floats = atlas.points[shape] + share * (atlas.points[kin] - atlas.points[shape])
    return mixed


def _unsteady(
    points: Floats, atlas: Atlas, shape: Indices, hand: Hand, random: Generator
) -> Floats:
    """Each point a little off, stroke ends long or short, strokes shifted and scaled."""
    n, size, _ = points.shape
    points = points + hand.wobble * atlas.wobble[shape, None, None] * _normal(random, n, size, 2)
    inward = atlas.inward[shape]
    out = points - np.take_along_axis(points, inward[..., None], axis=1)  # 0 but at the ends
    out /= np.linalg.norm(out, axis=-1, keepdims=True) + np.float32(0.05)  # short ends: less
    points = points + out * (hand.overshoot * _normal(random, n, size))[..., None]
    scale = 1 + hand.stroke_scale * _normal(random, n, MOST_STROKES, 2)
    shift = hand.stroke_shift * _normal(random, n, MOST_STROKES, 2)
    stroke = atlas.stroke[shape][..., None]
    moved: Floats = points * np.take_along_axis(scale, stroke, 1)
    moved += np.take_along_axis(shift, stroke, 1)
    return moved


def _warped(points: Floats, hand: Hand, random: Generator) -> Floats:
    """A smooth field of a few long waves moves neighbouring points alike."""
    n = len(points)
    pace = np.float32(2.2) * _normal(random, n, WAVES, 2)  # radians per height
    phase = np.float32(2 * np.pi) * _uniform(random, n, 1, WAVES)
    push = hand.warp * _normal(random, n, WAVES, 2)
    warped: Floats = points + np.sin(points @ pace.transpose(0, 2, 1) + phase) @ push
    return warped


def _leaning(points: Floats, hand: Hand, random: Generator) -> Floats:
    """Wide or narrow, turned a little, slanted: one matrix per drawing."""
    n = len(points)
    aspect = hand.aspect * np.exp(hand.aspect_spread * _normal(random, n))
    turn = hand.tilt_spread * _normal(random, n)
    slant = hand.slant + hand.slant_spread * _normal(random, n)
    lean = np.empty((n, 2, 2), np.float32)  # rows: from x, from y
    lean[:, 0, 1] = -aspect * np.sin(turn)
    lean[:, 1, 1] = np.cos(turn)
    lean[:, 0, 0] = aspect * np.cos(turn) - slant * lean[:, 0, 1]
    lean[:, 1, 0] = np.sin(turn) - slant * lean[:, 1, 1]
    return points @ lean


def _gaps(n: int, hand: Hand, random: Generator) -> NDArray[np.bool_]:
    """Where the pen failed: (n, samples) bool, one short gap in a share of the drawings."""
    fails = random.random((n, 1)) < hand.broken
    middle, length = random.random((n, 1)), 0.03 + 0.1 * random.random((n, 1))
    place = (np.arange(SAMPLES) + 0.5) / SAMPLES
    return fails & (np.abs(place - middle) < length / 2)


def _pressed(atlas: Atlas, shape: Indices, hand: Hand, random: Generator) -> Floats:
    """The pen's width (n, samples): a trend along each stroke, two waves, and rough edges."""
    n, along = len(shape), atlas.along[shape]
    amount = hand.pressure * _normal(random, n, 3)
    phase = np.float32(2 * np.pi) * _uniform(random, n, 1)
    change = amount[:, :1] * (2 * along - 1)
    change += amount[:, 1:2] * np.sin(7 * along + phase)
    change += amount[:, 2:] * np.sin(14 * along + 2 * phase) / 2
    change += hand.roughness * _normal(random, n, SAMPLES)
    mean = hand.pen * np.exp(hand.pen_spread * _normal(random, n, 1)) * atlas.pen[shape, None]
    pen: Floats = np.clip(mean, LEAST_PEN, MOST_PEN) * np.exp(np.clip(change, -0.5, 0.5))
    return pen
