"""What inks absorb, and telling two inks apart."""

import numpy as np
import pytest

from tenfold.vision.colours import DARKEST, Colours, difference
from tenfold.vision.opencv import cv2

RED, BLUE = np.array([0.1, 0.9, 0.8]), np.array([0.9, 0.5, 0.1])  # absorbed of each light


def test_an_ink_is_found_in_any_mixture_and_the_other_is_not() -> None:
    axis = difference(RED, BLUE)
    for red in (0.0, 0.4, 1.0):
        for blue in (0.0, 0.7, 2.0):
            assert (red * RED + blue * BLUE) @ axis == pytest.approx(red)


def test_ink_over_ink_adds_up_whatever_the_paper() -> None:
    paper = np.array([220.0, 200.0, 170.0]) + DARKEST
    inked = [
        paper * np.exp(-ink) - DARKEST for ink in (0.3 * RED, 0.4 * BLUE, 0.3 * RED + 0.4 * BLUE)
    ]
    pixels = np.rint([inked]).astype(np.uint8)  # (1, 3, 3)
    colours = Colours(pixels, np.rint(paper - DARKEST).astype(np.uint8)[None, None])
    red, blue, both = colours.absorbed(np.zeros(3, int), np.arange(3))
    assert np.allclose(red + blue, both, atol=0.01)
    assert np.allclose(red, 0.3 * RED, atol=0.01)


def test_the_paper_is_a_small_picture_of_light_and_two_colours() -> None:
    left, right = np.array([[[250, 240, 200]]], np.uint8), np.array([[[120, 130, 140]]], np.uint8)
    small = cv2.cvtColor(np.concatenate([left, right], axis=1), cv2.COLOR_RGB2YCrCb)
    pixels = np.repeat(np.concatenate([left, right], axis=1), 10, axis=1)  # (1, 20, 3)
    colours = Colours.of(pixels, small)
    assert np.abs(colours.absorbed(np.zeros(20, int), np.arange(20))).max() < 0.02
    turned = colours.turned.absorbed(np.arange(20), np.zeros(20, int))
    assert np.abs(turned).max() < 0.02
