"""Digits that the package draws itself: a data set that needs no download.

Picture i of a seed is the same however many are asked for. Nothing is computed at import.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from tenfold.data.strokes.atlas import Atlas, atlas
from tenfold.data.strokes.hand import Hand, write
from tenfold.data.strokes.raster import SIZE, render
from tenfold.data.strokes.shapes import DIGITS
from tenfold.errors import InvalidInput

__all__ = ["Drawings", "Hand", "generate", "shape_names"]

BLOCK = 500  # pictures that share a random stream; a multiple of ten digits, and fits the cache
HAND = Hand()


class Drawings(NamedTuple):
    """Pictures, their classes, and the number of the shape behind each."""

    x: NDArray[np.uint8]  # (n, 28, 28, 1), 0 is paper, 255 is ink
    y: NDArray[np.uint8]  # (n,)
    shape: NDArray[np.uint8]  # (n,), an index into the names


def generate(n: int, seed: int, hand: Hand = HAND) -> Drawings:
    """`n` drawn digits, as many of each, as MNIST has them. `shape` indexes `shape_names()`."""
    return _draw(_digits(), n, seed, hand)


def shape_names() -> tuple[str, ...]:
    """'0 round', '0 from the right', ...: what `generate` draws."""
    return tuple(f"{k} {name}" for k, name in zip(_digits().label, _digits().names, strict=True))


@cache
def _digits() -> Atlas:
    return atlas(DIGITS)


def _draw(shapes: Atlas, n: int, seed: int, hand: Hand) -> Drawings:
    if n < 0 or not 0 <= seed < 2**64:
        raise InvalidInput(f"found n {n} and seed {seed}, expected n >= 0 and 0 <= seed < 2**64")
    x = np.empty((n, SIZE, SIZE, 1), np.uint8)
    y, shape = np.empty(n, np.uint8), np.empty(n, np.uint8)
    for start in range(0, n, BLOCK):
        # A whole block each time, so that its random numbers do not depend on n.
        random = Generator(Philox(key=[seed, start // BLOCK]))
        label = random.permutation(np.arange(BLOCK) % shapes.classes)
        number = shapes.pick(label, random.random(BLOCK))
        pictures = render(write(shapes, number, hand, random))
        part = slice(start, start + BLOCK)
        x[part] = pictures[: n - start, ..., None]
        y[part], shape[part] = label[: n - start], number[: n - start]
    return Drawings(x, y, shape)
