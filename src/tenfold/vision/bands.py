"""Bands: strips from border to border that a screen shows above or beside each other, such as an
app's title, its canvas and its buttons.

Each has its own background. Taken for one paper, the darker of them are ink on the lighter.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.channels import SMALL_SIDE, Channels
from tenfold.vision.histogram import median
from tenfold.vision.opencv import cv2
from tenfold.vision.place import Box
from tenfold.vision.shrink import thinned

Pixels = NDArray[np.uint8]

SMALLEST = 100  # pixels: no screen is smaller
SAMPLED_SIDE = 256  # pixels: of a larger picture every so manyth is enough
LINE = 5  # small pixels: what is thinner is a rule, no band
SOFT = 3  # small pixels that an edge may be wide
NARROWEST = 0.06  # of the picture
STEP = 8  # levels between two bands
SHARP = 0.7  # of an edge's height
REACH = 4  # small pixels on either side of an edge: its height is what changes there
ACROSS = 0.85  # of an edge: strokes and letters may lie over the rest
WIDEST_STROKE = 0.4  # of the picture: a band with nothing on it may be a stroke so wide
STROKE_EDGE = 0.2  # of such a stroke's width, on either side, for it may be soft
BLANK = 0.97  # of a stroke is of one colour
PLAIN = 0.6  # of a screen's band is of one colour
SAME = 2  # levels off a colour that still are the same


def find_bands(channels: Channels) -> list[Box]:
    """Boxes of a picture's bands, those below each other or those side by side; none where the
    picture is all one."""
    pixels = channels.pixels
    height, width = pixels.shape[:2]
    if min(height, width) < SMALLEST:
        return []
    small = channels.small_pixels
    if min(small.shape[:2]) < LINE:
        return []
    some = thinned(pixels, max(height, width) // SAMPLED_SIDE)
    rows = _between(_ends(small, some, pixels), height)
    if len(rows) > 1:
        return [(0, top, width, end - top) for top, end in rows]
    columns = _between(_ends(*(each.swapaxes(0, 1) for each in (small, some, pixels))), width)
    if len(columns) > 1:
        return [(left, 0, end - left, height) for left, end in columns]
    return []


def _between(ends: list[float], size: int) -> list[tuple[int, int]]:
    """Where each band begins and ends, in pixels of a picture `size` high, without the edges
    between two: those are soft, and known to a small pixel only."""
    edge = 1 + size // SMALL_SIDE
    starts = [0, *(round(end * size) + edge for end in ends[:-1])]
    stops = [*(round(end * size) - edge for end in ends[:-1]), size]
    return list(zip(starts, stops, strict=True))


def _ends(small: Pixels, some: Pixels, pixels: Pixels) -> list[float]:
    """Where bands below each other end, in shares of the height."""
    starts = [0]
    for edge in _edges(small):
        if min(edge - starts[-1], len(small) - edge) >= NARROWEST * len(small):
            starts.append(edge)
    if len(starts) == 1:
        return [1.0]
    bands = np.split(some, [start * len(some) // len(small) for start in starts[1:]])
    if any(_is_stroke(band, len(some)) for band in bands):
        return [1.0]
    plain = [is_plain(band) for band in bands]
    shares = [start / len(small) for start in starts[1:]]
    edges = [
        share
        for k, share in enumerate(shares)
        # A shadow has edges as well, but lies on paper.
        if (plain[k] or plain[k + 1])
        and _differ(bands[k], bands[k + 1])
        and _is_sharp(pixels, share)
    ]
    return [*edges, 1.0]


def _is_stroke(band: Pixels, size: int) -> bool:
    """Whether a band of a picture `size` high may be a fat stroke: nothing is on it."""
    edge = int(STROKE_EDGE * len(band))
    inside = band[edge : len(band) - edge]
    return len(band) < WIDEST_STROKE * size and _share_alike(inside) >= BLANK


def _differ(above: Pixels, below: Pixels) -> bool:
    """Whether two bands do: beside a thick rule they are the same paper."""
    colours = [np.median(band[:, [0, -1]], axis=(0, 1)) for band in (above, below)]
    return bool(np.abs(colours[0] - colours[1]).max() >= STEP)


def _is_sharp(pixels: Pixels, share: float) -> bool:
    """Whether most of the step at this share of the height is one of SOFT pixels: a rule in a
    small picture that was enlarged is softer."""
    reach = REACH * (1 + len(pixels) // SMALL_SIDE)
    middle = round(share * len(pixels))
    around = pixels[max(0, middle - reach) : middle + reach, [0, -1]].astype(np.int16)
    steps = np.abs(around[SOFT:] - around[:-SOFT]).max(axis=0)  # (2, 3)
    return bool((steps >= SHARP * np.ptp(around, axis=0)).all())


def _edges(small: Pixels) -> list[int]:
    """The rows of small pixels (h, w, 3) that differ from those above from border to border."""
    at_ends = _steps(small[:, [0, 1, -2, -1]])
    up, down = at_ends.min(axis=1), -at_ends.max(axis=1)  # (rows, 3): the least of the four
    step = np.maximum(up, down).max(axis=1)  # (rows,)
    if step.max(initial=0) < STEP:
        return []  # so most pictures end here
    colour = np.maximum(up, down).argmax(axis=1)
    way = np.where(up > down, 1, -1)[np.arange(len(step)), colour]
    along = _steps(small)[np.arange(len(step)), :, colour] * way[:, None]  # (rows, w)
    is_edge = (step >= STEP) & ((along >= STEP).mean(axis=1) >= ACROSS)
    return _peaks(np.where(is_edge, step, 0))


def _steps(small: Pixels) -> NDArray[np.int16]:
    """From each row (w, 3) to that beyond an edge's softness, rules and other thin lines apart."""
    upright = np.ones((LINE, 1), np.uint8)
    broad = cv2.morphologyEx(np.ascontiguousarray(small), cv2.MORPH_CLOSE, upright)
    broad = cv2.morphologyEx(broad, cv2.MORPH_OPEN, upright).astype(np.int16)
    return np.asarray(broad[SOFT:] - broad[:-SOFT])


def _peaks(height: NDArray[np.int16]) -> list[int]:
    """Of the steps that one edge makes the middle of the highest, as rows of the picture."""
    inside = np.pad(height > 0, 1).astype(np.int8)
    starts, stops = (np.flatnonzero(np.diff(inside) == way) for way in (1, -1))
    highest = [
        start + np.flatnonzero(height[start:stop] == height[start:stop].max())
        for start, stop in zip(starts, stops, strict=True)
    ]
    return [int(own[len(own) // 2]) + (SOFT + 1) // 2 for own in highest]


def is_plain(band: Pixels) -> bool:
    """Whether most of a band (h, w, 3) is of one colour, as only screens show it."""
    return _share_alike(thinned(band, max(band.shape) // SAMPLED_SIDE)) >= PLAIN


def _share_alike(band: Pixels) -> float:
    """How much of it is of its commonest colour."""
    colour = np.array([median(channel) for channel in cv2.split(band)])
    alike = cv2.inRange(band, np.ceil(colour - SAME), np.floor(colour + SAME))
    return float(cv2.countNonZero(alike) / alike.size)
