"""Cuts: where a piece may be two touching digits.

Each candidate is a seam from top to bottom that crosses as little ink as it can within a band
around one line, found by dynamic programming as in seam carving (Avidan & Shamir 2007). Candidates
may cross one another, and there are several for each place: the network judges afterwards which of
them separate digits.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece

Floats = NDArray[np.float32]
Columns = NDArray[np.int64]

ROWS = 48  # the seams are sought on a piece of this height
STEP = 2  # pixels at that size, from one candidate's line to the next
REACH = 4  # likewise: how far a seam may lean off its line
SLANTS = (0.0, 0.35)  # sideways per row, to the right at the top: upright hands and leaning ones
NARROWEST = 5  # of those rows: what a cut must leave on both sides
SIDEWAYS = 0.15  # price of a step aside, in ink pixels: straight seams win ties
OFF_LINE = 0.01  # price of starting a pixel off the line, likewise
APART = 50.0  # pixels of ink at that size: seams that differ by less are one
DENSEST = 16  # seams in a piece as wide as high: the cheapest


@dataclass(frozen=True, eq=False)
class Seam:
    """The first column right of the cut in each of the piece's rows (height,)."""

    columns: Columns


def find_seams(piece: Piece) -> list[Seam]:
    """Candidate cuts of a piece, left to right by their middles."""
    scale = ROWS / piece.height
    width = max(1, round(piece.width * scale))
    small = cv2.resize(piece.mask.astype(np.float32), (width, ROWS), interpolation=cv2.INTER_AREA)
    lines = np.arange(NARROWEST, width - NARROWEST + 1, STEP)
    if len(lines) == 0:
        return []
    found = [_cheapest(small, lines, slant) for slant in SLANTS]
    paths = np.concatenate([path for path, _ in found])  # (k, ROWS)
    prices = np.concatenate([price for _, price in found])  # (k,)
    kept = _different(small, paths, prices, most=int(DENSEST * max(1.0, width / ROWS)))
    kept.sort(key=lambda k: float(paths[k].mean()))
    rows = np.minimum((np.arange(piece.height) * scale).astype(int), ROWS - 1)
    return [Seam(np.rint(paths[k][rows] / scale).astype(np.int64)) for k in kept]


def between(piece: Piece, left: Seam | None, right: Seam | None) -> Piece | None:
    """The piece's ink between two seams, or its own end for None; None if there is no ink."""
    first = 0 if left is None else int(left.columns.min())
    last = piece.width if right is None else min(piece.width, int(right.columns.max()))
    mask = piece.mask[:, first:last]
    columns = np.arange(first, last)
    if left is not None:
        mask = mask * (columns >= left.columns[:, None]).astype(np.uint8)
    if right is not None:
        mask = mask * (columns < right.columns[:, None]).astype(np.uint8)
    x, y, width, height = cv2.boundingRect(np.ascontiguousarray(mask))
    if width == 0:
        return None
    return Piece(piece.x + first + x, piece.y + y, mask[y : y + height, x : x + width])


def _cheapest(ink: Floats, lines: Columns, slant: float) -> tuple[Columns, Floats]:
    """(paths (k, ROWS), prices (k,)) of the cheapest seam within the band around each line."""
    width = ink.shape[1]
    lean = np.rint(slant * (ROWS // 2 - np.arange(ROWS))).astype(int)  # (ROWS,)
    margin = REACH + int(np.abs(lean).max())
    padded = np.pad(ink, ((0, 0), (margin, margin)))
    band = np.arange(-REACH, REACH + 1)
    columns = lines[:, None] + band + margin  # (k, band)
    total = np.abs(band) * OFF_LINE + padded[0][columns + lean[0]]
    # Room for a step aside at both ends of the band, never taken.
    bordered = np.full((len(lines), len(band) + 2), np.inf, np.float32)
    options = np.empty((3, *total.shape), np.float32)
    steps = np.empty((ROWS, *total.shape), np.int8)
    for row in range(1, ROWS):
        bordered[:, 1:-1] = total
        np.add(bordered[:, :-2], SIDEWAYS, out=options[0])  # from column - 1
        options[1] = total
        np.add(bordered[:, 2:], SIDEWAYS, out=options[2])  # from column + 1
        steps[row] = options.argmin(axis=0) - 1
        total = options.min(axis=0) + padded[row][columns + lean[row]]
    at, every = total.argmin(axis=1), np.arange(len(lines))
    paths = np.empty((len(lines), ROWS), np.int64)
    for row in range(ROWS - 1, -1, -1):
        paths[:, row] = columns[every, at] + lean[row]
        at = at + steps[row][every, at] if row else at
    return np.clip(paths - margin, 0, width), total.min(axis=1)


def _different(ink: Floats, paths: Columns, prices: Floats, most: int) -> list[int]:
    """The cheapest seams that part the ink differently."""
    before = np.pad(ink.cumsum(axis=1), ((0, 0), (1, 0)))  # (ROWS, width + 1): left of a column
    left = before[np.arange(ROWS), paths]  # (k, ROWS): ink on the left of each seam
    total, sums = float(ink.sum()), left.sum(axis=1)
    kept: list[int] = []
    for k in np.argsort(prices, kind="stable"):
        if len(kept) >= most:
            break
        if min(sums[k], total - sums[k]) < APART:
            continue
        if not kept or np.abs(left[kept] - left[k]).sum(axis=1).min() >= APART:
            kept.append(int(k))
    return kept
