"""Even light: the paper's colour at every pixel, and how far each pixel stands off it.

A drawing has one flat paper colour. A photo's paper changes slowly (vignette, yellow lamp) or at
an edge (a shadow): a median over a wide window follows both, and the strokes, which cover less
than half of any window, leave no trace in it. Where they cover more, a smooth slope is tried.
None of them asks whether the ink is darker than the paper; the sign of what stands off decides
that afterwards.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.colours import Colours
from tenfold.vision.opencv import cv2
from tenfold.vision.shrink import shrunk, thinned

Pixels = NDArray[np.uint8]

SMALL_SIDE = 128  # the paper is estimated on a picture this small: it has no detail
FLAT_SPREAD = 5  # levels around the commonest one that still are the same flat colour
FLAT_SHARE = 0.5  # of the picture's pixels: then it is a drawing on a flat canvas
CANVAS = 0.9  # of the picture's border in one colour: a canvas or a frame, whatever is within
# What stands off without being strokes, for each level of strokes: a paper that fits well, and one
# that fits so poorly that no window may have more paper than ink.
WELL, POOR = 0.005, 0.05
LEAST = 0.5  # levels of ink, on average: of a picture without any the paper's spread decides
WINDOWS = (0.75, 0.4, 0.2)  # of the short side; of equals the first
SETTLED, SLACK = 6, 4.0  # rounds until a slope no longer changes; levels off it that are paper
DIMMEST = 80  # levels: paper darker than this shows noise, not ink
ROUGHNESS = 12  # levels that rough paper has on both sides
PEN_SHARE = 0.8  # of the darkest: lighter blobs are shadows
WIDEST_STROKE = 0.2  # of the short side
ENOUGH = 19_000  # pixels: a quarter of a first look at 320×240
CHROMA_NOISE = 8  # levels of colour that paper and JPEG have by themselves
DISTINCT = 0.5  # of what stands off furthest
COLOUR_RULES = 1.3  # times the light's contrast: then the ink is told by its colour


@dataclass(frozen=True)
class Contrast:
    """How far each pixel stands off its paper: uint8 (h, w), 0 is paper. `noise` is the paper's own
    spread in the same levels, `dark` whether the ink is darker than the paper. `away` is how far
    the light is from the paper's on either side, `colours` what both are of."""

    levels: Pixels
    away: Pixels
    noise: float
    dark: bool
    colours: Colours


def contrast(pixels: Pixels) -> Contrast:
    """RGB pixels uint8 (h, w, 3) to the contrast against the paper."""
    channels = cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb)  # (h, w, 3): light, two colours
    return _against(paper_colour(channels), pixels, channels)


def contrast_to_slope(pixels: Pixels) -> Contrast:
    """The same against paper in light that changes evenly from border to border: whatever fills
    the picture, it is no shadow."""
    channels = cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb)
    return _against(_slope(shrunk(channels, SMALL_SIDE)), pixels, channels)


def _against(paper: Pixels, pixels: Pixels, channels: Pixels) -> Contrast:
    light = cv2.extractChannel(channels, 0)
    paper_light = _enlarged(cv2.extractChannel(paper, 0), light.shape)
    # Saturating: 0 where the pixel is lighter. In a shadow contrast shrinks with the light.
    below = cv2.subtract(paper_light, light)
    darker = _in_shares(below, paper_light)
    lighter = cv2.subtract(light, paper_light)
    dark = _third_moment(darker) >= _third_moment(lighter)
    ink, other = (darker, lighter) if dark else (lighter, below)
    if _is_told_by_colour(_colour(_some(channels), paper), _some(ink)):
        ink = cv2.max(ink, cv2.multiply(_colour(channels, paper), 1.5))
    # The side without ink is paper alone; 1.28 standard deviations of a normal law are at 90 %.
    noise = _percentile(other, 90) / 1.28
    return Contrast(ink, cv2.max(lighter, below), noise, dark, Colours.of(pixels, paper))


