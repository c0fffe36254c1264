"""Things: what lies on a photographed page beside the writing, as a coin, an eraser or a blot: far
thicker than the strokes, and of another colour than what is around it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import filled_hull
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece, Sides, sides_of
from tenfold.vision.pieces import labelled
from tenfold.vision.quantiles import weighted_median

Pixels = NDArray[np.uint8]

MOST = 60  # parts: with more it is print, or a scene
# Of a thing's longer side: digits 5 mm high beside a cup, and what is smaller beside it is dust.
BESIDE = 0.03
STROKE = 2.5  # times its thickness: a stroke's length, at least
THICKER = 3.0  # times the others' strokes: a thing
FULL = 0.8  # of its hull: what has no bays
# Times its thickness: the length of a thing without bays, at most. Longer ones are pens, or 1s.
LONGEST = 4.0
LEVEL = 0.5  # of the lower one's height: what stands in line shares so much with its neighbour
ALIKE = 0.65  # of the other's height: likewise, at least
NEAR = 3.0  # of its height: how far it stands from that, at most; boxes of a form are so far apart
OVERLAP = 0.5  # of a part's width or box: what shares so much with a thing is of it
AROUND = 0.15  # of a thing's longer side: so far around it its ground is seen
EDGE = 5  # pixels: what is nearer may be its soft edge, and holes so small are noise
GROUND = (0.15, 0.85)  # of the ground's levels of light and of colour: what is beyond are lines
OFF = 12  # levels beyond those: what is no ground
# Of a screen's pixels: those of exactly their neighbours' colour; of a photograph in a small JPEG
# 0.9 may be.
FLAT = 0.92


def without_things(pixels: Pixels, mask: Pixels) -> Pixels | None:
    """The ink mask (h, w), 0 or 1, of RGB pixels, which may be larger, without things and what they
    enclose; None if there are none, or nothing beside them."""
    boxes, cut_out = labelled(mask)
    sides = boxes[:, 2:4].max(axis=1, initial=0)
    large = np.flatnonzero(sides >= BESIDE * sides.max(initial=0))
    if not 1 < len(large) <= MOST:
        return None
    parts = [cut_out(int(k)) for k in large]
    least = _least_thickness(parts)
    hulls = [Piece(part.x, part.y, filled_hull(part.mask)) for part in parts]
    around = sides_of(parts)
    may_be = [
        k
        for k, whole in enumerate(hulls)
        if _thickness(whole.mask) >= least[k]
        and not _is_in_line(whole, np.delete(around, k, axis=0))
    ]
    if not may_be:
        return None
    colours = _colours(pixels, mask.shape)
    things = [
        hulls[k]
        for k in may_be
        if _is_thing(hulls[k], _off_ground(hulls[k], colours, mask), least[k])
    ]
    if not things or is_flat(pixels):
        return None
    rest = mask.copy()
    for thing in things:
        rest[thing.y : thing.bottom, thing.x : thing.right] &= 1 - thing.mask
    left = [part for part in parts if _is_part(part, things)]
    return without_parts(rest, left)


def without_parts(mask: Pixels, parts: Sequence[Piece]) -> Pixels | None:
    """A mask (h, w), 0 or 1, without what hangs together with these; None if there are none, or
    no more than dust lies beside them."""
    if not parts:
        return None
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    sides = stats[:, 2:4].max(axis=1)
    sides[0] = 0  # the paper
    for part in parts:
        sides[labels[part.y : part.bottom, part.x : part.right][part.mask > 0]] = 0
    if sides.max() < BESIDE * max(max(part.width, part.height) for part in parts):
        return None
    return np.asarray((sides > 0).astype(np.uint8)[labels])


def _least_thickness(parts: list[Piece]) -> list[float]:
    """Of each part how thick it is at least if it is a thing, by the strokes of the others."""
    sides = np.array([max(part.width, part.height) for part in parts])
    strokes = np.array([_thickness(part.mask) for part in parts])
    least = []
    for k, side in enumerate(sides):
        beside = (sides >= BESIDE * side) & (sides >= STROKE * strokes)
        beside[k] = False
        pen = weighted_median(strokes[beside], sides[beside]) if beside.any() else np.inf
        least.append(THICKER * pen)
    return least


def _thickness(mask: Pixels) -> float:
    """The diameter of the largest circle within, in pixels."""
    padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return 2 * float(cv2.distanceTransform(padded, cv2.DIST_L2, 3).max())


def _is_thing(whole: Piece, off: Pixels, least: float) -> bool:
    """Whether what is off the ground within a hull is so thick at least, and as wide as no stroke
    of its length is."""
    fills = cv2.countNonZero(off) >= FULL * whole.area
    longer = LONGEST if fills else STROKE
    return _thickness(off) >= max(least, max(whole.width, whole.height) / longer)


def _off_ground(whole: Piece, colours: Pixels, mask: Pixels) -> Pixels:
    """What within a hull is ink, or of no colour that is around it: uint8, 0 or 1, in its box and
    some of what is around that."""
    reach = EDGE + int(AROUND * max(whole.width, whole.height))
    x, y = max(0, whole.x - reach), max(0, whole.y - reach)
    there = np.s_[y : whole.bottom + reach, x : whole.right + reach]
    ink, own = mask[there], np.zeros_like(mask[there])
    own[whole.y - y :, whole.x - x :][: whole.height, : whole.width] = whole.mask
    edge = np.ones((EDGE, EDGE), np.uint8)
    ground = colours[there][cv2.dilate(own | ink, edge) == 0]  # (n, 3)
    if len(ground) == 0:
        return own & ink
    low, high = np.quantile(ground, GROUND, axis=0)
    beyond = cv2.inRange(colours[there], low - OFF, high + OFF) == 0
    off = cv2.morphologyEx(beyond | ink, cv2.MORPH_CLOSE, edge)
    return np.asarray(off & own, np.uint8)


def _is_in_line(part: Piece, others: Sides) -> bool:
    """Whether it stands in a row with others of about its height."""
    left, top, right, bottom = others.T
    shared = np.minimum(part.bottom, bottom) - np.maximum(part.y, top)
    lower, higher = np.minimum(part.height, bottom - top), np.maximum(part.height, bottom - top)
    apart = np.maximum(part.x - right, left - part.right)
    level = (shared >= LEVEL * lower) & (lower >= ALIKE * higher)
    beside = (apart <= NEAR * part.height) & (apart >= -OVERLAP * (right - left))
    return bool((level & beside).any())


def _is_part(part: Piece, things: Sequence[Piece]) -> bool:
    """Whether most of a part's box is a thing's: its shadow, or what shines on it."""
    least = OVERLAP * part.width * part.height
    return any(_shared(part, thing) >= least for thing in things)


def _shared(a: Piece, b: Piece) -> int:
    """Pixels of both boxes."""
    across = min(a.right, b.right) - max(a.x, b.x)
    down = min(a.bottom, b.bottom) - max(a.y, b.y)
    return max(0, across) * max(0, down)


def _colours(pixels: Pixels, shape: tuple[int, ...]) -> Pixels:
    """A picture's light and its two colours, uint8 (h, w, 3)."""
    small = cv2.resize(pixels, shape[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb), np.uint8)


def is_flat(pixels: Pixels) -> bool:
    """Whether most of RGB pixels (h, w, 3) are exactly of their neighbours' colour, as a program's
    are and hardly a camera's."""
    if min(pixels.shape[:2]) < 2:
        return True  # one line of pixels has no neighbours
    here, right, below = pixels[:-1, :-1], pixels[:-1, 1:], pixels[1:, :-1]
    differs = cv2.max(cv2.absdiff(here, right), cv2.absdiff(here, below))
    alike = cv2.inRange(differs, (0, 0, 0), (0, 0, 0))
    return bool(cv2.countNonZero(alike) >= FLAT * alike.size)
