"""Lessons from rows of touching digits, cut by the reader's own cuts.

A run is a digit if it holds that digit's ink and nearly nothing else, several digits if it holds
theirs, and a refusal if it clearly holds neither.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.drawing import VARIETY, Variety, drawn_anew
from tenfold.reader.drawn_rows import EDGE, drawn_row
from tenfold.reader.judge import view
from tenfold.reader.model import OTHER, SEVERAL
from tenfold.reader.runs import Run, find_runs
from tenfold.vision.cuts import find_seams
from tenfold.vision.piece import Piece, join
from tenfold.vision.pieces import find_pieces

Pixels = NDArray[np.uint8]

# Ink that a run and a digit share, of all that they have.
SAME = 0.85  # with as much it is that digit
FAIR = 0.6  # likewise, if no other run has more of it
DIFFERENT = 0.8  # with no more of any it is none
# Lessons from one row, which has dozens of runs, much alike.
MOST_DIGIT_RUNS = 8
MOST_OTHER_RUNS = 12
MOST_SEVERAL_RUNS = 5
MOST_DIGITS = 5  # in a row
MOST_LETTERS = 3  # in a row


def row_lessons(
    x: Pixels, y: Pixels, rng: Generator, rows: int, variety: Variety = VARIETY
) -> tuple[list[Pixels], list[int]]:
    """Pictures (28, 28) and classes from `rows` rows of two to five digits of x (n, 28, 28)."""
    images: list[Pixels] = []
    labels: list[int] = []
    for _ in range(rows):
        chosen = rng.integers(len(x), size=rng.integers(2, MOST_DIGITS + 1))
        canvas, digits = drawn_row(drawn_anew(x[chosen], rng, variety), rng)
        levels = canvas * np.uint8(255)
        clear = judged(_runs(canvas), digits, y[chosen])
        order = rng.permutation(len(clear))
        found = np.array([clear[k][1] for k in order], np.uint8)
        for k in (
            *order[found < OTHER][:MOST_DIGIT_RUNS],
            *order[found == OTHER][:MOST_OTHER_RUNS],
            *order[found == SEVERAL][:MOST_SEVERAL_RUNS],
        ):
            run, label = clear[k]
            images.append(view(levels, run.piece, run.joined))
            labels.append(label)
    return images, labels


def letter_lessons(x: Pixels, rng: Generator, rows: int) -> list[Pixels]:
    """Pictures (28, 28) of what cuts make of letters x (n, 28, 28) that touch, or of one alone."""
    images: list[Pixels] = []
    for _ in range(rows):
        chosen = rng.integers(len(x), size=rng.integers(1, MOST_LETTERS + 1))
        canvas, letters = drawn_row(drawn_anew(x[chosen], rng), rng)
        levels, least = canvas * np.uint8(255), letters[0].width
        runs = [r for r in _runs(canvas) if r.joined is not None or r.piece.width > least]
        for k in rng.permutation(len(runs))[:MOST_OTHER_RUNS]:
            images.append(view(levels, runs[k].piece, runs[k].joined))
    return images


def _runs(canvas: Pixels) -> list[Run]:
    """All that could be one digit in a row's mask."""
    pieces = sorted(find_pieces(canvas), key=lambda piece: piece.x + piece.width / 2)
    seams = [find_seams(piece) for piece in pieces]
    return find_runs(pieces, seams, len(canvas) - 2 * EDGE) if pieces else []


def judged(runs: list[Run], digits: list[Piece], labels: Pixels) -> list[tuple[Run, int]]:
    """Every run whose class is clear, with it."""
    neighbours = [
        join(digits[first:end])
        for first in range(len(digits))
        for end in range(first + 2, len(digits) + 1)
    ]
    classes = [*labels.tolist(), *([SEVERAL] * len(neighbours))]
    overlaps = _overlaps([run.piece for run in runs], [*digits, *neighbours])
    best, most = overlaps.argmax(axis=1), overlaps.max(axis=1)
    # A digit that no cut frees is still to be read, by its best run.
    freest = overlaps[:, : len(digits)].max(axis=0, initial=0)
    clear = []
    for k, run in enumerate(runs):
        unfree = best[k] < len(digits) and most[k] == freest[best[k]] >= FAIR
        if most[k] >= SAME or unfree:
            clear.append((run, classes[best[k]]))
        elif most[k] <= DIFFERENT:
            clear.append((run, OTHER))
    return clear


def _overlaps(runs: list[Piece], known: list[Piece]) -> NDArray[np.float64]:
    """(runs, known): shared ink over all ink."""
    inks = [piece.area for piece in known]
    table = np.zeros((len(runs), len(known)))
    for k, run in enumerate(runs):
        own = run.area
        table[k] = [_overlap(run, p, (own, ink)) for p, ink in zip(known, inks, strict=True)]
    return table


def _overlap(a: Piece, b: Piece, inks: tuple[int, int]) -> float:
    """Shared ink over all ink; `inks` is how much either has. 0 where it cannot reach FAIR."""
    if min(inks) < FAIR * max(inks):
        return 0.0
    both = shared_ink(a, b)
    return both / (sum(inks) - both)


def shared_ink(a: Piece, b: Piece) -> int:
    """How many pixels of ink both have."""
    left, right = max(a.x, b.x), min(a.right, b.right)
    top, bottom = max(a.y, b.y), min(a.bottom, b.bottom)
    if left >= right or top >= bottom:
        return 0
    part_a = a.mask[top - a.y : bottom - a.y, left - a.x : right - a.x]
    part_b = b.mask[top - b.y : bottom - b.y, left - b.x : right - b.x]
    return int((part_a & part_b).sum())
