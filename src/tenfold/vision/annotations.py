"""Annotations: boxes of a pure colour that a program drew around what it found, and what it wrote
beside them. They were not on the paper, and touch what is."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.place import Box

Pixels = NDArray[np.uint8]
Outline = NDArray[np.int32]  # (n, 1, 2): x, y

SAMPLED = 4  # rows: every so manyth shows the boxes' sides, which cross it
DULLEST = 80  # levels of colour that a box's sides have there
FEWEST = 8  # pixels of them
STRONG = 140  # levels of colour that some of a box has: paper and most pens have less
PURE = 0.6  # of the strongest of a hue: a box's sides are, a pen of that hue beside it is not
DULL = 0.3  # likewise: sides of one pixel in a JPEG are
BOXED = 0.3  # of that is boxes: the rest is what is written beside them
GAP = 9  # pixels: a shorter one in a side is bridged, as where a stroke is next to it
HUES = 6  # red, yellow, green, cyan, blue, magenta
OFF = 32  # of 256: an eighth of the circle, for dull colours in a JPEG are not quite of their hue
SMALLEST = 12  # pixels: a box's shorter side
RECTANGULAR = 0.96  # of its upright box: what a box's outline encloses
STRAIGHT = 0.9  # of a box's outline runs upright or level
WHOLE = 0.7  # of the line around it is there: a JPEG dulls what is next to a stroke, and corners
THICKEST = 0.1  # of a box's shorter side: its line, at most; a display's digits are thicker
THIN = 4  # pixels: likewise
BEYOND = 2  # pixels
BESIDE = 0.5  # of what lies so far beyond a box's line is of its colour: another box
CROSSINGS = 5  # lines there: two boxes that overlap and a label; a table's cell has eight
MOST = 0.2  # of the picture is annotation, at most
RIM = 2  # pixels: a JPEG's rings around a line
AROUND = 3  # pixels: from so far away the paper's colour is taken (Telea 2004)


@dataclass(frozen=True, eq=False)
class _Boxes:
    """Where a colour is strong, uint8 (h, w), 0 or 1, and the outlines of what boxes of it
    enclose."""

    mask: Pixels
    enclosed: list[Outline]

    @classmethod
    def of(cls, chroma: Pixels, share: float) -> "_Boxes":
        """`share` of the strongest of a hue (h, w) is strong."""
        mask = (chroma >= share * int(chroma.max())).astype(np.uint8)
        whole = cv2.max(_lines(mask), _lines(np.ascontiguousarray(mask.T)).T)
        outlines, nested = cv2.findContours(whole, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
        parents = [] if nested is None else nested[0, :, 3].tolist()
        holes = [hole for hole, parent in zip(outlines, parents, strict=True) if parent >= 0]
        return cls(mask, [hole for hole in holes if _is_straight(hole) and _is_thin(hole, mask)])

    @property
    def lines(self) -> Pixels:
        """The boxes' lines alone, uint8 (h, w), 0 or 1."""
        near = np.zeros_like(self.mask)
        for outline in self.enclosed:
            cv2.drawContours(near, [outline], 0, 1, 2 * _thickest(outline))
        return self.mask & near & (1 - self._within)

    @property
    def beside(self) -> Pixels:
        """All of the colour that is not in boxes, if there are such, likewise."""
        return self.mask & (1 - self._within) if self.enclosed else np.zeros_like(self.mask)

    @cached_property
    def _within(self) -> Pixels:
        """What lies in boxes; the outline of a hole lies on the line around it."""
        filled = cv2.drawContours(np.zeros_like(self.mask), self.enclosed, -1, 1, cv2.FILLED)
        return np.asarray(cv2.erode(filled, np.ones((3, 3), np.uint8)), np.uint8)


