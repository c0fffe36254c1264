"""The paper's colour at every place of a picture, on a smaller picture of the same form.

A drawing has one flat paper colour. A photo's paper changes slowly (vignette, yellow lamp) or at
an edge (a shadow): a median over a wide window follows both, and the strokes, which cover less
than half of any window, leave no trace in it. Where they cover more, a smooth slope is tried, and
where a shadow has corners, what is left without anything as narrow as a stroke.
None but that last asks whether the ink is darker than the paper.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.border import border
from tenfold.vision.channels import Channels
from tenfold.vision.histogram import median, percentile, third_moment
from tenfold.vision.opencv import cv2
from tenfold.vision.shrink import shrunk

Pixels = NDArray[np.uint8]

FLAT_SPREAD = 5  # levels around the commonest one that still are the same flat colour
FLAT_SHARE = 0.5  # of the picture's pixels: then it is a drawing on a flat canvas
CANVAS = 0.9  # of the picture's border in one colour: a canvas or a frame, whatever is within
# A page that a screen painted.
PAINTED = 0.98  # of its border is without grain
LONG = 400  # pixels: a border that is long enough to tell
CHANGES = 16  # levels between the ends of its border, at least; and that a card stands off
SMOOTH = 3  # levels that its border is off a smooth change, at most
CARD = 0.25  # of the page: what a card covers, at least
# What stands off without being strokes, for each level of strokes.
WELL = 0.005  # of a paper that fits
POOR = 0.05  # of one that does not: perhaps no window has more paper than ink
LEAST_INK = 0.5  # levels, on average: of a picture without any the paper's spread decides
WINDOWS = (0.75, 0.4, 0.2)  # of the short side; of equals the first
# Where shadows are followed to their edges.
FINE_SIDE = 512  # pixels: the picture's longer side
SPECK = 5  # pixels of that picture: what is smaller is no stroke
STROKE = 0.12  # of the short side: most pens' strokes; what is wider, a shadow, must not seem one
FAT_STROKE = 0.25  # likewise, a fat pen's
COLOUR_WINDOW = 0.4  # of the short side: the window of the colours' median
ROUNDS = 6  # until a slope no longer changes
SLACK = 4.0  # levels off a slope that are paper
DIMMEST = 80  # levels: paper darker than this shows noise, not ink
ROUGHNESS = 12  # levels that rough paper has on both sides
DARKEST = 99.5  # percent of all pixels: what stands off further than those is the pen's
PEN_SHARE = 0.8  # of the darkest: lighter blobs are shadows
WIDEST_STROKE = 0.2  # of the short side
SMALLEST_WINDOW = 3  # pixels: anything is as wide as a smaller one


def paper_colour(channels: Channels) -> Pixels:
    """A small picture of the same channels."""
    small = channels.small
    flat, around = _flat_colour(small)
    if around >= CANVAS:
        return flat[None, None]  # (1, 1, 3)
    page = _page_colour(small) if _is_painted(channels.pixels) else None
    return _best_paper(small, flat if around > 0 else None) if page is None else page


def smooth_paper(channels: Channels) -> Pixels:
    """Likewise, in light that changes evenly from border to border."""
    return _slope(channels.small)


def shaded_papers(channels: Channels) -> Iterator[Pixels]:
    """Likewise, where shadows of any form lie on it, FINE_SIDE at most: what is left without
    strokes, of most pens and then of fat ones; first dark strokes, or bright ones, whichever is
    likelier, then the others."""
    light, *colours = cv2.split(shrunk(channels.full, FINE_SIDE))
    smooth = np.asarray(cv2.medianBlur(light, SPECK), np.uint8)
    around = [_window_median(colour, COLOUR_WINDOW) for colour in colours]
    ways = [cv2.MORPH_CLOSE, cv2.MORPH_OPEN]
    papers = {way: _without_narrow(smooth, STROKE, way) for way in ways}
    # Bright paper between dark strokes seems bright strokes, and stands off as far.
    ways.sort(key=lambda way: third_moment(cv2.absdiff(papers[way], smooth)), reverse=True)
    for way in ways:
        for strokeless in (papers[way], _without_narrow(smooth, FAT_STROKE, way)):
            yield np.asarray(cv2.merge([strokeless, *around]), np.uint8)


def _without_narrow(light: Pixels, widest: float, way: int) -> Pixels:
    """The light without what is narrower than `widest` of its short side, and dark, or bright."""
    across = int(widest * min(light.shape)) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    around = cv2.BORDER_REFLECT_101
    return np.asarray(cv2.morphologyEx(light, way, disc, borderType=around), np.uint8)


def in_shares(below: Pixels, paper: Pixels) -> Pixels:
    """How far each pixel is below its paper, in 255ths of the paper's light."""
    return np.asarray(cv2.divide(below, cv2.max(paper, DIMMEST), scale=255.0), np.uint8)


def _is_painted(pixels: Pixels) -> bool:
    """Whether a screen painted the border, which has no grain then."""
    sides = pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]
    steps = [np.abs(np.diff(side.astype(np.int16), axis=0)) for side in sides]
    count = sum(map(len, steps))
    return count >= LONG and bool((np.concatenate(steps) <= 1).mean() >= PAINTED)


