"""Circles that a screen draws: a palette's colours, round buttons, bullets. No hand's 0 is one."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece, Sides, sides_of

# Of a circle's radius, how far its outline strays: of 5,923 0s that hands wrote, 100 pixels high,
# the roundest strays by 0.028.
ROUND = 0.02
STEPS = 0.25  # pixels: how far it strays besides, for it goes in steps of a pixel
SMALLEST = 10  # pixels: a circle's width
TWIN = 0.03  # of a circle's width: how far it may differ from another's
LOWEST, HIGHEST = 0.7, 2.2  # of a circle's height: a digit that stands in one row with it
CLOSE = 3.0  # likewise: how far off that digit stands, at most


def without_circles(pieces: list[Piece]) -> list[Piece]:
    """The pieces but for circles among others of their size: a single one may be a 0 after all, and
    so may several that stand in a row with digits, as a font or a ruler's stencil has them."""
    circles = {piece for piece in pieces if is_round(piece)}
    widths = np.array([circle.width for circle in circles])
    others = sides_of([piece for piece in pieces if piece not in circles])

    def is_digit(circle: Piece) -> bool:
        return not _has_twin(circle, widths) or bool(_are_level(circle, others).any())

    return [piece for piece in pieces if piece not in circles or is_digit(piece)]


def is_round(piece: Piece) -> bool:
    """Whether its outline is a circle."""
    low, high = sorted(piece.mask.shape)
    if low < SMALLEST or high - low > 2 * ROUND * high + 1:
        return False
    outlines, _ = cv2.findContours(piece.mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=len).reshape(-1, 2).astype(np.float32)
    centre, _ = cv2.minEnclosingCircle(outline)
    radii = np.hypot(*(outline - np.asarray(centre)).T)
    return bool(radii.std() <= ROUND * radii.mean() + STEPS)


def _has_twin(circle: Piece, widths: NDArray[np.int_]) -> bool:
    """Whether another is as wide; `widths` are those of all circles."""
    alike = np.abs(widths - circle.width) <= TWIN * circle.width + 1
    return bool(alike.sum() > 1)


def _are_level(circle: Piece, others: Sides) -> NDArray[np.bool_]:
    """Whether each of the others stands in one row with the circle, and is of its size."""
    size, middle = circle.height, circle.y + circle.height / 2
    x, y, right, bottom = others.T
    apart = np.maximum(x - circle.right, circle.x - right)
    alike = (LOWEST * size <= bottom - y) & (bottom - y <= HIGHEST * size)
    return np.asarray(alike & (y < middle) & (middle < bottom) & (apart <= CLOSE * size))