def without_annotations(pixels: Pixels) -> tuple[Pixels, list[Box]]:
    """RGB pixels (h, w, 3) with paper where boxes, and all else of their colour around them, are,
    and what the boxes are around; the same pixels if there are none."""
    some = _chroma(pixels[::SAMPLED])
    if some.max(initial=0) < STRONG or np.count_nonzero(some >= DULLEST) < FEWEST:
        return pixels, []  # as most pictures, and cheaply
    drawn, found = np.zeros(pixels.shape[:2], np.uint8), []
    for chroma in _hues(pixels):
        pure, dull = (_Boxes.of(chroma, share) for share in (PURE, DULL))
        lines = pure.lines | dull.lines
        if (lines & pure.mask).sum() >= BOXED * pure.mask.sum():
            drawn |= lines | pure.beside
            found += [_inside(outline) for outline in pure.enclosed or dull.enclosed]
    if not 0 < cv2.countNonZero(drawn) <= MOST * drawn.size:
        return pixels, []
    soft = cv2.dilate(drawn, np.ones((2 * RIM + 1,) * 2, np.uint8))
    plain = cv2.inpaint(pixels, soft, AROUND, cv2.INPAINT_TELEA)
    return np.asarray(plain, np.uint8), found


def _inside(outline: Outline) -> Box:
    """What a box is around, without the rim of its line."""
    x, y, width, height = cv2.boundingRect(outline)
    return x + RIM, y + RIM, width - 2 * RIM, height - 2 * RIM


def _chroma(pixels: Pixels) -> Pixels:
    """How strong each pixel's colour is: between its highest channel and its lowest."""
    red, green, blue = cv2.split(np.ascontiguousarray(pixels))
    highest, lowest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    return np.asarray(cv2.subtract(highest, lowest), np.uint8)


def _hues(pixels: Pixels) -> Iterator[Pixels]:
    """How strong the colours of each hue are, uint8 (h, w), where some are strong."""
    chroma = _chroma(pixels)
    hue = cv2.extractChannel(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV_FULL), 0)
    for k in range(HUES):
        off = cv2.absdiff(hue, np.full_like(hue, round(k * 256 / HUES)))
        own = np.where(cv2.min(off, 255 - off) <= OFF, chroma, np.uint8(0))
        if own.max() >= STRONG:
            yield np.asarray(own, np.uint8)


def _lines(mask: Pixels) -> Pixels:
    """The level lines in a mask, with gaps bridged, and longer at both ends: of a corner that is
    missing in both sides the lines meet."""
    bridged = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, GAP), np.uint8))
    lines = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, SMALLEST), np.uint8))
    return np.asarray(cv2.dilate(lines, np.ones((1, 2 * GAP - 1), np.uint8)), np.uint8)


def _is_straight(hole: Outline) -> bool:
    """Whether it is a rectangle, or what is left of one on which another lies."""
    _, _, width, height = cv2.boundingRect(hole)
    if min(width, height) < SMALLEST:
        return False
    if cv2.contourArea(hole) >= RECTANGULAR * (width - 1) * (height - 1):
        return True
    steps = np.abs(np.diff(hole[:, 0], axis=0, append=hole[:1, 0]))  # (n, 2)
    return bool(steps[(steps == 0).any(axis=1)].sum() >= STRAIGHT * steps.sum())


def _is_thin(hole: Outline, mask: Pixels) -> bool:
    """Whether a line is around a hole that is whole, but for short gaps, and thin."""
    x, y, width, height = cv2.boundingRect(hole)
    thickest = _thickest(hole)
    room = thickest + BEYOND + 1
    around = np.pad(mask, room)[y : y + height + 2 * room, x : x + width + 2 * room]
    outline = [hole - (x, y) + room]
    line = cv2.drawContours(np.zeros_like(around), outline, 0, 1) > 0
    if cv2.dilate(around, np.ones((3, 3), np.uint8))[line].mean() < WHOLE:
        return False
    within = cv2.drawContours(np.zeros_like(around), outline, 0, 1, cv2.FILLED)
    near, far = (
        cv2.dilate(within, np.ones((2 * off + 1,) * 2, np.uint8))
        for off in (thickest, thickest + BEYOND)
    )
    beyond = around & (far > near)
    crossings, _ = cv2.connectedComponents(beyond, connectivity=8)
    few = crossings - 1 <= CROSSINGS
    return few and bool(beyond.sum() <= BESIDE * (far > near).sum())


def _thickest(hole: Outline) -> int:
    """How thick the line around it may be, in pixels."""
    _, _, width, height = cv2.boundingRect(hole)
    return max(THIN, round(THICKEST * int(min(width, height))))