def _page_colour(small: Pixels) -> Pixels | None:
    """What changes evenly from border to border behind a card, which covers much of it; None if
    nothing does."""
    slope = _slope(small)
    off = np.abs(small.astype(np.int16) - slope).max(axis=2, keepdims=True)
    changes = np.ptp(border(slope), axis=0).max() >= CHANGES
    is_page = changes and (border(off) <= SMOOTH).mean() >= CANVAS
    return slope if is_page and (off >= CHANGES).mean() >= CARD else None


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
        paper = _window_median(light, window)
        misfit = _misfit(light, paper)
        if misfit < best_misfit:
            best, best_misfit, chosen, is_flat = paper, misfit, window, False
    if is_flat:
        estimate = np.full_like(small, flat)
    else:
        estimate = np.asarray(
            cv2.merge([best, *(_window_median(c, chosen) for c in colours)]), np.uint8
        )
    return estimate if best_misfit < POOR else _better(small, estimate, _slope(small))


def _better(small: Pixels, paper: Pixels, slope: Pixels) -> Pixels:
    """Of two papers the one that fits better, in shares of the light: in a shadow the pen stands
    off less."""
    light = cv2.extractChannel(small, 0)
    misfits = [
        _misfit_of(
            in_shares(cv2.subtract(estimate, light), estimate), cv2.subtract(light, estimate)
        )
        for estimate in (cv2.extractChannel(paper, 0), cv2.extractChannel(slope, 0))
    ]
    return slope if misfits[1] < misfits[0] else paper


def _slope(small: Pixels) -> Pixels:
    """A smooth slope through most of the picture's border: fat strokes in uneven light leave no
    window that has more paper than ink (trimmed least squares, quadratic)."""
    height, width = small.shape[:2]
    y, x = (axis.ravel() for axis in np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j])
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)  # (h * w, 6)
    at_border = np.maximum(abs(x), abs(y)) == 1
    values = small.reshape(-1, 3).astype(np.float64)
    kept = at_border
    for _ in range(ROUNDS):
        known = terms[kept].T  # (6, kept)
        fitted = terms @ np.linalg.lstsq(known @ known.T, known @ values[kept], rcond=None)[0]
        off = np.abs(fitted[:, 0] - values[:, 0])
        kept = off <= max(SLACK, 2 * float(np.median(off[at_border])))
    return np.asarray(np.clip(fitted, 0, 255), np.uint8).reshape(small.shape)


def _flat_colour(small: Pixels) -> tuple[Pixels, float]:
    """The one colour (3,) that most of the picture has, and the share of its border that has it; 0
    if there is no such colour."""
    ring = border(small)
    inside = np.bincount(small[..., 0].ravel(), minlength=256) / small[..., 0].size
    around = np.bincount(ring[:, 0], minlength=256) / len(ring)
    window = np.ones(2 * FLAT_SPREAD + 1)
    # Thick strokes on a tight crop can cover most of the picture, but not most of its border.
    share = np.convolve(inside + around, window, mode="same")
    level = int(share.argmax())
    near = cv2.inRange(small[..., 0], level - FLAT_SPREAD, level + FLAT_SPREAD)
    colour = np.array([median(channel, near) for channel in cv2.split(small)], np.uint8)
    if share[level] < 2 * FLAT_SHARE:
        return colour, 0.0
    return colour, float(np.convolve(around, window, mode="same")[level])


def _misfit(light: Pixels, paper: Pixels) -> float:
    """How badly an estimate of the paper fits."""
    return _misfit_of(cv2.subtract(paper, light), cv2.subtract(light, paper))


def _misfit_of(darker: Pixels, lighter: Pixels) -> float:
    """Blobs wider than any stroke on the ink's side, and whatever stands off on the other; for
    each level of ink, as a paper that follows the strokes leaves little of anything."""
    if third_moment(lighter) > third_moment(darker):
        darker, lighter = lighter, darker
    wide = _wide(darker)
    strokes = float(cv2.subtract(darker, ROUGHNESS)[wide == 0].sum()) / darker.size
    rest = float(cv2.subtract(lighter, ROUGHNESS).mean())
    return (_shadow(darker, wide) + rest) / max(strokes, LEAST_INK)


def _wide(darker: Pixels) -> Pixels:
    """What is wider than a stroke: uint8 (h, w), 0 or 1."""
    side = max(SMALLEST_WINDOW, int(WIDEST_STROKE * min(darker.shape)))
    rough = (darker > ROUGHNESS).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(rough, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)))


def _shadow(darker: Pixels, wide: Pixels) -> float:
    """The mean of what is wider than a stroke and mostly paler than the pen: a fat marker in a
    tight crop is wide too, but as dark as the pen."""
    inside = darker[wide > 0]
    if len(inside) == 0:
        return 0.0
    pale = inside < PEN_SHARE * percentile(darker, DARKEST)
    return float(inside.sum()) / darker.size if pale.sum() > 0.5 * len(inside) else 0.0


def _window_median(small: Pixels, window: float) -> Pixels:
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
