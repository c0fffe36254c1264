"""Ink to pictures, the way MNIST's were made: a 20-pixel box, then the centre of mass.

MNIST's pictures are NIST's, "size normalized to fit in a 20x20 pixel box while preserving their
aspect ratio", with grey levels from the anti-aliasing, and "centered in a 28x28 image by computing
the center of mass of the pixels" (LeCun, Cortes, Burges). That shift was by whole pixels.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.data.strokes.hand import Ink
from tenfold.data.strokes.path import Floats

SIZE = 28  # pixels, the picture's side
BOX = 20  # pixels, the longer side of the ink
CENTRE = 14.5  # pixels from the edge: the middle of pixel 14, where MNIST's mass lies to ±0.5
BLUR = 0.55  # pixels, for thin pens; with much less samples show as beads
BLUR_SHARE = 0.25  # of the pen's radius, for thick pens; with much more corners fill up
EDGE = 0.65  # pixels from black to white; with 1.2 networks read MNIST less well
FAINTEST = -40.0  # exponent below which a spot is nothing; keeps products out of subnormals


def render(ink: Ink) -> NDArray[np.uint8]:
    """Grey pictures (n, 28, 28), 255 where all ink."""
    return _rasterise(*_placed(ink))


def _placed(ink: Ink) -> tuple[Floats, Floats, Floats]:
    """Positions and way in pixels, and the pen's radius, scaled into the box and centred."""
    rows, axes = np.arange(len(ink.xy))[:, None], np.arange(2)
    low, high = ink.xy.argmin(axis=1), ink.xy.argmax(axis=1)  # (n, 2): the samples at the extremes
    radius = ink.pen / 2
    reach = radius + np.float32((EDGE - 1) / 2)  # where a pixel's edge must be for it to stay 0
    start = ink.xy[rows, low, axes]  # (n, 2)
    extent = np.maximum(ink.xy[rows, high, axes] - start, np.float32(1e-3))
    scale = ((BOX - reach[rows, low] - reach[rows, high]) / extent).min(axis=1, keepdims=True)
    xy = (ink.xy - start[:, None]) * scale[..., None] + reach[rows, low][:, None]
    size = extent * scale + reach[rows, low] + reach[rows, high]  # (n, 2), the longer one is BOX
    way = ink.way * scale
    mass = (way * radius)[..., None]
    centre = (xy * mass).sum(axis=1) / np.maximum(mass.sum(axis=1), np.float32(1e-6))
    xy += np.clip(np.rint(CENTRE - centre), 0, np.floor(SIZE - size))[:, None]
    return xy, way, radius


def _rasterise(xy: Floats, way: Floats, radius: Floats) -> NDArray[np.uint8]:
    """Blur each sample into a Gaussian spot, sum the spots up, and cut where the pen's edge is.

    Spots are separable, so a picture's sum is one small matrix product. The logarithm of the sum
    is a smooth minimum of the squared distances to the pen's way (less the radius squared), the
    same at the edge of every stroke, whatever the spacing of the samples.
    """
    mean = radius.mean(axis=1, keepdims=True)  # (n, 1)
    blur = np.maximum(mean * np.float32(BLUR_SHARE), np.float32(BLUR))
    falloff = 0.5 / blur**2
    spots = xy[..., None] - (np.arange(SIZE, dtype=np.float32) + np.float32(0.5))
    np.square(spots, out=spots)  # (n, samples, 2, 28)
    spots *= -falloff[..., None, None]
    np.maximum(spots, np.float32(FAINTEST), out=spots)
    np.exp(spots, out=spots)
    # A long straight stroke sums up to way * exp(-distance² / 2 blur²) * blur * sqrt(2 pi).
    weight = way * np.exp(radius**2 * falloff) / (blur * np.float32((2 * np.pi) ** 0.5))
    ink = (spots[:, :, 1] * weight[..., None]).transpose(0, 2, 1) @ spots[:, :, 0]  # (n, 28, 28)
    np.log(np.maximum(ink, np.float32(1e-30)), out=ink)
    # This is radius² - distance², over 2 blur²; at the edge that falls by 2 radius a pixel.
    inside = ink * (blur**2 / mean)[..., None]  # pixels
    return np.clip(inside * np.float32(255 / EDGE) + np.float32(128), 0, 255).astype(np.uint8)
