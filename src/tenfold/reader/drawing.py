"""One lesson: a 28×28 picture of a pen's way, drawn anew as the picture steps would show it.

It is warped, enlarged, drawn with another pen, damaged as pictures are, and brought to 28×28 again
by the reader's own step.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.data.augment import Augment
from tenfold.reader.judge import view
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece

Pixels = NDArray[np.uint8]

FINE = 4  # the pictures are drawn four times as large as MNIST's
SIDE = 28 * FINE
INK = 110  # of 255: what counts as ink
THINNER = -0.6  # MNIST pixels: thinner and thin strokes would vanish
ROUGH_FIELD = 512  # pixels of noise from which each picture takes a part
HALF = 127  # of 255: what is damaged is at least so much ink
# What damages ink: each from, and to below. Lengths are in fine pixels.
GAPS = (1, 5)  # in one digit
GAP = (2, 7)  # a gap's radius
BESIDE = (-0.08, 1.08)  # of the width, from the left: where a speck lies
SPECK_ACROSS = (-3, 4)  # from one end of a speck to the other
SPECK_DOWN = (-12, 13)  # likewise
SPECK_PEN = (2, 7)  # how thick a speck is
LINE_AT = (0.1, 0.9)  # of the height: where a ruled line was
LINE_FALL = (-5, 6)  # from its one end to the other
LINE_PEN = (1, 8)  # how thick it was
CUT = (2, 9)  # what is cut off an edge


@dataclass(frozen=True)
class Variety:
    """How much a picture varies."""

    # Paper lies askew; flat and narrow digits, far more than MNIST's, are drawn on screens. Hands
    # lean already: with much more shear a 7 is a 1.
    warp: Augment = field(
        default_factory=lambda: Augment(14, scale=0.25, shear=0.15, shift=0, elastic=0.05, stroke=0)
    )
    pen: float = 0.45  # sd of the pen's radius, in MNIST pixels
    thinner: float = -0.15  # its mean: what is written large is thin, and widened again
    rough: float = 0.3  # of the ink's level, at most: uneven outlines
    damaged: float = 0.3  # share with gaps, a speck, an edge cut off or a line's trace


VARIETY = Variety()
# Hardly more than hands differ by themselves: most people write as people do.
CALM = Variety(
    warp=Augment(5, scale=0.08, shear=0.06, shift=0, elastic=0.02, stroke=0),
    pen=0.25,
    thinner=-0.05,
    rough=0.2,
    damaged=0.0,
)


@dataclass(frozen=True)
class Scan:
    """How small, blurred, noisy and strong a picture's ink is."""

    untouched: float = 0.3  # share that is seen as it was drawn
    side: tuple[int, int] = (26, SIDE)  # pixels; the smallest are MNIST's own
    blur: float = 0.022  # sd at most, of the side: beyond it small loops close
    noise: float = 14.0  # levels, sd at most: beyond it specks are ink
    stronger: float = 1.6  # times at most, now and then: overexposed ink has no soft edge
    ink: tuple[int, int] = (80, 140)  # of 255: what counts as ink is decided by the light


SCAN = Scan()
LEAST_BLUR = 0.1  # sd in pixels: OpenCV does not take 0
SPECK = 0.02  # of the ink: smaller parts are dropped, as the picture steps do


def drawn_anew(x: Pixels, rng: Generator, variety: Variety = VARIETY) -> list[Pixels]:
    """Each picture of x (n, 28, 28) as soft ink (112, 112), varied."""
    seed = int(rng.integers(2**63))
    warped = variety.warp.apply(x[..., None], seed=seed)[..., 0]
    noise = _noise(rng)
    return [_inked(image, noise, rng, variety) for image in warped]


def seen(ink: Pixels) -> Pixels:
    """Soft ink (112, 112) as the network will see it (28, 28)."""
    return view(ink, Piece(0, 0, (ink > INK).astype(np.uint8)))


