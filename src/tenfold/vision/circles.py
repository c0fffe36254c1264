"""Circles that a screen draws: a palette's colours, round buttons, bullets. No hand's 0 is one."""

import numpy as np

from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece

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
    circles = [piece for piece in pieces if is_round(piece)]
    others = [piece for piece in pieces if piece not in circles]

    def is_digit(circle: Piece) -> bool:
        return not _has_twin(circle, circles) or any(_are_level(circle, p) for p in others)

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


def _has_twin(circle: Piece, circles: list[Piece]) -> bool:
    within = TWIN * circle.width + 1
    return any(
        abs(other.width - circle.width) <= within for other in circles if other is not circle
    )


def _are_level(circle: Piece, piece: Piece) -> bool:
    """Whether a piece stands in one row with the circle, and is of its size."""
    size, middle = circle.height, circle.y + circle.height / 2
    apart = max(piece.x - circle.right, circle.x - piece.right)
    alike = LOWEST * size <= piece.height <= HIGHEST * size
    return alike and piece.y < middle < piece.bottom and apart <= CLOSE * size
