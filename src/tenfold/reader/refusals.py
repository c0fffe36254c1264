"""What the reader should refuse, beside letters and signs: digits gone wrong, and no writing."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.drawing import SIDE
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

TURNED = (2, 3, 4, 5, 6, 7, 9)  # digits that are none when mirrored or laid on their side
QUARTERS = (0, 1, 3)  # turns to the left; what has none is mirrored
CHANCES = (0.5, 0.25, 0.25)  # of each of these
# From, and to below; in fine pixels, but where it says what else.
SHIFT = (3, 8)  # pixels of MNIST: of a digit over another, across and down, either way
PEN = (1, 12)  # how thick a line is
RULED = (16, 50)  # from one ruled line to the next
FALL = (-6, 7)  # of a ruled line from its one end to the other
FRAME_BEGINS, FRAME_ENDS = (2, 40), (70, 140)  # its corners: it may reach beyond the picture
BARRED = 0.3  # share of the frames with a line across
BAR_AT = (40, 70)  # how far down that is
BLOTS = (1, 4)  # in one picture
BLOT_AT = (30, 82)  # a blot's middle, across and down
BLOT = (16, 40)  # half a blot's width and height: what is narrower is a thick 1
SPECKS = (0, 9)  # in one picture
SPECK = (1, 9)  # a speck's radius
EDGE = 4  # fine pixels along the sides without specks
GRAINS = (4, 40)  # across and down in one picture
DARK = (0.4, 0.8)  # of the grain's range: what is above is ink


def turned(x: Pixels, y: Pixels, rng: Generator) -> Pixels:
    """Those of x (n, 28, 28) that are no digits when mirrored or on their side, so turned."""
    chosen = x[np.isin(y, TURNED)]
    quarters = rng.choice(QUARTERS, size=len(chosen), p=CHANCES)
    ways = [np.rot90(i, k) if k else np.fliplr(i) for i, k in zip(chosen, quarters, strict=True)]
    return np.array(ways, np.uint8).reshape(-1, 28, 28)


def overlaid(x: Pixels, rng: Generator) -> Pixels:
    """Two digits written over each other, for each pair of x (2 n, 28, 28): (n, 28, 28)."""
    first, second = x[0::2], x[1::2]
    shifts = rng.integers(*SHIFT, (len(second), 2)) * rng.choice([-1, 1], (len(second), 2))
    moved = [np.roll(i, tuple(s), (0, 1)) for i, s in zip(second, shifts, strict=True)]
    return np.maximum(first, np.array(moved, np.uint8).reshape(-1, 28, 28))


def unwritten(count: int, rng: Generator) -> list[Pixels]:
    """Ink (112, 112) that nobody wrote: ruled lines, frames, blots, specks, texture, nothing."""
    kinds = (_ruled, _frame, _blots, _specks, _texture)
    return [kinds[i % len(kinds)](rng) for i in range(count)]


def _paper() -> Pixels:
    return np.zeros((SIDE, SIDE), np.uint8)


def _pen(rng: Generator) -> int:
    return int(rng.integers(*PEN))


def _ruled(rng: Generator) -> Pixels:
    """Lines across, or a grid; never one alone upright, which is a 1."""
    ink, pen, gap = _paper(), _pen(rng), int(rng.integers(*RULED))
    for y in range(int(rng.integers(gap)), SIDE, gap):
        cv2.line(ink, (0, y), (SIDE, y + int(rng.integers(*FALL))), 255, pen)
    if rng.random() < 0.5:
        for x in range(int(rng.integers(gap)), SIDE, gap):
            cv2.line(ink, (x, 0), (x, SIDE), 255, pen)
    return ink


def _frame(rng: Generator) -> Pixels:
    """A box or its corner."""
    ink, low, high = _paper(), rng.integers(*FRAME_BEGINS, 2), rng.integers(*FRAME_ENDS, 2)
    cv2.rectangle(ink, low.tolist(), high.tolist(), 255, _pen(rng))
    if rng.random() < BARRED:
        middle = int(rng.integers(*BAR_AT))
        cv2.line(ink, (int(low[0]), middle), (int(high[0]), middle), 255, 2)
    return ink


def _blots(rng: Generator) -> Pixels:
    ink = _paper()
    for _ in range(rng.integers(*BLOTS)):
        middle, axes = rng.integers(*BLOT_AT, 2), rng.integers(*BLOT, 2)
        angle = float(rng.uniform(0, 180))
        cv2.ellipse(ink, middle.tolist(), axes.tolist(), angle, 0, 360, 255, -1)
    return ink


def _specks(rng: Generator) -> Pixels:
    """A few dots, or none at all."""
    ink = _paper()
    for _ in range(rng.integers(*SPECKS)):
        cv2.circle(
            ink,
            rng.integers(EDGE, SIDE - EDGE, 2).tolist(),
            int(rng.integers(*SPECK)),
            255,
            -1,
        )
    return ink


def _texture(rng: Generator) -> Pixels:
    """Grain of some size: paper, cloth, wood."""
    size = rng.integers(*GRAINS, 2)
    coarse = rng.random((int(size[0]), int(size[1])), dtype=np.float32)
    field = cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    return np.asarray((field > rng.uniform(*DARK)) * 255, np.uint8)
