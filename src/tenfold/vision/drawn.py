"""Drawn: what a program drew over a camera's picture in one pure colour. There is no paper that it
stands on, but a camera hardly ever shows such a colour."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.buttons import WIDE
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

LOW, HIGH = 20, 235  # levels: each channel of a pure colour is below the one or above the other
PURE = [colour for colour in product((0, 255), (0, 255), (0, 255)) if 0 < sum(colour) < 3 * 255]
FEWEST, MOST = 0.002, 0.2  # of the picture: what is written in one colour
FULL = 0.9  # of its box: a button's colour; one with letters is known as such later
FADES = 3  # times as far off the colour a pixel is shown: 85 levels off it is white


def drawn_in_one_colour(pixels: Pixels) -> Iterator[Pixels]:
    """RGB pixels (h, w, 3) where only what has one of the pure colours, red, yellow, green, cyan,
    blue and magenta, is dark, on white; for each that is there."""
    for colour in PURE:
        least = np.array([HIGH if channel else 0 for channel in colour])
        most = np.array([255 if channel else LOW for channel in colour])
        count = cv2.countNonZero(cv2.inRange(pixels, least, most))
        if FEWEST <= count / pixels[..., 0].size <= MOST:
            yield _faded(pixels, colour)


def _faded(pixels: Pixels, colour: tuple[int, int, int]) -> Pixels:
    """The picture in grey: black where it has the colour, the lighter the further off it is; and
    white where a button has it."""
    off = cv2.absdiff(pixels, np.full_like(pixels, colour))
    grey = cv2.multiply(np.ascontiguousarray(off.max(axis=2)), FADES)
    grey[_buttons(grey) > 0] = 255
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


def _buttons(grey: Pixels) -> Pixels:
    """Where full flat rectangles are, uint8 (h, w), 0 or 1: a button may have no letters."""
    dark = np.asarray(cv2.threshold(grey, 127, 1, cv2.THRESH_BINARY_INV)[1], np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    _, _, width, height, area = stats.T
    full = (width >= WIDE * height) & (area >= FULL * width * height)
    full[0] = False  # what has another colour
    return np.asarray(full.astype(np.uint8)[labels])
