"""Ground: what is around a piece. Paper is much of one colour, beside what stands off it."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.ink import Ink
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece
from tenfold.vision.quantiles import quantile, quantiles

Pixels = NDArray[np.uint8]
Colours = NDArray[np.float32]

SIDE = 40  # samples along the piece's longer side: enough for what is around it
SOFT = 0.35  # of the pen's width: a stroke's edge, which is no paper
BAND = 0.1  # of the piece's longer side: how far around it at most, and the pen's width
LOW, HIGH = 0.2, 0.8  # the middle of the colours: a line beside the piece is none of the paper's
SAME = 3  # levels: of one colour, JPEG's rounding counted in
PLAIN = 0.6  # of the samples: of one colour, they are a screen's
FEWEST = 12  # samples: fewer tell nothing


def unevenness(pixels: Pixels, ink: Ink, piece: Piece) -> float:
    """How much the colour varies around a piece, as a share of how far the piece stands off it:
    near 0 on paper, in whatever light, 1 and more in scenes. RGB `pixels` (h, w, 3) may be larger
    than the ink. 0 where too little is around the piece."""
    colours, places = _around(pixels, ink, piece)
    if len(colours) < FEWEST:
        return 0.0
    # Beside frames and buttons, as a program draws them.
    if (np.abs(colours - np.median(colours, axis=0)).max(axis=1) <= SAME).mean() >= PLAIN:
        return 0.0
    levels = ink.levels[piece.y : piece.bottom, piece.x : piece.right]
    stands_off = quantile(levels[piece.mask > 0], 0.5)
    low, high = quantiles(_without_slope(colours, places), (LOW, HIGH))
    return float((high - low).max() / max(1.0, stands_off))


def _around(pixels: Pixels, ink: Ink, piece: Piece) -> tuple[Colours, NDArray[np.int64]]:
    """Samples of the ground around a piece: their colours (n, 3), and where they are (n, 2)."""
    size = max(piece.height, piece.width)
    step = max(1, size // SIDE)
    soft, band = max(step, SOFT * piece.pen), max(step, min(piece.pen, BAND * size))
    margin = int(soft + band) + step
    top, left = max(0, piece.y - margin), max(0, piece.x - margin)
    beside = ink.mask[top : piece.bottom + margin, left : piece.right + margin]
    own = np.zeros_like(beside)
    down, across = piece.y - top, piece.x - left
    own[down : down + piece.height, across : across + piece.width] = piece.mask
    far = _distance(own, step)
    is_alone = np.array_equal(own, beside)
    from_any = far if is_alone else _distance(own | beside, step)
    places = np.argwhere((from_any > soft) & (far <= soft + band))
    rows = _places(top, own.shape[0], step, pixels.shape[0] / len(ink.mask))
    columns = _places(left, own.shape[1], step, pixels.shape[1] / ink.mask.shape[1])
    colours = pixels[rows[places[:, 0]], columns[places[:, 1]]]
    return colours.astype(np.float32), places


def _distance(mask: Pixels, step: int) -> NDArray[np.float32]:
    """From the nearest ink, in pixels, at every `step`th of them."""
    near = cv2.dilate(mask, np.ones((step, step), np.uint8), anchor=(0, 0))[::step, ::step]
    return np.asarray(step * cv2.distanceTransform(1 - near, cv2.DIST_L2, 3), np.float32)


def _places(start: int, length: int, step: int, times: float) -> NDArray[np.int64]:
    """Where the picture has every `step`th pixel of the ink, which is `times` as large."""
    return ((np.arange(start, start + length, step) + 0.5) * times).astype(np.int64)


def _without_slope(colours: Colours, places: NDArray[np.int64]) -> Colours:
    """The colours (n, 3) less the slope of the plane through them: light falls unevenly on
    paper."""
    around = (places - places.mean(axis=0)).astype(np.float32)  # (n, 2)
    slope = cv2.solve(around.T @ around, around.T @ colours, flags=cv2.DECOMP_SVD)[1]  # (2, 3)
    return np.asarray(colours - around @ slope, np.float32)
