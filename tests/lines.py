"""Pieces, verdicts and lines of touching digits, for tests of how a row is read."""

import numpy as np

from pictures import digit
from tenfold.reader.drawn_rows import Spacing, drawn_row
from tenfold.reader.judge import Verdict
from tenfold.reader.line import Line, glance
from tenfold.reader.model import load_model
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece
from tenfold.vision.pieces import find_pieces


def bar(x: int, width: int = 20, height: int = 50) -> Piece:
    return Piece(x, 0, np.ones((height, width), np.uint8))


def verdict(label: int, confidence: float, other: float = 0.0, several: float = 0.0) -> Verdict:
    digits = np.full(10, (1 - confidence - other) / 9, np.float32)
    digits[label] = confidence
    return Verdict(np.zeros((28, 28), np.uint8), digits, other, several)


def line_of(text: str, apart: float) -> Line:
    """Drawn digits that touch, or stand apart, and what the network takes each piece of ink for."""
    inks = [cv2.resize(digit(int(c)), (112, 112), interpolation=cv2.INTER_CUBIC) for c in text]
    spacing = Spacing(uneven=1, kerning=(0.0, 0.2), linked=0.0, apart=apart, unequal=0.0)
    mask, _ = drawn_row(inks, np.random.default_rng(1), spacing)
    pieces = sorted(find_pieces(mask), key=lambda piece: piece.x)
    assert len(pieces) == (len(text) if apart else 1)
    return glance(load_model(), mask * np.uint8(255), [pieces])[0]
