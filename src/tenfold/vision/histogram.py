"""How often each level is in a picture, and what that tells of what stands off its paper."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.shrink import thinned

Pixels = NDArray[np.uint8]

LEVELS = np.arange(256.0)
CUBES = LEVELS**3
SAMPLED = 19_000  # pixels of a larger picture: a quarter of a first look at 320×240


def third_moment(levels: Pixels) -> float:
    """The ink stands off further: in third powers strokes outweigh the paper's own spread."""
    return float(_of_sample(levels) @ CUBES)


def peak(levels: Pixels) -> float:
    """The level of what stands off furthest, however little of the picture it covers: the mean,
    weighted with third powers."""
    counts = _of_sample(levels)
    weight = counts @ CUBES
    return float(counts @ (LEVELS * CUBES) / weight) if weight else 0.0


def percentile(levels: Pixels, share: float) -> int:
    """The level that `share` percent of the pixels do not exceed."""
    counts = _of_sample(levels)
    return int(np.searchsorted(counts.cumsum(), counts.sum() * share / 100))


def median(levels: Pixels, where: Pixels | None = None) -> float:
    """The middle level of all pixels, or of those where a mask is not 0; of two such levels their
    mean. A tenth of NumPy's time."""
    counts = histogram(levels, where)
    count = int(counts.sum())
    ranks = [(count + 1) // 2, count // 2 + 1]
    return float(np.searchsorted(counts.cumsum(), ranks).mean())


def histogram(levels: Pixels, where: Pixels | None = None) -> NDArray[np.float32]:
    """How many pixels have each level (256,), of all or of those where a mask is not 0."""
    counts = cv2.calcHist([levels], [0], where, [256], [0, 256])
    return np.asarray(counts.ravel(), np.float32)


def _of_sample(levels: Pixels) -> NDArray[np.float32]:
    return histogram(sampled(levels))


def sampled(pixels: Pixels) -> Pixels:
    """Every so manyth pixel of a large picture: enough for a histogram."""
    height, width = pixels.shape[:2]
    return thinned(pixels, int((height * width / SAMPLED) ** 0.5))
