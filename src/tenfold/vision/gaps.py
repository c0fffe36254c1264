"""Gaps: where a pen skips, a marker runs dry or a display's bars do not meet, one stroke ends a
little before the next begins. Several digits in such parts are more than `broken_digit` joins."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import components
from tenfold.vision.ink import Ink
from tenfold.vision.opencv import cv2
from tenfold.vision.pieces import labelled
from tenfold.vision.quantiles import weighted_median

Pixels = NDArray[np.uint8]
Labels = NDArray[np.int32]
Slices = tuple[slice, slice]
Point = tuple[int, int]  # x, y

MOST = 200  # parts: more are a page, or noise
REACHES = (1.0, 2.0, 3.0)  # pens: so wide are the gaps that are bridged, the narrowest first
SPECK = 0.5  # pens: shorter parts are no stroke's
# A pixel and the one to its right, a pixel and the one below it.
NEIGHBOURS = ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1, :], np.s_[1:, :]))


class Gap(NamedTuple):
    """Where two parts of the ink are nearest to each other, in pixels."""

    length: float
    start: Point
    end: Point


def bridged(ink: Ink) -> Iterator[Ink]:
    """The ink with ever wider gaps between its parts bridged by strokes of the pen, each time that
    this leaves fewer parts."""
    boxes, cut_out = labelled(ink.mask)
    if not 1 < len(boxes) <= MOST:
        return
    areas = boxes[:, 4]
    pen = weighted_median(np.array([cut_out(k).pen for k in range(len(boxes))]), areas)
    gaps = find_gaps(components(ink.mask, lambda box: box[2:].max(axis=0) >= SPECK * pen))
    mask, left = ink.mask.copy(), len(boxes)
    for reach in REACHES:
        for gap in gaps:
            if gap.length <= reach * pen:
                cv2.line(mask, gap.start, gap.end, 1, max(1, round(pen)))
        parts = cv2.connectedComponents(mask)[0] - 1
        if parts < left:
            left = parts
            yield ink.with_strokes(mask)


def find_gaps(mask: Pixels) -> list[Gap]:
    """The shortest between any two parts of a mask (h, w), 0 or 1, that no third lies between."""
    count, labels = cv2.connectedComponents(mask)
    if count <= 2:
        return []
    away, nearest = cv2.distanceTransformWithLabels(
        1 - mask, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    # Each pixel of ink has a number there, and so has all paper that it is the nearest ink to.
    ends = np.zeros((int(nearest.max()) + 1, 2), np.int64)  # y, x
    ends[nearest[mask > 0]] = np.argwhere(mask)
    part = labels[ends[nearest, 0], ends[nearest, 1]]  # (h, w)
    # Where two parts' surroundings meet is the middle of what lies between them.
    meet = [(here, there, part[here] != part[there]) for here, there in NEIGHBOURS]
    lengths = np.concatenate([(away[here] + away[there])[at] for here, there, at in meet])
    pairs = np.concatenate([_both(part, *each) for each in meet])
    starts, stops = ends[np.concatenate([_both(nearest, *each) for each in meet])].swapaxes(0, 1)
    order = np.argsort(lengths)
    keys = pairs.min(axis=1) * count + pairs.max(axis=1)
    shortest = order[np.unique(keys[order], return_index=True)[1]]
    return [Gap(float(lengths[k]), _point(starts[k]), _point(stops[k])) for k in shortest]


def _both(numbers: Labels, here: Slices, there: Slices, at: NDArray[np.bool_]) -> Labels:
    """The numbers (n, 2) of pixels and their neighbours, where these are wanted."""
    return np.stack([numbers[here][at], numbers[there][at]], axis=1)


def _point(place: NDArray[np.int64]) -> Point:
    return int(place[1]), int(place[0])
