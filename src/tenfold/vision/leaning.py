"""Leaning pages: by how much rows or ruled lines rise or fall, and the picture with level ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.ink import Ink
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece, common_height
from tenfold.vision.place import Box, Place, clipped

LEAST = 9.0  # degrees: rows that lean less are read as they are
MOST = 46.0  # degrees: what leans so far is a column
STEP = 1.0  # degrees from one leaning that is tried to the next
FEWEST = 3  # pieces: of two nothing is known
MOST_PIECES = 60  # so many tell enough
LOW = 0.4  # of the tallest but a few: lower pieces are dots and dashes
CLOSE = 0.15  # heights off a line: what lies along it
NEAR = 4.0  # heights from one another: what is in the same row
INK = 110  # of 255: what is ink once it is turned; thin lines are spread over two pixels
CLEAR = 1.15  # times as many lie along rows that lean as along level ones
SIDE = 400  # pixels: ruled lines are sought on a mask of this size at most
INKED = 0.15  # of a pixel of that mask
THICK = 5  # pixels of that mask: a thicker line is a stroke
HALF_DEGREE = np.pi / 360  # how finely
LONG = 0.5  # of that mask's shorter side: a line's votes, at least
SHORTEST = 30  # pixels: likewise
STRONGEST = 40  # lines with most votes: no others count
ALIKE = 1.0  # degrees: how far parallel lines differ
APART = 6.0  # pixels of that mask: what is closer is the same line
FEWEST_LINES = 2  # that are parallel
LEAST_OF_LINES = 2.5  # degrees: ruled lines that lean less are found as they are
SPACED = 8  # pixels: every so manyth tells the paper's colour


@dataclass(frozen=True)
class Leaning:
    """A picture of this (width, height) whose rows fall to the right by so many degrees."""

    degrees: float
    size: tuple[int, int]

    @cached_property
    def levelled(self) -> tuple[int, int]:
        """(width, height) of the levelled picture, with all of this one in it."""
        width, height = self.size
        sine, cosine = (abs(float(f(np.radians(self.degrees)))) for f in (np.sin, np.cos))
        return round(width * cosine + height * sine), round(width * sine + height * cosine)

    @cached_property
    def levelling(self) -> NDArray[np.float64]:
        """The affine map (2, 3) from this picture to the levelled one."""
        width, height = self.size
        map_ = cv2.getRotationMatrix2D((width / 2, height / 2), self.degrees, 1.0)
        map_[:, 2] += (np.array(self.levelled) - self.size) / 2
        return np.asarray(map_, np.float64)

    def warped(self, pixels: NDArray[np.uint8], border: int) -> NDArray[np.uint8]:
        """Pixels of this size (h, w) or (h, w, 3), with level rows; `border` is OpenCV's, of what
        lies beyond."""
        warped = cv2.warpAffine(pixels, self.levelling, self.levelled, borderMode=border)
        return np.asarray(warped, np.uint8)

    @cached_property
    def place(self) -> Place:
        """Where the levelled picture lies in this."""
        back = cv2.invertAffineTransform(self.levelling)
        return Place(np.vstack([back, (0, 0, 1)]))

    def shows(self, box: Box) -> bool:
        """Whether the middle of a box in the levelled picture lies in this."""
        x, y = self.place.outline(box).mean(axis=0).tolist()
        return bool(0 <= x < self.size[0] and 0 <= y < self.size[1])

    def back(self, box: Box) -> Box:
        """A box in the levelled picture to the one around it in this, as far as that reaches."""
        return clipped(self.place.back(box), self.size)


def level(pixels: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """Pixels (h, w, 3), whose rows fall by so much, with level ones. Beyond the border what is
    there goes on, across and down, whichever stands off more: so ruled lines reach the new one."""
    height, width = pixels.shape[:2]
    leaning = Leaning(degrees, (width, height))
    inside = leaning.warped(np.ones((height, width), np.uint8), cv2.BORDER_CONSTANT) > 0
    turned = leaning.warped(pixels, cv2.BORDER_REPLICATE)
    across = _extended(turned, inside)
    down = _extended(turned.swapaxes(0, 1), inside.T).swapaxes(0, 1)
    paper = np.median(pixels[::SPACED, ::SPACED], axis=(0, 1)).astype(np.uint8)
    off = [_stand_off(beyond, paper) for beyond in (across, down)]
    return np.where((off[0] >= off[1])[..., None], across, down)


def level_ink(ink: Ink, degrees: float) -> Ink:
    """The same of ink: there is none beyond its border."""
    height, width = ink.mask.shape
    leaning = Leaning(degrees, (width, height))
    levels, mask = (
        leaning.warped(own, cv2.BORDER_CONSTANT) for own in (ink.levels, ink.mask * np.uint8(255))
    )
    return Ink(levels, (mask > INK).astype(np.uint8), ink.on_sheet)


def _stand_off(pixels: NDArray[np.uint8], paper: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """How far pixels (h, w, 3) are from a paper's colour (3,), in levels: (h, w)."""
    away = np.maximum(pixels, paper) - np.minimum(pixels, paper)
    return np.asarray(away.sum(axis=2, dtype=np.uint16))


