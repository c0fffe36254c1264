"""Sheets: a piece of paper that lies on something darker, at any angle, or is darker than what it
lies on, or of another colour. What is around it, the grain of a desk or the weave of a cloth, is
no ink.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.border import border
from tenfold.vision.opencv import cv2
from tenfold.vision.quantiles import quantile
from tenfold.vision.sheet import Sheet
from tenfold.vision.shrink import small_size, thinned

Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]  # (n, 2): x, y
Surface = tuple[Pixels, Pixels]  # as it is, and without dark strokes
Hull = NDArray[np.int32]  # (corners, 1, 2): x, y

SMALL_SIDE = 128  # a sheet is large: it is sought on a picture this small
SAMPLED_SIDE = 160  # pixels: of a larger picture every so manyth is enough
DIM = 60  # levels: of darker pixels the colour is noise
STROKE = 0.08  # of its shorter side: wider than most strokes on a sheet
THINNEST_STROKE = 3  # pixels of that picture
LEVELS = 6  # brightnesses that may tell the sheet from what it lies on
DARKEST = 0.02  # of the pixels are speckles, or a dark corner
SMALLEST, LARGEST = 0.05, 0.95  # of the picture's area
SOLIDITY = 0.93  # of its hull: a sheet has no bays
STRAIGHT = 0.93  # of the hull: what lies within its corners
BEND = 0.02  # of the hull's outline: how far a side is off straight
ROUND = 0.85  # of the box around it: what covers less leans no way, as a circle, which covers 0.79
CORNERS = 6  # two more than it has: the picture's border may cut some off
SEEN = 0.5  # of the outline lies within the picture: of a shadow's edge less does
REACH = 3  # small pixels within the outline: where the sheet's light is told
AROUND = (3, 10, 20)  # small pixels beyond the outline: where that of what is around is told
STANDS_OUT = 0.1  # of its light: how much darker the outside is, at least
ALONG = 0.85  # of the outline: where the outside is so dark, at least
BESIDE = 0.5  # likewise, of a sheet that another lies beside
OUTSIDE = 0.1  # of the picture's border: as much must be what is around
# Of the hull is bright: of papers all but what is written, of frames around digits on black a half.
FILLED = 0.6
ALIKE = 0.5  # of the likeliest sheet's area: what lies beside it is a sheet too
MOST = 6  # sheets
INSET = 3  # small pixels: the paper's own edge


def find_sheets(pixels: Pixels) -> list[Sheet]:
    """The sheets in RGB pixels (h, w, 3), several if they are of about one size, beside each other;
    none if nothing is around them."""
    return list(_find(pixels, _surfaces, _is_straight))


def find_sheet(pixels: Pixels) -> Sheet | None:
    """The likeliest of them."""
    return next(_find(pixels, _surfaces, _is_straight), None)


def find_round_sheet(pixels: Pixels) -> Sheet | None:
    """The same, of any form without bays: a sticker, a cut-out, the light of a lamp on paper. A
    fat 0 has that form too."""
    return next(_find(pixels, _surfaces, _has_any_form), None)


def find_coloured_sheet(pixels: Pixels) -> Sheet | None:
    """The same, for paper that is no lighter than what it lies on, but of more or of less colour:
    a yellow note on a grey wall, a white one on a red cover."""
    return next(_find(pixels, _coloured_surfaces, _is_straight), None)


def find_dark_sheet(pixels: Pixels) -> Sheet | None:
    """The same, for what is darker than what it lies on: a slate on a table, a black canvas on a
    white page that leans."""
    return next(_find(255 - pixels, _surfaces, _is_straight), None)


def _find(
    pixels: Pixels, surfaces: Callable[[Pixels], list[Surface]], is_sheet: Callable[[Hull], bool]
) -> Iterator[Sheet]:
    """The likeliest sheet first; the others are made only where they are asked for."""
    height, width = pixels.shape[:2]
    some = thinned(pixels, max(height, width) // SAMPLED_SIDE)
    size = small_size(width, height, SMALL_SIDE)
    # Of every so manyth pixel nothing is gained by averaging, which takes ten times as long.
    small = np.asarray(cv2.resize(some, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    for hull in _best_hulls(surfaces(small), is_sheet):
        place = _without_edge(hull, size)
        if place.any():
            yield _sheet(place, (width, height))


def _sheet(small: Pixels, size: tuple[int, int]) -> Sheet:
    """The sheet whose place is known in a small picture, in one of this size (width, height)."""
    outlines, _ = cv2.findContours(small, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    corners = _corners(cv2.convexHull(np.concatenate(outlines))) + 0.5
    corners = corners * size / small.shape[::-1]
    place = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
    place = cv2.threshold(place, 127, 255, cv2.THRESH_BINARY)[1]
    return Sheet(corners.astype(np.float32), np.asarray(place, np.uint8))


def _without_edge(hull: Hull, size: tuple[int, int]) -> Pixels:
    """The hull filled in a picture of this size (width, height), without the paper's own edge; at
    the picture's border it has none."""
    place = cv2.drawContours(np.zeros(size[::-1], np.uint8), [hull], 0, 255, cv2.FILLED)
    inset = _disc(2 * INSET + 1)
    return np.asarray(
        cv2.erode(place, inset, borderValue=255, borderType=cv2.BORDER_CONSTANT), np.uint8
    )


