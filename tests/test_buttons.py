"""What a screen draws full, but for letters, a digit or nothing on it."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pictures import Pixels, on_paper, row
from tenfold import Reader
from tenfold.vision.buttons import is_button
from tenfold.vision.pieces import find_pieces

BLACK, WHITE, LIGHT, DARK = (0, 0, 0), (255, 255, 255), (137, 180, 250), (30, 30, 46)


def button(letters: bool) -> Pixels:
    mask = np.zeros((200, 300), np.uint8)
    mask[80:130, 60:240] = 1
    for x in range(100, 200, 20) if letters else ():
        mask[92:108, x : x + 8] = 0
    return mask


def test_a_button_is_no_piece() -> None:
    assert find_pieces(button(letters=True)) == []


def test_a_button_whose_letters_blot_is_none_either() -> None:
    """In uneven light its middle may be lost."""
    mask = button(letters=True)
    mask[90:122, 85:215] = 0
    assert find_pieces(mask) == []


def pill(letters: bool, wide: int = 96, high: int = 40) -> Pixels:
    """A button with round ends."""
    mask = np.zeros((high, wide), np.uint8)
    half = high // 2
    cv2.rectangle(mask, (half, 0), (wide - half - 1, high - 1), 1, cv2.FILLED)
    for x in (half, wide - half - 1):
        cv2.circle(mask, (x, half), half, 1, cv2.FILLED)
    for x in range(30, 66, 8) if letters else ():
        mask[16:24, x : x + 3] = 0
    return mask


def test_a_button_with_round_ends_is_one_and_a_flat_stroke_is_none() -> None:
    assert is_button(pill(letters=True))
    assert not is_button(pill(letters=False))


def test_a_dark_canvas_is_no_zero() -> None:
    """With a digit's surroundings left out, it is a square with a hole."""
    canvas = np.ones((200, 190), np.uint8)
    cv2.circle(canvas, (95, 100), 60, 0, cv2.FILLED)
    assert is_button(canvas)
    zero = np.zeros((200, 190), np.uint8)
    cv2.ellipse(zero, (95, 100), (94, 99), 0, 0, 360, 1, cv2.FILLED)
    cv2.circle(zero, (95, 100), 40, 0, cv2.FILLED)
    assert not is_button(zero)


@pytest.mark.parametrize("text", ["3", "1", "58"])
def test_round_buttons_below_a_dark_canvas_are_no_zeros(text: str) -> None:
    screen = Image.new("RGB", (700, 520), DARK)
    canvas = on_paper(row(text, height=160, margin=60), BLACK, WHITE)
    left = (700 - canvas.shape[1]) // 2
    draw = ImageDraw.Draw(screen)
    box = (left - 3, 47, left + canvas.shape[1] + 2, 52 + canvas.shape[0])
    draw.rounded_rectangle(box, 10, outline=LIGHT, width=3)
    screen.paste(Image.fromarray(canvas), (left, 50))
    for x, label in ((240, "Predict"), (370, "Clear")):
        draw.rounded_rectangle((x, 400, x + 110, 440), 20, LIGHT)
        draw.text((x + 25, 410), label, (17, 17, 17), ImageFont.load_default(18))
    assert Reader().read(screen).text == text


def test_a_full_bar_is_no_button() -> None:
    """The flag of a 5 is full as well, and apart at times."""
    mask = button(letters=False)
    mask[140:190, 60:110] = 1
    assert len(find_pieces(mask)) == 2