def _is_told_by_colour(colour: Pixels, ink: Pixels) -> bool:
    """Whether colour says more than light of what it shows most distinctly, and that is no rule
    beside a far darker pen: colour is coarser than light in every JPEG."""
    peak = _peak(colour)
    distinct = colour > DISTINCT * peak
    says_more = colour[distinct].sum() > COLOUR_RULES * ink[distinct].sum()
    return bool(says_more and peak > DISTINCT * _peak(ink))


def paper_colour(channels: Pixels) -> Pixels:
    """The paper's colour: a small picture of the same form, SMALL_SIDE at most."""
    small = shrunk(channels, SMALL_SIDE)
    flat, around = _flat_colour(small)
    if around >= CANVAS:
        return np.full_like(small, flat)
    return _best_paper(small, flat if around > 0 else None)


def _colour(channels: Pixels, paper: Pixels) -> Pixels:
    """How far each pixel's colour is from the paper's, apart from its light."""
    off = [
        cv2.absdiff(
            cv2.extractChannel(channels, k),
            _enlarged(cv2.extractChannel(paper, k), channels.shape[:2]),
        )
        for k in (1, 2)
    ]
    return np.asarray(cv2.subtract(cv2.max(*off), CHROMA_NOISE), np.uint8)


def _enlarged(small: Pixels, shape: tuple[int, ...]) -> Pixels:
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _best_paper(small: Pixels, flat: Pixels | None) -> Pixels:
    """The first that fits well, or the one that fits best: too wide a window takes a shadow for
    ink, too narrow a one takes a thick stroke for paper."""
    light, *colours = cv2.split(small)
    best, chosen = light, WINDOWS[0]
    best_misfit = np.inf if flat is None else _misfit(light, np.full_like(light, flat[0]))
    is_flat = flat is not None
    for window in WINDOWS:
        if best_misfit < WELL:
            break
        paper = _median(light, window)
        misfit = _misfit(light, paper)
        if misfit < best_misfit:
            best, best_misfit, chosen, is_flat = paper, misfit, window, False
    if is_flat:
        estimate = np.full_like(small, flat)
    else:
        estimate = np.asarray(cv2.merge([best, *(_median(c, chosen) for c in colours)]), np.uint8)
    return estimate if best_misfit < POOR else _better(small, estimate, _slope(small))


def _better(small: Pixels, paper: Pixels, slope: Pixels) -> Pixels:
    """Of two papers the one that fits better, in shares of the light: in a shadow the pen stands
    off less."""
    light = cv2.extractChannel(small, 0)
    misfits = [
        _misfit_of(
            _in_shares(cv2.subtract(estimate, light), estimate), cv2.subtract(light, estimate)
        )
        for estimate in (cv2.extractChannel(paper, 0), cv2.extractChannel(slope, 0))
    ]
    return slope if misfits[1] < misfits[0] else paper


def _in_shares(below: Pixels, paper: Pixels) -> Pixels:
    """How far each pixel is below its paper, in 255ths of the paper's light."""
    return np.asarray(cv2.divide(below, cv2.max(paper, DIMMEST), scale=255.0), np.uint8)


def _slope(small: Pixels) -> Pixels:
    """A smooth slope through most of the picture's border: fat strokes in uneven light leave no
    window that has more paper than ink (trimmed least squares, quadratic)."""
    height, width = small.shape[:2]
    y, x = (axis.ravel() for axis in np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j])
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)  # (h * w, 6)
    at_border = np.maximum(abs(x), abs(y)) == 1
    values = small.reshape(-1, 3).astype(np.float64)
    kept = at_border
    for _ in range(SETTLED):
        known = terms[kept].T  # (6, kept)
        fitted = terms @ np.linalg.lstsq(known @ known.T, known @ values[kept], rcond=None)[0]
        off = np.abs(fitted[:, 0] - values[:, 0])
        kept = off <= max(SLACK, 2 * float(np.median(off[at_border])))
    return np.asarray(np.clip(fitted, 0, 255), np.uint8).reshape(small.shape)


