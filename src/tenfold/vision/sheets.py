"""Sheets: a piece of paper that lies on something darker, at any angle. What is around it, the
grain of a desk or the weave of a cloth, is no ink.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]  # (n, 2): x, y
Hull = NDArray[np.int32]  # (corners, 1, 2): x, y

SMALL_SIDE = 128  # a sheet is large: it is sought on a picture this small
STROKE = 0.08  # of its shorter side: wider than most strokes on a sheet
LEVELS = 6  # brightnesses that may tell the sheet from what it lies on
SMALLEST, LARGEST = 0.08, 0.95  # of the picture's area
FULL = 0.93  # of its hull: a sheet has no bays
STRAIGHT, BEND = 0.93, 0.02  # of the hull in few corners; of the outline's length off straight
SEEN = 0.45  # of the outline lies within the picture: of a shadow's edge less does
REACH = 3  # small pixels to either side of the outline
STANDS_OUT, MOST = 0.1, 0.85  # of its light against the outside, along so much of the outline
INSET = 3  # small pixels: the paper's own edge


def find_sheet(pixels: Pixels) -> Pixels | None:
    """Where the sheet is in RGB pixels (h, w, 3): uint8 (h, w), 255 on it. None if there is no
    sheet, or nothing around it."""
    height, width = pixels.shape[:2]
    scale = min(1.0, SMALL_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    hull = _best_hull(_surfaces(small))
    if hull is None:
        return None
    place = np.zeros(small.shape[:2], np.uint8)
    cv2.drawContours(place, [hull], 0, 255, cv2.FILLED)
    inset = np.ones((2 * INSET + 1, 2 * INSET + 1), np.uint8)
    # Where the sheet leaves the picture it has no edge of its own.
    place = cv2.erode(place, inset, borderValue=255, borderType=cv2.BORDER_CONSTANT)
    place = cv2.resize(place, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.threshold(place, 127, 255, cv2.THRESH_BINARY)[1], np.uint8)


def alone(pixels: Pixels, sheet: Pixels) -> Pixels:
    """The pixels with what is around the sheet painted over, in the colours of the paper nearby."""
    height, width = sheet.shape
    scale = min(1.0, SMALL_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(cv2.copyTo(pixels, sheet), size, interpolation=cv2.INTER_AREA)
    known = cv2.resize(sheet, size, interpolation=cv2.INTER_AREA)
    painted = cv2.inpaint(small, (known < 255).astype(np.uint8), REACH, cv2.INPAINT_TELEA)
    painted = cv2.resize(painted, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.copyTo(pixels, sheet, painted), np.uint8)


def _surfaces(small: Pixels) -> list[Pixels]:
    """The picture without dark strokes: its light, which tells coloured paper from a desk, and the
    least of its colours, for paper is white and even pale wood is not."""
    light = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    red, green, blue = cv2.split(small)
    side = max(3, int(STROKE * min(light.shape))) | 1
    stroke = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    white = cv2.min(cv2.min(red, green), blue)
    return [cv2.morphologyEx(channel, cv2.MORPH_CLOSE, stroke) for channel in (white, light)]


def _best_hull(surfaces: list[Pixels]) -> Hull | None:
    """Of all hulls that a sheet could have the one that is large and stands out far."""
    best, most = None, 0.0
    for surface in surfaces:
        for level in _levels(surface):
            _, bright = cv2.threshold(surface, float(level), 1, cv2.THRESH_BINARY)
            outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
            for hull in (_hull(outline, surface.size) for outline in outlines):
                score = 0.0 if hull is None else _step(hull, surface) * cv2.contourArea(hull)
                if score > most:
                    best, most = hull, score
    return best


def _levels(surface: Pixels) -> Points:
    """Brightnesses between the sheet's and that of what is around; none if the picture's border is
    as bright as anything."""
    border = np.concatenate([surface[0], surface[-1], surface[:, 0], surface[:, -1]])
    low, high = np.percentile(surface, [2, 98])
    if np.percentile(border, 10) > (1 - STANDS_OUT) * high:
        return np.zeros(0)
    return np.linspace(low, high, LEVELS + 2)[1:-1]


def _hull(outline: Hull, picture: int) -> Hull | None:
    """The hull of an outline, if it could be a sheet's: large, without bays, with few corners."""
    hull = cv2.convexHull(outline)
    area = cv2.contourArea(hull)
    if not SMALLEST * picture <= area <= LARGEST * picture:
        return None
    if cv2.contourArea(outline) < FULL * area:
        return None
    corners = cv2.approxPolyDP(hull, BEND * cv2.arcLength(hull, True), True)
    return hull if cv2.contourArea(corners) >= STRAIGHT * area else None


def _step(hull: Hull, surface: Pixels) -> float:
    """How far most of the outline stands out from what is around, in shares of its light; 0 if not
    far enough, or too little of it is seen."""
    points, normals = _walked(hull.reshape(-1, 2).astype(np.float64))
    size = np.array([surface.shape[1], surface.shape[0]])
    seen = ((points > REACH) & (points < size - 1 - REACH)).all(axis=1)
    if seen.mean() < SEEN:
        return 0.0
    within, around = (
        surface[tuple(np.rint(points + way * normals)[seen].astype(int).T[::-1])].astype(float)
        for way in (REACH, -REACH)
    )
    step = float(np.quantile(1 - around / np.maximum(within, 1), 1 - MOST))
    return step if step > STANDS_OUT else 0.0


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