def _corners(hull: Hull) -> Points:
    """The four corners, clockwise from the top left one; those of the box around it where the
    picture's border cuts some off, and of the level one around what is round."""
    corners = _straightened(hull).reshape(-1, 2)
    if len(corners) != 4:
        corners = cv2.boxPoints(cv2.minAreaRect(hull))
        if cv2.contourArea(hull) < ROUND * cv2.contourArea(corners):
            x, y, width, height = cv2.boundingRect(hull)
            corners = cv2.boxPoints(((x + width / 2, y + height / 2), (width, height), 0))
    centre = corners.mean(axis=0)
    angles = np.arctan2(*(corners - centre).T[::-1])
    corners = corners[np.argsort(angles)]  # clockwise, for y goes down
    first = int(corners.sum(axis=1).argmin())
    return np.asarray(np.roll(corners, -first, axis=0), np.float64)


def _straightened(hull: Hull) -> Hull:
    return np.asarray(cv2.approxPolyDP(hull, BEND * cv2.arcLength(hull, True), True), np.int32)


def _surfaces(small: Pixels) -> list[Surface]:
    """The picture without dark strokes: its light, which tells coloured paper from a desk, and the
    least of its colours, for paper is white and even pale wood is not."""
    light = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    red, green, blue = cv2.split(small)
    return _without_strokes(cv2.min(cv2.min(red, green), blue), light)


def _coloured_surfaces(small: Pixels) -> list[Surface]:
    """The picture's saturation and its opposite, without strokes that have less of it. Neither
    shows a shadow."""
    most, least = small.max(axis=2), small.min(axis=2)
    saturation = cv2.divide(cv2.subtract(most, least), cv2.max(most, DIM), scale=255.0)
    return _without_strokes(saturation, 255 - saturation)


def _without_strokes(*channels: Pixels) -> list[Surface]:
    """The channels (h, w) as they are, and without what is dark and narrow."""
    stroke = _disc(max(THINNEST_STROKE, int(STROKE * min(channels[0].shape))) | 1)
    return [
        (channel, np.asarray(cv2.morphologyEx(channel, cv2.MORPH_CLOSE, stroke), np.uint8))
        for channel in channels
    ]


def _disc(across: int) -> Pixels:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across)), np.uint8)


def _best_hulls(surfaces: list[Surface], is_sheet: Callable[[Hull], bool]) -> list[Hull]:
    """Of all hulls that a sheet could have the one that is large and stands out far, and others
    apart from it that are not much smaller."""
    found = sorted(_hulls(surfaces, is_sheet), key=lambda each: each[:2], reverse=True)
    if not found or found[0][0] == 0:
        return []
    best = [found[0][2]]
    for _, _, hull in found:
        is_large = cv2.contourArea(hull) >= ALIKE * cv2.contourArea(best[0])
        if is_large and len(best) < MOST and not any(_overlap(hull, other) for other in best):
            best.append(hull)
    return best


def _overlap(a: Hull, b: Hull) -> bool:
    return bool(cv2.intersectConvexConvex(a, b)[0] > 0)


