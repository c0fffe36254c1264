"""Shadows: dark places without a pen's edge, and margins of the page, that passed for ink."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece
from tenfold.vision.quantiles import quantile

Pixels = NDArray[np.uint8]

WINDOW = 0.15  # of the piece's shorter side: a pen's edge is not wider
SHARP = 0.45  # of the piece's contrast: what it loses across its edge within that window
SAMPLED_SIDE = 80  # pixels: of a larger piece every so manyth will do
SOLID = 0.6  # of its box: a margin's ink, at least
SIDES = 3  # of the picture, that a margin touches
ALONG = 0.8  # of its longer side lies on the picture's left or right border


def without_shadows(pieces: list[Piece], levels: Pixels) -> list[Piece]:
    """The pieces that a pen may have drawn; `levels` is the contrast, uint8 (h, w)."""
    shape = levels.shape[0], levels.shape[1]
    return [p for p in pieces if not _is_margin(p, shape) and _is_sharp(p, levels)]


def _is_sharp(piece: Piece, levels: Pixels) -> bool:
    step = max(1, min(piece.width, piece.height) // SAMPLED_SIDE)
    some = np.ascontiguousarray(piece.mask[::step, ::step])
    if some.any():  # a frame's thin lines may lie between them
        levels = levels[piece.y % step :: step, piece.x % step :: step]
        piece = Piece(piece.x // step, piece.y // step, some)
    reach = 2 + int(WINDOW * min(piece.width, piece.height))
    top, left = max(0, piece.y - reach), max(0, piece.x - reach)
    around = np.ascontiguousarray(levels[top : piece.bottom + reach, left : piece.right + reach])
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    least = cv2.erode(around, kernel)  # the paper within reach
    y, x = piece.y - top, piece.x - left
    inside = slice(y, y + piece.height), slice(x, x + piece.width)
    within = cv2.erode(
        piece.mask, np.ones((3, 3), np.uint8), borderValue=0, borderType=cv2.BORDER_CONSTANT
    )
    rim = cv2.subtract(piece.mask, within) > 0
    pen = quantile(around[inside][piece.mask > 0], 0.5)
    return quantile(least[inside][rim], 0.5) <= (1 - SHARP) * pen


def _is_margin(piece: Piece, shape: tuple[int, int]) -> bool:
    """A solid block at the picture's borders."""
    height, width = shape
    left, right = piece.x <= 1, piece.right >= width - 1
    above, below = piece.y <= 1, piece.bottom >= height - 1
    if piece.area < SOLID * piece.mask.size:
        return False
    columns = piece.mask[:, [0, -1]].mean(axis=0)  # how much of each side is ink
    beside = (left and columns[0] > ALONG) or (right and columns[1] > ALONG)
    return left + right + above + below >= SIDES or bool(beside)
