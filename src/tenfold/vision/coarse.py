"""A first look at half the size, in a quarter of the time: most drawings need no more."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.ink import Ink, find_ink
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece
from tenfold.vision.pieces import find_pieces
from tenfold.vision.quantiles import quantile

SMALLEST = 400  # pixels: the longer side of a picture that is worth halving
LARGE = 60  # pixels, of the half: three times the network's box, so that it sees no difference
PEN = 2.5  # pixels, of the half: thinner strokes fade
STRONG = 60  # levels: but ink that stands off so far is found again


def find_large_ink(pixels: NDArray[np.uint8]) -> tuple[Ink, list[Piece]] | None:
    """The ink of RGB pixels uint8 (h, w, 3) at half their size, and its pieces; None where anything
    is written so small or thin that the half does not do, or nothing is found."""
    height, width = pixels.shape[:2]
    if max(height, width) < SMALLEST:
        return None
    size = (max(1, width // 2), max(1, height // 2))
    half = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    ink = find_ink(np.asarray(half, np.uint8))
    pieces = find_pieces(ink.mask)
    if not pieces or any(max(piece.width, piece.height) < LARGE for piece in pieces):
        return None
    return (ink, pieces) if all(_is_clear(ink, piece) for piece in pieces) else None


def _is_clear(ink: Ink, piece: Piece) -> bool:
    """Whether the piece's strokes are wide enough for this size, or dark enough."""
    levels = ink.levels[piece.y : piece.bottom, piece.x : piece.right]
    return piece.pen >= PEN or quantile(levels[piece.mask > 0], 0.5) >= STRONG