def _hulls(
    surfaces: list[Surface], is_sheet: Callable[[Hull], bool]
) -> Iterator[tuple[float, float, Hull]]:
    """All hulls that a sheet could have, each with how large it is and how far it stands out, all
    around, and where another sheet may lie beside it."""
    for plain, surface in surfaces:
        for level in _levels(surface):
            _, bright = cv2.threshold(surface, float(level), 1, cv2.THRESH_BINARY)
            outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
            for hull in (_hull(outline, surface.size) for outline in outlines):
                if hull is None or not is_sheet(hull):
                    continue
                around, beside = _steps(hull, surface)
                if beside > 0 and _is_filled(hull, plain > level):
                    area = cv2.contourArea(hull)
                    yield around * area, beside * area, hull


def _is_filled(hull: Hull, bright: NDArray[np.bool_]) -> bool:
    """Whether enough within a hull is bright: of a frame that is drawn around something only its
    sides are."""
    place = cv2.drawContours(np.zeros(bright.shape, np.uint8), [hull], 0, 1, cv2.FILLED)
    return bool(bright[place > 0].mean() >= FILLED)


def _levels(surface: Pixels) -> Points:
    """Brightnesses between the sheet's and that of what is around; none if the picture's border is
    as bright as anything."""
    high = quantile(surface.ravel(), 1 - SMALLEST)
    if quantile(border(surface), OUTSIDE) > (1 - STANDS_OUT) * high:
        return np.zeros(0)
    return np.linspace(quantile(surface.ravel(), DARKEST), high, LEVELS + 2)[1:-1]


def _hull(outline: Hull, picture: int) -> Hull | None:
    """The hull of an outline, if it could be a sheet's: large, without bays."""
    enclosed = cv2.contourArea(outline)
    if enclosed < SOLIDITY * SMALLEST * picture:
        return None
    hull = cv2.convexHull(outline)
    area = cv2.contourArea(hull)
    is_large = SMALLEST * picture <= area <= LARGEST * picture
    return hull if is_large and enclosed >= SOLIDITY * area else None


def _is_straight(hull: Hull) -> bool:
    """Whether it has few corners, and straight sides between them."""
    corners = _straightened(hull)
    return len(corners) <= CORNERS and bool(
        cv2.contourArea(corners) >= STRAIGHT * cv2.contourArea(hull)
    )


def _has_any_form(_: Hull) -> bool:
    return True


def _steps(hull: Hull, surface: Pixels) -> tuple[float, float]:
    """How far most of the outline stands out from what is around, in shares of its light, and how
    far half of it does; 0 if not far enough, or too little of it is seen."""
    points, normals = _walked(hull.reshape(-1, 2).astype(np.float64))
    size = np.array([surface.shape[1], surface.shape[0]])
    seen = ((points > REACH) & (points < size - 1 - REACH)).all(axis=1)
    if seen.mean() < SEEN:
        return 0.0, 0.0
    points, normals = points[seen], normals[seen]
    within = _along(surface, points + REACH * normals)
    # Beyond a fat stroke the same paper goes on.
    around = np.max([_along(surface, points - far * normals) for far in AROUND], axis=0)
    steps = np.quantile(1 - around / np.maximum(within, 1), (1 - ALONG, 1 - BESIDE))
    most, half = np.where(steps > STANDS_OUT, steps, 0.0).tolist()
    return most, half


def _along(surface: Pixels, points: Points) -> Points:
    """The levels at the points, or at the border next to them."""
    size = np.array([surface.shape[1], surface.shape[0]])
    x, y = np.clip(np.rint(points), 0, size - 1).astype(int).T
    return np.asarray(surface[y, x], np.float64)


def _walked(corners: Points) -> tuple[Points, Points]:
    """Points along a convex outline, a pixel apart, and the unit vectors into it there."""
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.hypot(*sides.T)
    along = np.concatenate([np.arange(length) / length for length in lengths])
    which = np.repeat(np.arange(len(corners)), np.ceil(lengths).astype(int))
    points = corners[which] + along[:, None] * sides[which]
    normals = sides[:, ::-1] * np.array([-1, 1]) / lengths[:, None]
    inwards = ((corners.mean(axis=0) - corners) * normals).sum() > 0
    return points, (normals if inwards else -normals)[which]
