"""What people write beside digits: letters, signs and scribbles, drawn as strokes draws digits.

The network learns from these what to refuse. Shapes that are also digits are left out: O, o, l, I,
Z, S, s, b, q, g and what differs from one by a hair.
"""

from functools import cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.data.strokes.atlas import Atlas, atlas
from tenfold.data.strokes.hand import Hand, write
from tenfold.data.strokes.raster import render
from tenfold.data.strokes.shapes import Shape

# The notation is that of strokes.shapes: points 0-100, y down, * a corner, | lifts the pen.
LETTERS = (
    "0,100 50,0* 100,100|20,62 80,62",  # A
    "0,100 14,20 50,0 86,20 100,100|4,58 96,58",
    "4,0 4,50 4,100|4,2 60,4 70,24 50,46 4,48|4,50 70,54 84,76 60,98 4,98",  # B
    "92,14 52,0 12,22 4,56 22,90 60,100 96,84",  # C
    "6,0 6,50 6,100|6,2 60,8 92,40 80,80 50,98 6,98",  # D
    "90,2 8,4* 6,50 6,98* 92,96|8,50 74,48",  # E
    "94,10 50,0 20,14 30,40 62,46 20,54 4,80 40,100 92,88",
    "92,0 10,4* 8,50 8,100|8,46 70,44",  # F
    "90,16 50,0 10,26 6,66 34,98 78,92 90,58* 52,58",  # G
    "8,0 8,50 8,100|92,0 92,50 92,100|8,50 92,48",  # H
    "78,0 78,50 72,86 40,100 10,84|40,2 108,0",  # J
    "8,0 8,50 8,100|88,0 50,30 12,54* 50,74 92,100",  # K
    "8,0 6,50 4,98* 50,98 90,96",  # L
    "0,100 12,0* 50,66* 88,0* 100,100",  # M
    "4,100 6,0* 50,52 94,100* 96,0",  # N
    "8,0 8,50 8,100|8,4 62,2 84,24 62,50 10,52",  # P
    "50,0 10,20 2,54 18,90 54,100 90,80 98,44 84,12 50,0|60,70 104,108",  # Q
    "8,0 8,50 8,100|8,4 60,2 82,24 60,48 10,50* 50,74 92,100",  # R
    "0,4 50,2 100,0|50,2 50,50 48,100",  # T
    "4,0 6,50 20,90 52,100 82,88 94,50 96,0",  # U
    "0,0 26,50 50,100* 74,50 100,0",  # V
    "0,0 24,100* 50,30* 76,100* 100,0",  # W
    "2,0 50,50 98,100|96,0 50,50 4,100",  # X
    "10,20 50,50 90,84|88,16 50,50 12,88",
    "0,0 50,48|100,0 50,48* 50,100",  # Y
    "82,30 40,20 8,56 34,96 74,76 84,24* 84,60 100,98",  # a
    "90,28 50,18 14,46 20,86 60,98 94,80",  # c
    "84,0 82,50 80,100|80,52 40,40 8,68 34,98 80,80",  # d
    "10,58 50,56 88,50* 70,22 34,24 8,58 28,94 88,88",  # e
    "86,10 60,0 44,24 40,60 38,100|10,42 78,40",  # f
    "10,0 10,50 8,100|10,60 44,38 76,50 80,100",  # h
    "10,30 10,60 8,100|10,50 44,28 78,42 80,100",  # n
    "4,36 6,100|6,50 28,32 46,46 48,100|48,52 72,32 92,46 94,100",  # m
    "8,34 14,100|12,52 40,34 78,36",  # r
    "46,0 44,50 54,94 84,92|14,34 84,30",  # t
    "8,34 10,74 34,98 70,84 86,34* 86,70 100,98",  # u
    "0,20 30,100* 62,30* 84,100* 110,20",  # w
    "10,20 40,60 50,66|90,16 60,60 20,120",  # y
    "20,0 60,20 20,40 64,60 18,80 60,100",  # zigzag
)
SIGNS = (
    "50,10 50,50 50,90|8,50 92,50",  # +
    "4,50 50,50 96,48",  # -
    "4,34 50,34 96,34|4,66 50,66 96,66",  # =
    "20,20 80,80|80,20 20,80|50,6 50,94|8,50 92,50",  # *
    "30,0 22,50 14,100|74,0 66,50 60,100|4,34 96,32|0,68 92,66",  # #
    "92,0 50,50 8,100|20,4 4,20 20,36 36,20 20,4|80,64 64,80 80,96 96,80 80,64",  # %
    "20,22 44,0 78,16 62,44 46,68|46,92 46,98",  # ?
    "96,100 40,44 20,16 48,0 66,20 20,60 24,96 66,92 96,56",  # &
    "60,60 40,44 36,66 60,64 62,40* 70,68 94,60 88,20 50,4 10,30 8,76 46,100 84,92",  # @
    "90,10 14,50* 90,90",  # <
    "10,10 86,50* 10,90",  # >
    "4,60 26,34 52,52 76,64 98,36",  # ~
    "10,50 36,90* 100,4",  # tick
    "50,0 38,36* 0,38* 30,62* 18,100* 50,76* 82,100* 70,62* 100,38* 62,36* 50,0",  # star
    "50,4 4,96* 96,96* 50,4",  # triangle
    "50,30 24,6 2,34 50,96* 98,34 76,6 50,30",  # heart
    "4,50 60,50 100,50* 70,24|100,50 70,76",  # arrow
    "40,0 10,50 40,100|70,0 70,50 70,100",  # brackets
    "20,0 20,50 20,100|50,0 50,50 50,100|80,0 80,50 80,100",  # strokes
    "30,0 30,50 30,100|70,0 70,50 70,100",
    "20,20 24,22|76,20 80,22|10,60 30,88 70,88 90,60",  # a face's eyes and mouth
)
WILD = Hand(slant_spread=0.2, tilt_spread=0.06, aspect_spread=0.25, warp=0.12)
SCRIBBLES = 0.25  # of the drawings: strokes through points at random
PATTERNS = 60  # different scribbles per call


def others(count: int, rng: Generator) -> NDArray[np.uint8]:
    """`count` drawings of no digit, (n, 28, 28)."""
    scribbles = round(SCRIBBLES * count)
    drawn = [_drawn(_shapes(), count - scribbles, rng), _drawn(_scribbles(rng), scribbles, rng)]
    return np.concatenate(drawn)


def _drawn(shapes: Atlas, count: int, rng: Generator) -> NDArray[np.uint8]:
    number = shapes.pick(np.arange(count) % shapes.classes, rng.random(count))
    return render(write(shapes, number, WILD, rng))


@cache
def _shapes() -> Atlas:
    return atlas(tuple((Shape("", 1, path),) for path in (*LETTERS, *SIGNS)))


def _scribbles(rng: Generator) -> Atlas:
    """One to three strokes through three to five points each, at random."""
    paths = []
    for _ in range(PATTERNS):
        strokes = [rng.integers(0, 101, (rng.integers(3, 6), 2)) for _ in range(rng.integers(1, 4))]
        paths.append("|".join(" ".join(f"{x},{y}" for x, y in stroke) for stroke in strokes))
    return atlas(tuple((Shape("", 1, path),) for path in paths))
