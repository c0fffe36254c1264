"""Rows of digits or letters that stand as hands write them: touching, linked, or a little apart."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.drawing import INK, SIDE
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece, join

Pixels = NDArray[np.uint8]

EDGE = 2  # pixels of paper around a row
SMALL = 0.5  # share of a row's unequal digits that are small
SIZES = (0.5, 0.85)  # of the size that they would have: theirs
PEN = 9  # pixels of the drawing: MNIST's
NO_INK = (SIDE // 2, 8)  # height and width, in pixels: what stands for a digit without ink
# How far down a digit stands, of what the tallest is higher.
LEVEL = 0.5  # with its middle in line with the others'
STAND = (1.0, 1.0, 0.5, 0.0)  # on the line, mostly; with its middle in line; at the top
# Pixels of the drawing, from and to below.
PUSHED = (-5, 3)  # to the right of where a digit's ink meets that on its left
LINKED = (4, 20)  # further apart, where a stroke links two
APART = (6, 40)  # further apart, where a gap parts them
LINK_PEN = (2, 10)  # how thick a link is
LEAST_STEP = 3  # pixels of the drawing from where one digit begins to where the next does
TRIES = 3  # points at which a link may end: the one most level with its start is taken


@dataclass(frozen=True)
class Spacing:
    """How neighbours stand to each other."""

    uneven: int = 12  # pixels of the drawing, some 80 of which are a digit's height
    kerning: tuple[float, float] = (0.05, 0.25)  # of the height: how far they overlap at most
    linked: float = 0.15  # share joined by a stroke of the pen between them
    apart: float = 0.0  # share with a gap between them
    # Share of rows whose digits differ in size: the 0s of a year are often half as high as its 2.
    unequal: float = 0.4


SPACING = Spacing()


def drawn_row(
    inks: list[Pixels], rng: Generator, spacing: Spacing = SPACING
) -> tuple[Pixels, list[Piece]]:
    """Soft inks (112, 112) side by side: the mask, and each of them in it."""
    masks, stand = [_solid(ink) for ink in inks], [LEVEL] * len(inks)
    # Where none is to be unequal no random number is drawn, so that such rows stay as they were.
    if spacing.unequal and rng.random() < spacing.unequal:
        masks = [_smaller(mask, rng) if rng.random() < SMALL else mask for mask in masks]
        stand = rng.choice(STAND, len(masks)).tolist()
    pieces, links = _touching(masks, stand, rng, spacing)
    row = join([*pieces, *links])
    canvas = cv2.copyMakeBorder(row.mask, EDGE, EDGE, EDGE, EDGE, cv2.BORDER_CONSTANT, value=0)
    return canvas, [Piece(p.x - row.x + EDGE, p.y - row.y + EDGE, p.mask) for p in pieces]


def _solid(ink: Pixels) -> Pixels:
    """The ink in its box, 0 or 1."""
    mask = (ink > INK).astype(np.uint8)
    x, y, width, height = cv2.boundingRect(mask)
    return mask[y : y + height, x : x + width] if width else np.ones(NO_INK, np.uint8)


def _smaller(mask: Pixels, rng: Generator) -> Pixels:
    """The digit at another size, its pen no thinner than that makes it, and no thicker than it
    was."""
    scale = float(rng.uniform(*SIZES))
    small = cv2.resize(mask * np.uint8(255), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    reach = round(rng.uniform(0, (1 - scale) * PEN / 2))
    room = cv2.copyMakeBorder(small, *[reach] * 4, cv2.BORDER_CONSTANT, value=0)
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return _solid(np.asarray(cv2.dilate(room, pen), np.uint8))


def _touching(
    digits: list[Pixels], stand: list[float], rng: Generator, spacing: Spacing
) -> tuple[list[Piece], list[Piece]]:
    """The digits pushed together until their ink meets, most of the time, and the strokes that
    link some of those that do not."""
    tallest = max(map(len, digits))
    tops = [
        int(rng.integers(0, spacing.uneven)) + int(down * (tallest - len(mask)))
        for mask, down in zip(digits, stand, strict=True)
    ]
    pieces, links = [Piece(0, tops[0], digits[0])], []
    for mask, y in zip(digits[1:], tops[1:], strict=True):
        x = _meeting(join(pieces), mask, y) + int(rng.integers(*PUSHED))
        x = max(x, pieces[-1].right - int(rng.uniform(*spacing.kerning) * len(mask)))
        chance = rng.random()
        linked = chance < spacing.linked
        if linked:
            x += int(rng.integers(*LINKED))
        elif chance < spacing.linked + spacing.apart:
            x += int(rng.integers(*APART))
        pieces.append(Piece(max(x, pieces[-1].x + LEAST_STEP), y, mask))
        if linked:
            links.append(_link(pieces[-2], pieces[-1], rng))
    return pieces, links


def _link(left: Piece, right: Piece, rng: Generator) -> Piece:
    """A stroke from the left one to the right one: from where it reaches furthest to where the
    other begins, or between any points of the halves that face each other, as 0s are linked at
    their tops."""
    if rng.random() < 0.5:
        start = left.right - 1, left.y + int(np.flatnonzero(left.mask[:, -1]).mean())
        end = right.x, right.y + int(np.flatnonzero(right.mask[:, 0]).mean())
    else:
        start = _some_ink(left, left.width // 2, left.width, rng)
        ends = [_some_ink(right, 0, right.width // 2 + 1, rng) for _ in range(TRIES)]
        end = min(ends, key=lambda point: abs(point[1] - start[1]))
    pen = int(rng.integers(*LINK_PEN))
    x, y = min(start[0], end[0]) - pen, min(start[1], end[1]) - pen
    size = abs(start[1] - end[1]) + 2 * pen, abs(start[0] - end[0]) + 2 * pen
    (x0, y0), (x1, y1) = start, end
    canvas = np.zeros(size, np.uint8)
    return Piece(x, y, cv2.line(canvas, (x0 - x, y0 - y), (x1 - x, y1 - y), 1, pen))


def _some_ink(piece: Piece, first: int, end: int, rng: Generator) -> tuple[int, int]:
    """Any point (x, y) of its ink in these columns, which have some."""
    y, x = np.nonzero(piece.mask[:, first:end])
    k = rng.integers(len(x))
    return piece.x + first + int(x[k]), piece.y + int(y[k])


def _meeting(left: Piece, mask: Pixels, y: int) -> int:
    """The x at which the mask, its top at y, first meets the ink on its left."""
    top, bottom = max(y, left.y), min(y + len(mask), left.bottom)
    if bottom <= top:
        return left.right
    beside = left.mask[top - left.y : bottom - left.y]
    own = mask[top - y : bottom - y]
    last = np.where(beside.any(axis=1), left.right - beside[:, ::-1].argmax(axis=1), -SIDE)
    first = np.where(own.any(axis=1), own.argmax(axis=1), SIDE)
    return int(max((last - first).max(), left.x))
