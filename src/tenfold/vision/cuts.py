"""Cuts: where a piece may be two touching digits.

Each candidate is a seam from top to bottom that crosses as little ink as it can within a band
around one column, found by dynamic programming as in seam carving (Avidan & Shamir 2007). The
network judges afterwards which of them separate digits.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.pieces import Piece, join

ROWS = 48  # the seams are sought on a piece of this height
STEP, REACH = 5, 9  # of those rows: between candidates, and how far a seam may lean off its column
NARROWEST = 0.12  # of the height: what a cut must leave on both sides
SIDEWAYS = 0.15  # price of a step aside, in ink pixels: straight seams win ties
LEAST = 0.02  # of the height squared: less ink than this is a splinter, not a fragment
DEAREST = 0.5  # of the height: a seam that cuts more ink than this runs along a stroke


def cut(piece: Piece) -> list[Piece]:
    """The piece's fragments left to right between all candidate seams; [piece] if there is none."""
    seams = _seams(piece)
    if not seams:
        return [piece]
    fragments: list[Piece] = []
    columns = np.arange(piece.width)
    start = np.zeros(piece.height, int)
    for seam in [*seams, np.full(piece.height, piece.width)]:
        inside = (columns >= start[:, None]) & (columns < seam[:, None])  # (height, width)
        fragment = _trimmed(piece, piece.mask * inside.astype(np.uint8))
        if fragment is not None and fragment.mask.sum() >= LEAST * piece.height**2:
            fragments.append(fragment)
        elif fragment is not None and fragments:
            fragments[-1] = join([fragments[-1], fragment])
        start = np.maximum(start, seam)
    return fragments or [piece]


def _trimmed(piece: Piece, mask: NDArray[np.uint8]) -> Piece | None:
    x, y, width, height = cv2.boundingRect(mask)
    if width == 0:
        return None
    return Piece(piece.x + x, piece.y + y, mask[y : y + height, x : x + width])


def _seams(piece: Piece) -> list[NDArray[np.int64]]:
    """Columns (height,) of each seam, left to right."""
    scale = ROWS / piece.height
    width = max(1, round(piece.width * scale))
    margin = max(2, round(NARROWEST * ROWS))
    centres = np.arange(margin, width - margin + 1, STEP)
    if len(centres) == 0:
        return []
    ink = cv2.resize(piece.mask.astype(np.float32), (width, ROWS), interpolation=cv2.INTER_AREA)
    paths, prices = _cheapest(np.asarray(ink, np.float32), centres)
    kept = _local_minima(paths, prices)
    rows = np.minimum((np.arange(piece.height) * scale).astype(int), ROWS - 1)
    return [np.rint(paths[k][rows] / scale).astype(np.int64) for k in kept]


def _cheapest(
    ink: NDArray[np.float32], centres: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """(paths (k, ROWS), prices (k,)) of the cheapest seam within each band."""
    band = np.arange(-REACH, REACH + 1)
    columns = np.clip(centres[:, None] + band, 0, ink.shape[1] - 1)  # (k, band)
    total = np.abs(band) * 0.01 + ink[0][columns]
    steps = []
    for row in range(1, len(ink)):
        left = np.pad(total[:, :-1], ((0, 0), (1, 0)), constant_values=np.inf) + SIDEWAYS
        right = np.pad(total[:, 1:], ((0, 0), (0, 1)), constant_values=np.inf) + SIDEWAYS
        options = np.stack([left, total, right])  # from column - 1, same, + 1
        step = options.argmin(axis=0)
        steps.append(step - 1)
        total = np.take_along_axis(options, step[None], axis=0)[0] + ink[row][columns]
    at = total.argmin(axis=1)
    prices = total.min(axis=1)
    every = np.arange(len(centres))
    paths = np.empty((len(centres), len(ink)), np.int64)
    paths[:, -1] = columns[every, at]
    for row in range(len(ink) - 1, 0, -1):
        at = at + steps[row - 1][every, at]
        paths[:, row - 1] = columns[every, at]
    return paths, prices


def _local_minima(paths: NDArray[np.int64], prices: NDArray[np.float32]) -> list[int]:
    """Seams that no near one undercuts, left to right."""
    kept: list[int] = []
    middles = paths.mean(axis=1)
    for k in np.argsort(prices, kind="stable"):
        if prices[k] > DEAREST * ROWS:
            break
        if all(abs(middles[k] - middles[other]) >= STEP for other in kept):
            kept.append(int(k))
    return sorted(kept, key=lambda k: float(middles[k]))
