"""Rows of digits or letters that stand as hands write them: touching, linked, or a little apart."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.drawing import INK, SIDE
from tenfold.vision.opencv import cv2
from tenfold.vision.pieces import Piece, join

Pixels = NDArray[np.uint8]

EDGE = 2  # pixels of paper around a row


@dataclass(frozen=True)
class Spacing:
    """How neighbours stand to each other."""

    uneven: int = 12  # pixels of the drawing, some 80 of which are a digit's height
    kerning: tuple[float, float] = (0.05, 0.25)  # of the height: how far they overlap at most
    linked: float = 0.15  # share joined by a stroke of the pen between them
    apart: float = 0.0  # share with a gap between them


SPACING = Spacing()


def drawn_row(
    inks: list[Pixels], rng: Generator, spacing: Spacing = SPACING
) -> tuple[Pixels, list[Piece]]:
    """Soft inks (112, 112) side by side: the mask, and each of them in it."""
    pieces, links = _touching([_solid(ink) for ink in inks], rng, spacing)
    row = join([*pieces, *links])
    canvas = cv2.copyMakeBorder(row.mask, EDGE, EDGE, EDGE, EDGE, cv2.BORDER_CONSTANT, value=0)
    return canvas, [Piece(p.x - row.x + EDGE, p.y - row.y + EDGE, p.mask) for p in pieces]


def _solid(ink: Pixels) -> Pixels:
    """The ink in its box, 0 or 1."""
    mask = (ink > INK).astype(np.uint8)
    x, y, width, height = cv2.boundingRect(mask)
    return mask[y : y + height, x : x + width] if width else np.ones((SIDE // 2, 8), np.uint8)


def _touching(
    digits: list[Pixels], rng: Generator, spacing: Spacing
) -> tuple[list[Piece], list[Piece]]:
    """The digits pushed together until their ink meets, most of the time, and the strokes that
    link some of those that do not."""
    pieces, links = [Piece(0, int(rng.integers(0, spacing.uneven)), digits[0])], []
    for mask in digits[1:]:
        y = int(rng.integers(0, spacing.uneven)) + max(0, (pieces[0].height - len(mask)) // 2)
        x = _meeting(join(pieces), mask, y) + int(rng.integers(-5, 3))
        x = max(x, pieces[-1].right - int(rng.uniform(*spacing.kerning) * len(mask)))
        chance = rng.random()
        linked = chance < spacing.linked
        if linked:
            x += int(rng.integers(4, 20))
        elif chance < spacing.linked + spacing.apart:
            x += int(rng.integers(6, 40))
        pieces.append(Piece(max(x, pieces[-1].x + 3), y, mask))
        if linked:
            links.append(_link(pieces[-2], pieces[-1], int(rng.integers(2, 10))))
    return pieces, links


def _link(left: Piece, right: Piece, pen: int) -> Piece:
    """A stroke from where the left one reaches furthest to where the right one begins."""
    from_y = left.y + int(np.flatnonzero(left.mask[:, -1]).mean())
    to_y = right.y + int(np.flatnonzero(right.mask[:, 0]).mean())
    x, y = min(left.right, right.x) - pen, min(from_y, to_y) - pen
    ends = (left.right - 1 - x, from_y - y), (right.x - x, to_y - y)
    size = abs(from_y - to_y) + 2 * pen, abs(left.right - right.x) + 2 * pen
    return Piece(x, y, cv2.line(np.zeros(size, np.uint8), *ends, 1, pen))


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
