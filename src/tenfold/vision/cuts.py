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
STEP, REACH = 2, 9  # of those rows: between candidates, and how far a seam may lean off its column
BESIDE, EQUAL = 2, 4.0  # candidates on each side that a seam may not cost that much more than
APART = 4  # of those rows: between the seams that are kept
SLANTS = (-0.3, -0.15, 0.0, 0.15, 0.3, 0.45, 0.6)  # sideways per row, to the right at the top
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
    small = cv2.resize(piece.mask.astype(np.float32), (width, ROWS), interpolation=cv2.INTER_AREA)
    ink, shifts = _upright(np.asarray(small, np.float32))
    margin = max(2, round(NARROWEST * ROWS))
    inked = np.flatnonzero(ink.any(axis=0))
    centres = np.arange(inked[0] + margin, inked[-1] + 2 - margin, STEP) if len(inked) else inked
    if len(centres) == 0:
        return []
    paths, prices = _cheapest(ink, centres)
    kept = _local_minima(paths, prices)
    rows = np.minimum((np.arange(piece.height) * scale).astype(int), ROWS - 1)
    return [np.rint((paths[k] - shifts)[rows] / scale).astype(np.int64) for k in kept]


def _upright(ink: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The ink sheared so that its strokes stand upright, and each row's shift (ROWS,).

    The slant is the one that heaps the ink into the fewest columns.
    """
    reach = np.arange(ROWS) - ROWS // 2
    best, best_heap = (ink, np.zeros(ROWS, np.int64)), -1.0
    for slant in SLANTS:
        shifts = np.rint(slant * reach).astype(np.int64)
        shifts -= shifts.min()
        sheared = np.zeros((ROWS, ink.shape[1] + int(shifts.max())), np.float32)
        for row, shift in enumerate(shifts):
            sheared[row, shift : shift + ink.shape[1]] = ink[row]
        heap = float((sheared.sum(axis=0) ** 2).sum())
        if heap > best_heap:
            best, best_heap = (sheared, shifts), heap
    return best


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
    near = np.pad(prices, BESIDE, constant_values=np.inf)
    lowest = np.min([near[k : k + len(prices)] for k in range(2 * BESIDE + 1)], axis=0)
    kept: list[int] = []
    middles = paths.mean(axis=1)
    for k in np.argsort(prices, kind="stable"):
        if prices[k] > DEAREST * ROWS:
            break
        apart = all(abs(middles[k] - middles[other]) >= APART for other in kept)
        if apart and prices[k] <= lowest[k] + EQUAL:
            kept.append(int(k))
    return sorted(kept, key=lambda k: float(middles[k]))