def scanned(ink: Pixels, rng: Generator, scan: Scan = SCAN) -> Pixels:
    """Soft ink (112, 112) as the network will see it (28, 28), if a picture had it smaller, blurred
    or noisy."""
    if rng.random() < scan.untouched:
        return seen(ink)
    side = int(rng.integers(*scan.side))
    small = cv2.resize(ink, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
    small = cv2.GaussianBlur(small, (0, 0), LEAST_BLUR + rng.uniform(0, scan.blur) * side)
    noisy = small + rng.normal(0, rng.uniform(0, scan.noise), small.shape)
    noisy *= rng.choice([1.0, 1.0, rng.uniform(1, scan.stronger)])
    levels = np.clip(noisy, 0, 255).astype(np.uint8)
    mask = (levels > rng.uniform(*scan.ink)).astype(np.uint8)
    return view(levels, Piece(0, 0, _without_specks(mask)))


def _without_specks(mask: Pixels) -> Pixels:
    _, parts, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    inks = stats[:, cv2.CC_STAT_AREA]
    inks[0] = 0  # the paper
    return np.asarray(inks[parts] >= max(1.0, SPECK * inks.sum()), np.uint8)


def damaged(ink: Pixels, rng: Generator, variety: Variety = VARIETY) -> Pixels:
    """Gaps in a stroke, a speck beside it, an edge cut off, or the trace of a ruled line that was
    taken out, now and then."""
    if rng.random() >= variety.damaged:
        return ink
    damage = DAMAGES[rng.integers(len(DAMAGES))]
    return damage(ink.copy(), rng)


def _gaps(ink: Pixels, rng: Generator) -> Pixels:
    x, y, width, height = _box(ink)
    for _ in range(rng.integers(*GAPS)):
        spot = int(x + rng.random() * width), int(y + rng.random() * height)
        cv2.circle(ink, spot, int(rng.integers(*GAP)), 0, -1)
    return ink


def _speck(ink: Pixels, rng: Generator) -> Pixels:
    """Beside the ink, or just at it."""
    x, y, width, height = _box(ink)
    spot = int(x + rng.choice(BESIDE) * width), int(y + rng.random() * height)
    end = spot[0] + int(rng.integers(*SPECK_ACROSS)), spot[1] + int(rng.integers(*SPECK_DOWN))
    cv2.line(ink, spot, end, 255, int(rng.integers(*SPECK_PEN)))
    return ink


def _line_s_trace(ink: Pixels, rng: Generator) -> Pixels:
    """Where a ruled line was taken out."""
    x, y, width, height = _box(ink)
    row = int(y + rng.uniform(*LINE_AT) * height)
    end = x + width, row + int(rng.integers(*LINE_FALL))
    cv2.line(ink, (x, row), end, 0, int(rng.integers(*LINE_PEN)))
    return ink


def _cut_off(ink: Pixels, rng: Generator) -> Pixels:
    """One of the four edges."""
    depth, quarters = int(rng.integers(*CUT)), int(rng.integers(4))
    upright = np.ascontiguousarray(np.rot90(ink, quarters))
    first = np.flatnonzero((upright > HALF).any(axis=1))
    upright[: (first[0] if len(first) else 0) + depth] = 0
    return np.ascontiguousarray(np.rot90(upright, -quarters))


def _box(ink: Pixels) -> tuple[int, int, int, int]:
    x, y, width, height = cv2.boundingRect((ink > HALF).astype(np.uint8))
    return x, y, width, height


DAMAGES = (_gaps, _gaps, _speck, _line_s_trace, _cut_off)  # gaps twice as often


def enlarged(image: Pixels) -> Pixels:
    """A picture (28, 28) as soft ink (112, 112)."""
    large = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8)


def _noise(rng: Generator) -> NDArray[np.float32]:
    """Smooth over two pixels, sd about 1."""
    coarse = rng.standard_normal((ROUGH_FIELD // 2, ROUGH_FIELD // 2), dtype=np.float32)
    return np.asarray(cv2.resize(coarse, (ROUGH_FIELD, ROUGH_FIELD)), np.float32)


def _inked(image: Pixels, noise: NDArray[np.float32], rng: Generator, variety: Variety) -> Pixels:
    """A picture (28, 28) drawn large with another pen and rough edges: (112, 112)."""
    large = enlarged(image)
    radius = max(THINNER, rng.normal(variety.thinner, variety.pen))
    reach = round(abs(radius) * FINE)
    if reach:
        pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        large = cv2.dilate(large, pen) if radius > 0 else cv2.erode(large, pen)
    row, column = rng.integers(ROUGH_FIELD - SIDE, size=2)
    part = noise[row : row + SIDE, column : column + SIDE]
    rough = large * (1 + np.float32(variety.rough * rng.random()) * part)
    return np.asarray(np.clip(rough, 0, 255), np.uint8)
