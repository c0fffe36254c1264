"""Lessons from rows of digits that stand apart, some of them broken.

Pieces near each other are looked at together, since they may be parts of one digit: where they are
two, the network must say so.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.drawing import CALM, SIDE, drawn_anew
from tenfold.reader.drawn_rows import Spacing, drawn_row
from tenfold.reader.judge import view
from tenfold.reader.model import OTHER
from tenfold.reader.runs import Run, find_runs
from tenfold.reader.touching import MOST_DIGITS, judged, shared_ink
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece, common_height
from tenfold.vision.pieces import find_pieces

Pixels = NDArray[np.uint8]

UNEVEN = (2, 8, 16)  # pixels of the drawing: on a line, nearly, and not at all
BROKEN = 0.2  # share of the digits with a gap across their strokes
GAP = (3, 9)  # pixels of the drawing: up to a pen's width
KERNING = (0.0, 0.12)  # of the height: how far the digits reach over each other, at most
GAP_AT = (0.2, 0.8)  # of a digit's width and height: where its gap's middle lies
MOST_TOGETHER = 8  # of a row's runs of several pieces
MOST_ALONE = 2  # of a row's single digits: those are among the other lessons
OWN = 0.95  # of a run's ink in one digit: it is a part of that, and may look like another


def neighbour_lessons(
    x: Pixels, y: Pixels, rng: Generator, rows: int
) -> tuple[list[Pixels], list[int]]:
    """Pictures (28, 28) and classes from `rows` rows of two to five digits of x (n, 28, 28):
    pieces seen together, and some digits alone."""
    images: list[Pixels] = []
    labels: list[int] = []
    for _ in range(rows):
        chosen = rng.integers(len(x), size=rng.integers(2, MOST_DIGITS + 1))
        inks = [broken(ink, rng) for ink in drawn_anew(x[chosen], rng, CALM)]
        spacing = Spacing(int(rng.choice(UNEVEN)), kerning=KERNING, linked=0.0, apart=1.0)
        canvas, digits = drawn_row(inks, rng, spacing)
        clear = judged(_runs(canvas), digits, y[chosen])
        together = [
            (run, label)
            for run, label in clear
            if _pieces(run) > 1 and not (label == OTHER and _is_part(run.piece, digits))
        ]
        alone = [(run, label) for run, label in clear if _pieces(run) == 1 and label < OTHER]
        for own, most in ((together, MOST_TOGETHER), (alone, MOST_ALONE)):
            for k in rng.permutation(len(own))[:most]:
                run, label = own[k]
                images.append(view(canvas * np.uint8(255), run.piece))
                labels.append(label)
    return images, labels


def broken(ink: Pixels, rng: Generator) -> Pixels:
    """Soft ink (112, 112), now and then with a gap across all its strokes."""
    if rng.random() >= BROKEN:
        return ink
    ink = ink.copy()
    x, y, width, height = cv2.boundingRect((ink > 127).astype(np.uint8))
    middle = np.array([x, y]) + rng.uniform(*GAP_AT, 2) * (width, height)
    angle = rng.uniform(0, np.pi)
    reach = SIDE * np.array([np.cos(angle), np.sin(angle)])
    ends = [(int(end[0]), int(end[1])) for end in (middle - reach, middle + reach)]
    return np.asarray(cv2.line(ink, ends[0], ends[1], 0, int(rng.integers(*GAP))), np.uint8)


def _runs(canvas: Pixels) -> list[Run]:
    """The pieces of a row's mask, alone and together."""
    pieces = sorted(find_pieces(canvas), key=lambda piece: piece.x + piece.width / 2)
    if not pieces:
        return []
    height = common_height(pieces)
    return find_runs(pieces, [[] for _ in pieces], height)


def _pieces(run: Run) -> int:
    return run.end - run.first


def _is_part(piece: Piece, digits: list[Piece]) -> bool:
    """Whether nearly all of the ink is one digit's."""
    own = piece.area
    return any(shared_ink(piece, digit) > OWN * own for digit in digits)
