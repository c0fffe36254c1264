"""What is drawn over a camera's picture in one colour."""

import numpy as np
import pytest

from pictures import Pixels, row
from tenfold import Reader
from tenfold.vision.drawn import drawn_in_one_colour
from tenfold.vision.opencv import cv2

PURE = [(255, 0, 255), (0, 255, 0), (255, 0, 0), (0, 0, 255)]


def portrait() -> Pixels:
    """RGB (480, 640, 3): somebody before a wall, out of focus and with a sensor's noise."""
    picture = np.full((480, 640, 3), (150, 140, 125), np.uint8)
    cv2.rectangle(picture, (0, 0), (200, 300), (120, 70, 75), -1)
    cv2.ellipse(picture, (330, 480), (170, 160), 0, 0, 360, (60, 70, 95), -1)
    cv2.ellipse(picture, (330, 270), (62, 85), 0, 0, 360, (205, 160, 130), -1)
    cv2.ellipse(picture, (330, 215), (66, 48), 0, 180, 360, (50, 35, 25), -1)
    noise = np.random.default_rng(0).normal(0, 3, picture.shape)
    return np.clip(cv2.GaussianBlur(picture, (0, 0), 4) + noise, 0, 255).astype(np.uint8)


def drawn_over(picture: Pixels, text: str, colour: tuple[int, int, int]) -> Pixels:
    ink = np.zeros(picture.shape[:2], np.float32)
    own = row(text, height=240, margin=0)
    ink[150 : 150 + len(own), 150 : 150 + own.shape[1]] = own
    return (picture * (1 - ink[..., None]) + np.array(colour) * ink[..., None]).astype(np.uint8)


@pytest.mark.parametrize("colour", PURE)
@pytest.mark.parametrize("text", ["2", "5"])
def test_a_digit_over_a_portrait_is_read(text: str, colour: tuple[int, int, int]) -> None:
    picture = portrait()
    for k, button in enumerate(PURE):
        cv2.rectangle(picture, (20 + 150 * k, 5), (140 + 150 * k, 60), button, -1)
    assert Reader().read(drawn_over(picture, text, colour)).text == text


def test_no_colour_no_picture() -> None:
    assert not list(drawn_in_one_colour(portrait()))
    assert len(list(drawn_in_one_colour(drawn_over(portrait(), "2", PURE[0])))) == 1


def test_a_portrait_has_no_digits() -> None:
    assert Reader().read(portrait()).text == ""