def _flat_colour(small: Pixels) -> tuple[Pixels, float]:
    """The one colour (3,) that most of the picture has, and the share of its border that has it; 0
    if there is no such colour."""
    ring = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])
    inside = np.bincount(small[..., 0].ravel(), minlength=256) / small[..., 0].size
    around = np.bincount(ring[:, 0], minlength=256) / len(ring)
    window = np.ones(2 * FLAT_SPREAD + 1)
    # Thick strokes on a tight crop can cover most of the picture, but not most of its border.
    share = np.convolve(inside + around, window, mode="same")
    level = int(share.argmax())
    near = np.abs(small[..., 0].astype(np.int16) - level) <= FLAT_SPREAD
    colour = np.asarray(np.median(small[near], axis=0), np.uint8)
    if share[level] < 2 * FLAT_SHARE:
        return colour, 0.0
    return colour, float(np.convolve(around, window, mode="same")[level])


def _misfit(light: Pixels, paper: Pixels) -> float:
    """How badly an estimate of the paper fits."""
    return _misfit_of(cv2.subtract(paper, light), cv2.subtract(light, paper))


def _misfit_of(darker: Pixels, lighter: Pixels) -> float:
    """Blobs wider than any stroke on the ink's side, and whatever stands off on the other; for
    each level of ink, as a paper that follows the strokes leaves little of anything."""
    if _third_moment(lighter) > _third_moment(darker):
        darker, lighter = lighter, darker
    wide = _wide(darker)
    strokes = float(cv2.subtract(darker, ROUGHNESS)[wide == 0].sum()) / darker.size
    rest = float(cv2.subtract(lighter, ROUGHNESS).mean())
    return (_shadow(darker, wide) + rest) / max(strokes, LEAST)


def _wide(darker: Pixels) -> Pixels:
    """What is wider than a stroke: uint8 (h, w), 0 or 1."""
    side = max(3, int(WIDEST_STROKE * min(darker.shape)))
    rough = (darker > ROUGHNESS).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(rough, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)))


def _shadow(darker: Pixels, wide: Pixels) -> float:
    """The mean of what is wider than a stroke and mostly paler than the pen: a fat marker in a
    tight crop is wide too, but as dark as the pen."""
    inside = darker[wide > 0]
    if len(inside) == 0:
        return 0.0
    pale = inside < PEN_SHARE * _percentile(darker, 99.5)
    return float(inside.sum()) / darker.size if pale.sum() > 0.5 * len(inside) else 0.0


def _median(small: Pixels, window: float) -> Pixels:
    kernel = int(window * min(small.shape)) | 1
    reach = kernel // 2
    reach_y, reach_x = min(reach, small.shape[0] - 1), min(reach, small.shape[1] - 1)
    # Mirrored, so that a stroke at the border is no wider than it is.
    padded = cv2.copyMakeBorder(
        small, reach_y, reach_y, reach_x, reach_x, borderType=cv2.BORDER_REFLECT_101
    )
    smooth = cv2.medianBlur(padded, kernel)
    inside = smooth[reach_y : reach_y + small.shape[0], reach_x : reach_x + small.shape[1]]
    return np.asarray(inside, np.uint8)


def _third_moment(levels: Pixels) -> float:
    """The ink stands off further: in third powers strokes outweigh the paper's own spread."""
    return float(_histogram(levels) @ np.arange(256.0) ** 3)


def _peak(levels: Pixels) -> float:
    """The level of what stands off furthest, however little of the picture it covers: the mean,
    weighted with third powers."""
    counts, level = _histogram(levels), np.arange(256.0)
    weight = counts @ level**3
    return float(counts @ level**4 / weight) if weight else 0.0


def _percentile(levels: Pixels, share: float) -> int:
    counts = _histogram(levels)
    return int(np.searchsorted(counts.cumsum(), counts.sum() * share / 100))


def _histogram(levels: Pixels) -> NDArray[np.float32]:
    counts = cv2.calcHist([_some(levels)], [0], None, [256], [0, 256])
    return np.asarray(counts.ravel(), np.float32)


def _some(pixels: Pixels) -> Pixels:
    """Every so manyth pixel of a large picture: enough for a histogram."""
    height, width = pixels.shape[:2]
    return thinned(pixels, int((height * width / ENOUGH) ** 0.5))