def _extended(pixels: NDArray[np.uint8], inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Each row of pixels (h, w, 3) with what lies outside like the nearest pixel inside (h, w)."""
    width = inside.shape[1]
    first, last = inside.argmax(axis=1), width - 1 - inside[:, ::-1].argmax(axis=1)
    columns = np.clip(np.arange(width), first[:, None], last[:, None])  # (h, w)
    return np.take_along_axis(pixels, columns[..., None], axis=1)


def degrees_of_rows(pieces: Sequence[Piece]) -> float:
    """By how much the rows of these pieces fall to the right; 0 where they are about level, or
    nothing is known."""
    if len(pieces) < FEWEST:
        return 0.0
    height = common_height(pieces)
    large = [piece for piece in pieces if piece.height >= LOW * height][:MOST_PIECES]
    if len(large) < FEWEST:
        return 0.0
    middles = np.array([(p.x + p.width / 2, p.y + p.height / 2) for p in large]) / height
    apart = middles[:, None] - middles  # (n, n, 2)
    weight = np.exp(-((np.hypot(*np.moveaxis(apart, 2, 0)) / NEAR) ** 2)) - np.eye(len(large))
    angles = np.arange(-MOST, MOST + STEP, STEP)
    sines, cosines = np.sin(np.radians(angles)), np.cos(np.radians(angles))
    off = apart[..., 1] * cosines[:, None, None] - apart[..., 0] * sines[:, None, None]
    found = (weight * np.exp(-((off / CLOSE) ** 2))).sum(axis=(1, 2))  # (angles,)
    best = float(angles[found.argmax()])
    level = found[np.abs(angles) < LEAST].max()
    # What is best at the end of the range is a column.
    leans = LEAST <= abs(best) < MOST and found.max() > CLEAR * level
    return best if leans else 0.0


def degrees_of_lines(mask: NDArray[np.uint8]) -> float:
    """By how much the ruled lines of an ink mask (h, w) fall to the right, or lean to the right
    where they are upright; 0 where they are about level, or there are none."""
    lines = _lines(mask)
    if len(lines) == 0:
        return 0.0
    degrees = _within_quarter(np.degrees(lines[:, 1]))
    alike = np.abs(_within_quarter(degrees[:, None] - degrees)) <= ALIKE  # (n, n)
    most = int(alike.sum(axis=1).argmax())
    parallel = alike[most] & (np.abs(lines[:, 1] - lines[most, 1]) <= np.radians(ALIKE))
    places = np.sort(lines[parallel, 0])
    several = 1 + int((np.diff(places) > APART).sum()) >= FEWEST_LINES
    found = float(np.median(degrees[alike[most]]))
    return found if several and abs(found) >= LEAST_OF_LINES else 0.0


def _lines(mask: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, 2): the distance from the corner, in pixels of a smaller mask, and the direction across
    it, in radians, of the clearest thin straight lines (Duda and Hart 1972)."""
    factor = max(1, -(-max(mask.shape) // SIDE))
    size = max(1, mask.shape[1] // factor), max(1, mask.shape[0] // factor)
    small = cv2.resize(mask * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    inked = (small > INKED * 255).astype(np.uint8)
    strokes = cv2.morphologyEx(inked, cv2.MORPH_OPEN, np.ones((THICK, THICK), np.uint8))
    least = max(SHORTEST, int(LONG * min(size)))
    found = cv2.HoughLines(cv2.subtract(inked, strokes), 1, HALF_DEGREE, least)
    return np.zeros((0, 2), np.float32) if found is None else found[:STRONGEST, 0, :2]


def _within_quarter(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """As much as lines and those across them lean: -45 to 45."""
    return np.asarray((degrees + 45) % 90 - 45)
