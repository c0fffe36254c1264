"""Digits that the package draws itself: a data set that needs no download.

Shapes that people write (shapes.py) become curves (path.py, atlas.py), a hand makes each drawing
different (hand.py), and pictures are made of them the way MNIST's were (raster.py). What is no
digit (others.py, glyphs.py) is drawn by the same hand.

Picture i of a seed is the same however many are asked for. Another processor or NumPy may round a
grey level the other way. Nothing is computed at import.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from tenfold.data.strokes.atlas import Atlas, atlas
from tenfold.data.strokes.glyphs import invented
from tenfold.data.strokes.hand import Hand, write
from tenfold.data.strokes.others import OTHERS
from tenfold.data.strokes.raster import SIZE, render
from tenfold.data.strokes.shapes import DIGITS
from tenfold.errors import InvalidInput

__all__ = [
    "TEST_SEED",
    "Drawings",
    "Hand",
    "generate",
    "generate_glyphs",
    "generate_others",
    "other_names",
    "shape_names",
]

BLOCK = 500  # pictures that share a random stream; so few that their arrays fit the cache
MOST = 10_000_000  # pictures, 8 GB; more is a slip of the keyboard
TEST_SEED = 2**64 - 1  # of the pictures to test with, far from those that people type
GLYPHS = 100  # characters that are invented for a block
HAND = Hand()


class Drawings(NamedTuple):
    """Pictures, their classes, and the number of the shape behind each."""

    x: NDArray[np.uint8]  # (n, 28, 28, 1), 0 is paper, 255 is ink
    y: NDArray[np.uint8]  # (n,)
    shape: NDArray[np.uint8]  # (n,), an index into the names of shapes


def generate(n: int, seed: int, hand: Hand = HAND) -> Drawings:
    """`n` drawn digits; any 500 from the start on hold 50 of each. `y` is the digit.

    seed: 0 to 2**64 - 1. `shape` counts in `shape_names()`. Raises InvalidInput.
    """
    return _draw(lambda _: _digits(), n, seed, hand)


def generate_others(n: int, seed: int, hand: Hand = HAND) -> Drawings:
    """`n` drawings that are no digits, equally many of each kind. `y` counts in `other_names()`."""
    return _draw(lambda _: _others(), n, seed, hand)


def generate_glyphs(n: int, seed: int, hand: Hand = HAND) -> Drawings:
    """`n` drawings of invented characters, five of each in a row of 500. `y` means nothing."""
    return _draw(_glyphs, n, seed, hand)


def shape_names() -> tuple[str, ...]:
    """'0 round', '0 from the right', ...: the shapes that `generate` draws."""
    return tuple(f"{y} {name}" for y, name in zip(_digits().label, _digits().names, strict=True))


def other_names() -> tuple[str, ...]:
    """'A', 'C', ..., 'blot': what `generate_others` draws."""
    return _others().names


@cache
def _digits() -> Atlas:
    return atlas(DIGITS)


@cache
def _others() -> Atlas:
    return atlas([[shape] for shape in OTHERS])


def _glyphs(random: Generator) -> Atlas:
    return atlas([[shape] for shape in invented(GLYPHS, random)])


def _draw(shapes_for: Callable[[Generator], Atlas], n: int, seed: int, hand: Hand) -> Drawings:
    if not 0 <= n <= MOST:
        raise InvalidInput(f"n: found {n}, expected 0 to {MOST} drawings; draw fewer at a time")
    if not 0 <= seed < 2**64:
        raise InvalidInput(f"seed: found {seed}, expected 0 to 2**64 - 1; choose another")
    x = np.empty((n, SIZE, SIZE, 1), np.uint8)
    y, shape = np.empty(n, np.uint8), np.empty(n, np.uint8)
    for start in range(0, n, BLOCK):
        # A whole block each time, so that its random numbers do not depend on n.
        random = Generator(Philox(key=np.array([seed, start // BLOCK], np.uint64)))
        shapes = shapes_for(random)
        label = random.permutation((start + np.arange(BLOCK)) % shapes.classes)
        number = shapes.pick(label, random.random(BLOCK))
        pictures = render(write(shapes, number, hand, random))
        part = slice(start, start + BLOCK)
        x[part] = pictures[: n - start, ..., None]
        y[part], shape[part] = label[: n - start], number[: n - start]
    return Drawings(x, y, shape)
