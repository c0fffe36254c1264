"""Stray rules: those of a table in perspective lean or bend more than what is erased as ruling.
Beside them all that is written would be dust, or would be joined with them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import within
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece

Boxes = NDArray[np.int32]

LONG = 0.5  # of the longest part: what is as long may be a rule
SMALLEST, LARGEST = 0.04, 0.25  # of it: what may be written beside rules
FEWEST = 8  # such parts: fewer may be specks beside a 1
LEAST_INK = 0.2  # of the long parts': that of those, for specks have far less
SLENDER = 8.0  # times its width: a rule's length, at least, with what it bends


def find_stray_rules(
    boxes: Boxes, cut_out: Callable[[int], Piece], shape: tuple[int, int]
) -> list[int]:
    """Which of the connected parts are such, by their boxes (n, 5) and what cuts one out, in a
    picture (h, w)."""
    inner = within(boxes[:, :4].T, shape)
    sides = boxes[:, 2:4].max(axis=1, initial=0) * inner
    ink, longest = boxes[:, 4], sides.max(initial=0)
    long = sides >= max(1, LONG * longest)
    written = (sides >= max(1, SMALLEST * longest)) & (sides <= LARGEST * longest)
    if written.sum() < FEWEST or ink[written].sum() < LEAST_INK * ink[long].sum():
        return []
    strokes = ink / np.maximum(sides, 1)  # about as thick as the pen, of a straight stroke
    thin = strokes <= np.median(strokes[written])
    rules = np.flatnonzero(long).tolist()
    # Where one of them is none, all may be writing, beside a smaller one.
    return rules if all(thin[k] and _is_slender(cut_out(k).mask) for k in rules) else []


def _is_slender(mask: NDArray[np.uint8]) -> bool:
    width, length = sorted(cv2.minAreaRect(cv2.findNonZero(mask))[1])
    return bool(length >= SLENDER * width)
