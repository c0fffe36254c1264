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
CENTRE = 14  # the pixel in whose middle MNIST's centres of mass lie, to ±0.5
BLUR = 0.55  # pixels, for thin pens; with much less samples show as beads
BLUR_SHARE = 0.25  # of the pen's radius, for thick pens; with much more corners fill up
ROUGH = np.float32(0.16)  # pixels; found by drawing, so that 95 of 100 boxes are 20 pixels long
FAINTEST = -40.0  # exponent below which a spot is nothing; keeps products out of subnormals


def render(ink: Ink) -> NDArray[np.uint8]:
    """Grey pictures (n, 28, 28), 255 where all ink."""
    return _centred(_rasterise(_boxed(ink)))


def _boxed(ink: Ink) -> Ink:
    """The ink in pixels, in the top left corner, its longer side BOX."""
    radius: Floats = ink.pen / np.float32(2)
    # To where the edge of a pixel leaves it 0; rough edges blur into each other and reach further.
    reach = (radius + (ink.edge - 1 + ROUGH) / np.float32(2))[..., None]
    scale = _fitting(ink.xy, reach)
    xy = ink.xy * scale[..., None]
    xy -= (xy - reach).min(axis=1, keepdims=True)
    return ink._replace(xy=xy, way=ink.way * scale)


def _fitting(xy: Floats, reach: Floats) -> Floats:
    """Pixels per height (n, 1) at which the ink is BOX pixels long, to a tenth of a pixel."""
    pen = 2 * reach.mean(axis=(1, 2))
    extent = np.maximum(np.ptp(xy, axis=1).max(axis=1), np.float32(1e-3))
    scale = (BOX - pen) / extent  # right for a pen of one width
    place = xy * scale[:, None, None]
    size = ((place + reach).max(axis=1) - (place - reach).min(axis=1)).max(axis=1)
    fitting: Floats = (scale * (BOX - pen) / np.maximum(size - pen, np.float32(1)))[:, None]
    return fitting


def _rasterise(ink: Ink) -> NDArray[np.uint8]:
    """Blur each sample into a Gaussian spot, sum the spots up, and cut where the pen's edge is.

    Spots are separable, so a picture's sum is one small matrix product. The logarithm of the sum
    is a smooth minimum of the squared distances to the pen's way (less the radius squared), the
    same at the edge of every stroke, whatever the spacing of the samples.
    """
    radius: Floats = ink.pen / np.float32(2)
    mean = radius.mean(axis=1, keepdims=True)  # (n, 1)
    blur = np.maximum(mean * np.float32(BLUR_SHARE), np.float32(BLUR))
    falloff = 0.5 / blur**2
    spots = ink.xy[..., None] - (np.arange(SIZE, dtype=np.float32) + np.float32(0.5))
    np.square(spots, out=spots)  # (n, samples, 2, 28)
    spots *= -falloff[..., None, None]
    np.maximum(spots, np.float32(FAINTEST), out=spots)
    np.exp(spots, out=spots)
    # A long straight stroke sums up to way * exp(-distance² / 2 blur²) * blur * sqrt(2 pi), and at
    # its tip to half of that: there the other half is added, or strokes would end in a point.
    whole = blur * np.float32((2 * np.pi) ** 0.5)
    density = ink.way / whole + ink.tip * (ink.way > 0) / 2
    weight = density * np.exp(radius**2 * falloff)
    total = (spots[:, :, 1] * weight[..., None]).transpose(0, 2, 1) @ spots[:, :, 0]  # (n, 28, 28)
    np.log(np.maximum(total, np.float32(1e-30)), out=total)
    # This is radius² - distance², over 2 blur².
    total *= -2 * blur[..., None] ** 2
    total += mean[..., None] ** 2
    inside = mean[..., None] - np.sqrt(np.maximum(total, 0))  # pixels
    grey: NDArray[np.uint8] = np.clip(255 / ink.edge[..., None] * inside + 128, 0, 255).astype(
        np.uint8
    )
    return grey


def _centred(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Shift by whole pixels what lies in the top left corner."""
    n, line = len(pictures), np.arange(SIZE)
    total = np.maximum(pictures.sum(axis=(1, 2), dtype=np.float32), 1)
    source = []
    for axis in (2, 1):  # sums over columns give the rows' profile, and the other way round
        profile = pictures.sum(axis=axis, dtype=np.float32)  # (n, 28)
        room = (profile[:, ::-1] > 0).argmax(axis=1)  # empty lines at the end
        shift = np.clip(np.rint(CENTRE - profile @ line / total), 0, room).astype(np.int64)
        source.append((line - shift[:, None]) % SIZE)
    rows, columns = source
    shifted: NDArray[np.uint8] = pictures[
        np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]
    ]
    return shifted
