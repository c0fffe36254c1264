"""Charts beside a digit: bars of how sure a network is, and a scale of colours."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.charts import is_chart_bar, without_charts
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece

Pixels = NDArray[np.uint8]
WHITE, BLACK, BLUE = (255, 255, 255), (0, 0, 0), (31, 119, 180)


def bar(x: int, height: int, width: int = 18, bottom: int = 200) -> Piece:
    return Piece(x, bottom - height, np.ones((height, width), np.uint8))


def test_bars_of_one_width_on_one_line_are_a_chart() -> None:
    digit = Piece(300, 50, (row("5", margin=2) > 0.5).astype(np.uint8))
    bars = [bar(30 * i, height) for i, height in enumerate((4, 120, 9, 60))]
    assert without_charts([digit, *bars]) == [digit]
    flat = [Piece(40, 30 * i, np.ones((14, 5 + 40 * i), np.uint8)) for i in range(4)]
    assert without_charts([digit, *flat]) == [digit]


def test_numbers_at_the_feet_of_bars_are_no_writing() -> None:
    """Also where a bar is too short to be seen; what is drawn is larger, or further away."""
    bars = [bar(30 * i, height) for i, height in enumerate((4, 120, 9, 60))]
    shape = (row("5", margin=2) > 0.5).astype(np.uint8)
    small = cv2.resize(shape, (12, 16), interpolation=cv2.INTER_NEAREST)
    numbers = [Piece(30 * i, 206, small) for i in range(6)]
    large, far = Piece(200, 206, shape), Piece(200, 300, small)
    assert without_charts([*bars, *numbers, large, far]) == [large, far]
    flat = [Piece(40, 30 * i, np.ones((14, 5 + 40 * i), np.uint8)) for i in range(4)]
    beside = [Piece(20, 30 * i, small) for i in range(6)]
    assert without_charts([*flat, *beside, large]) == [large]


def test_bars_that_stand_apart_or_are_few_or_thin_are_none() -> None:
    steps = [bar(30 * i, 80, bottom=200 + 9 * i) for i in range(4)]
    thin = [bar(30 * i, 80, width=4) for i in range(4)]
    for bars in (steps, thin, steps[:2], [bar(0, 80), bar(40, 80)]):
        assert without_charts(bars) == bars


def test_a_pen_s_end_is_round() -> None:
    mask = np.zeros((320, 40), np.uint8)
    cv2.line(mask, (20, 12), (20, 307), 1, 20)
    stroke = Piece(0, 0, mask[mask.any(axis=1)][:, mask.any(axis=0)])
    assert stroke.mask.mean() > 0.97
    assert not is_chart_bar(stroke)
    assert is_chart_bar(bar(0, 200, 20))


def plot(text: str, framed: bool, tall: int) -> Image.Image:
    """A digit as a plot shows it, and bars of how sure a network is of each."""
    figure = Image.new("RGB", (1000, 400), WHITE)
    draw = ImageDraw.Draw(figure)
    font = ImageFont.load_default(13)
    digit = Image.fromarray(on_paper(row(text, height=190, margin=50), WHITE, BLACK))
    figure.paste(digit, (120, 60))
    if framed:
        draw.rectangle((120, 60, 120 + digit.width, 60 + digit.height), outline=BLACK)
    draw.rectangle((520, 60, 920, 340), outline=BLACK)
    for k in range(10):
        x, height = 540 + 37 * k, 230 if k == tall else 3 + 2 * (k % 4)
        draw.rectangle((x, 340 - height, x + 28, 340), BLUE)
        draw.line((x + 14, 340, x + 14, 344), BLACK)
        draw.text((x + 10, 348), str(k), BLACK, font)
    draw.text((650, 35), "Probabilities", BLACK, font)
    return figure


@pytest.mark.parametrize("framed", [True, False])
@pytest.mark.parametrize(("text", "tall"), [("7", 7), ("0", 3)])
def test_a_digit_beside_a_chart_is_read_alone(text: str, tall: int, framed: bool) -> None:
    assert Reader().read(plot(text, framed, tall)).text == text


@pytest.mark.parametrize("dark", [True, False])
def test_a_scale_of_colours_beside_a_digit_is_no_one(dark: bool) -> None:
    figure = Image.new("RGB", (640, 480), WHITE)
    draw = ImageDraw.Draw(figure)
    paper, pen = (BLACK, WHITE) if dark else (WHITE, BLACK)
    digit = Image.fromarray(on_paper(row("8", height=200, margin=70), paper, pen))
    figure.paste(digit, (110, 70))
    draw.rectangle((110, 70, 110 + digit.width, 70 + digit.height), outline=BLACK)
    for y in range(370):
        level = 255 - y * 255 // 369 if dark else y * 255 // 369
        draw.line((500, 55 + y, 517, 55 + y), (level, level, level))
    draw.rectangle((499, 54, 518, 425), outline=BLACK)
    for k in range(6):
        draw.text((528, 418 - 72 * k), str(50 * k), BLACK, ImageFont.load_default(13))
    assert Reader().read(figure).text == "8"
