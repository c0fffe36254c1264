"""MNIST test digits one by one, as the pictures that people make of theirs differ from MNIST's: the
share right tells what the picture steps lose."""

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from composites import Row, enlarged, lit_paper, photographed
from numpy.random import Generator
from numpy.typing import NDArray

import tenfold

SIDE = 100  # pixels, of what MNIST's 20 pixels become
Pixels = NDArray[np.uint8]  # (h, w) or (h, w, 3)
Grey = NDArray[np.float32]


def singles(count: int, seed: int) -> Iterator[Row]:
    """The same `count` digits in each way: rows of one, and the way is their kind."""
    test = tenfold.datasets.load("mnist").test
    chosen = np.random.default_rng(seed).permutation(len(test.x))[:count]
    for way in WAYS:
        rng = np.random.default_rng(seed)
        for k in chosen:
            yield Row(way.__name__, str(test.y[k]), way(test.x[k, ..., 0], rng))


def as_it_is(digit: Pixels, rng: Generator) -> Pixels:
    return digit


def in_blocks(digit: Pixels, rng: Generator) -> Pixels:
    """Enlarged as a plot shows it, each pixel a square."""
    return cv2.resize(digit, None, fx=10, fy=10, interpolation=cv2.INTER_NEAREST)


def pasted(digit: Pixels, rng: Generator) -> Pixels:
    """In black on a white canvas, anywhere on it."""
    ink = enlarged(digit, SIDE)
    down, across = (int(rng.integers(5, 200)) for _ in range(2))
    return _in_black(np.pad(ink, ((down, 205 - down), (across, 205 - across))))


def tall(digit: Pixels, rng: Generator) -> Pixels:
    return _stretched(digit, 0.6, 1.3)


def wide(digit: Pixels, rng: Generator) -> Pixels:
    return _stretched(digit, 1.4, 0.8)


def broken(digit: Pixels, rng: Generator) -> Pixels:
    """A gap across all strokes, somewhere between a quarter and three quarters of the height."""
    ink = enlarged(digit, SIDE)
    place = int(rng.uniform(0.25, 0.75) * len(ink))
    ink[place : place + len(ink) // 14] = 0
    return _in_black(np.pad(ink, 60))


def photographed_tightly(digit: Pixels, rng: Generator) -> Pixels:
    """On paper in uneven light, with a margin of a twentieth."""
    ink = np.pad(enlarged(digit, SIDE), SIDE // 20)
    _, light = lit_paper(ink.shape, SIDE, rng)
    return photographed((200 - 140 * ink)[..., None].repeat(3, axis=2) * light, rng)


def _stretched(digit: Pixels, across: float, down: float) -> Pixels:
    return _in_black(np.pad(cv2.resize(enlarged(digit, SIDE), None, fx=across, fy=down), 60))


def _in_black(ink: Grey) -> Pixels:
    return np.asarray(np.clip(255 * (1 - ink), 0, 255), np.uint8)


WAYS: tuple[Callable[[Pixels, Generator], Pixels], ...] = (
    as_it_is,
    in_blocks,
    pasted,
    tall,
    wide,
    broken,
    photographed_tightly,
)
