"""Circles that a screen draws are told from 0s."""

import numpy as np
import pytest

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.circles import is_round
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece


@pytest.mark.parametrize("thick", [2, 6, cv2.FILLED])
@pytest.mark.parametrize("radius", [15, 40])
def test_a_drawn_circle_is_round_and_a_zero_is_not(radius: int, thick: int) -> None:
    canvas = np.zeros((100, 100), np.uint8)
    circle = np.asarray(cv2.circle(canvas, (50, 50), radius, 1, thick), np.uint8)
    edge = 50 - radius - max(0, thick // 2)
    assert is_round(Piece(0, 0, circle[edge:-edge, edge:-edge]))
    oval = cv2.ellipse(np.zeros((90, 102), np.uint8), (51, 45), (50, 44), 0, 0, 360, 1, 5)
    assert not is_round(Piece(0, 0, np.asarray(oval, np.uint8)))
    for seed in range(5):
        zero = row("0", height=100, margin=2, seed=seed) > 0.5
        assert not is_round(Piece(0, 0, zero.astype(np.uint8)))


@pytest.mark.parametrize("text", ["7", "306"])
def test_colours_to_choose_from_beside_a_drawing_are_no_digits(text: str) -> None:
    ink = row(text, height=120, margin=90)
    picture = cv2.copyMakeBorder(on_paper(ink), 0, 0, 90, 0, cv2.BORDER_CONSTANT, value=[245] * 3)
    colours = [(230, 50, 50), (50, 160, 60), (40, 80, 220), (20, 20, 20)]
    for k, colour in enumerate(colours):
        cv2.circle(picture, (45, 50 + 60 * k), 18, colour, cv2.FILLED, cv2.LINE_AA)
    assert Reader().read(picture).text == text


@pytest.mark.parametrize("radius", [22, 34])
def test_round_zeros_in_a_row_with_digits_are_read(radius: int) -> None:
    ink = np.pad(row("73", height=80, margin=60), ((0, 0), (0, 200)))
    middle, right = len(ink) // 2, int(np.nonzero(ink.any(axis=0))[0].max())
    for k in range(2):
        centre = right + 20 + radius + k * (2 * radius + 20), middle
        cv2.circle(ink, centre, radius, 1.0, 8, cv2.LINE_AA)
    assert Reader().read(on_paper(ink)).text == "7300"
