"""A chart's bars that hang on its axes are no writing; what is drawn on axes, and digits of
rectangles, are."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pictures import digit, on_paper, row
from tenfold import Reader
from tenfold.vision.axes import erase_charts
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
WHITE, BLACK, BLUE, GREY = (255, 255, 255), (0, 0, 0), (0, 0, 255), (119, 119, 119)
SIDE = 120


def framed(*bars: tuple[int, int]) -> Pixels:
    """A mask of a frame, and bars (left, height) in it that stand on its lower side."""
    mask = np.zeros((SIDE + 40, SIDE + 40), np.uint8)
    cv2.rectangle(mask, (20, 20), (20 + SIDE, 20 + SIDE), 1, 1)
    for left, height in bars:
        mask[20 + SIDE - height : 20 + SIDE, 20 + left : 32 + left] = 1
    return mask


def test_bars_in_a_frame_are_a_chart() -> None:
    assert not erase_charts(framed((40, 110), (0, 8), (70, 5))).any()
    assert not erase_charts(np.ascontiguousarray(np.rot90(framed((40, 110))))).any()


def test_a_bar_on_one_axis_is_a_chart() -> None:
    mask = np.zeros((160, 200), np.uint8)
    mask[150:152, 10:190] = 1
    mask[30:150, 60:76] = 1
    mask[140:150, 90:106] = 1
    assert not erase_charts(mask).any()


def test_bars_that_touch_each_other_are_a_chart() -> None:
    assert not erase_charts(framed((40, 110), (52, 60), (64, 14), (90, 40))).any()


def test_a_bar_alone_is_none() -> None:
    mask = np.zeros((160, 80), np.uint8)
    mask[20:140, 30:50] = 1
    mask[[20, 20, 139, 139], [30, 49, 30, 49]] = 0  # round, as what was enlarged is
    assert np.array_equal(erase_charts(mask), mask)


def test_writing_on_squares_is_none() -> None:
    mask = np.zeros((240, 320), np.uint8)
    mask[10::40], mask[:, 10::40] = 1, 1
    cv2.putText(mask, "197", (60, 150), cv2.FONT_HERSHEY_SIMPLEX, 2.5, 1, 7)
    mask[120:140, 100:120] = 1  # where strokes cross
    assert np.array_equal(erase_charts(mask), mask)


def test_a_one_in_a_box_with_thick_sides_stays() -> None:
    mask = np.zeros((90, 90), np.uint8)
    mask[12:78, 12:78] = 1
    mask[16:74, 16:74] = 0
    for y, x in ((12, 12), (12, 73), (77, 12), (77, 73)):
        mask[y, x : x + 5] = 0  # corners that are not quite whole
    mask[40, 78] = 1  # nor is this side straight
    mask[36:52, 46:55] = 1  # the middle of a 1, thicker than its ends
    mask[30:62, 48:52] = 1
    assert np.array_equal(erase_charts(mask), mask)


def test_an_empty_frame_is_none() -> None:
    assert erase_charts(framed()).any()


@pytest.mark.parametrize("thick", [2, 9])
def test_what_is_written_in_a_frame_stays(thick: int) -> None:
    mask = framed((0, 100))
    cv2.ellipse(mask, (85, 70), (18, 35), 15, 0, 360, 1, thick)
    assert np.array_equal(erase_charts(mask), mask)
    touching = framed()
    cv2.line(touching, (60, 40), (85, 20 + SIDE), 1, thick + 5)
    assert np.array_equal(erase_charts(touching), touching)


@pytest.mark.parametrize("bars", ["1", "7", "8", "3"])
def test_a_display_s_digits_stay(bars: str) -> None:
    """Of seven bars, as thick as each other."""
    ends = {"1": "bc", "7": "abc", "8": "abcdefg", "3": "abgcd"}[bars]
    places = {
        "a": (0, 0, 60, 12),
        "b": (48, 0, 12, 60),
        "c": (48, 60, 12, 60),
        "d": (0, 108, 60, 12),
        "e": (0, 60, 12, 60),
        "f": (0, 0, 12, 60),
        "g": (0, 54, 60, 12),
    }
    mask = np.zeros((140, 80), np.uint8)
    for x, y, width, height in (places[end] for end in ends):
        mask[10 + y : 10 + y + height, 10 + x : 10 + x + width] = 1
    assert np.array_equal(erase_charts(mask), mask)


def guesses(text: str, columns: int) -> Image.Image:
    """Digits in frames, and beside each a chart of how sure a network is."""
    step, rows = SIDE + 20, -(-len(text) // columns)
    figure = Image.new("RGB", (60 + 2 * step * columns, 60 + (step + 20) * rows), WHITE)
    draw, font = ImageDraw.Draw(figure), ImageFont.load_default(12)
    for k, label in enumerate(text):
        x, y = 40 + 2 * step * (k % columns), 30 + (step + 20) * (k // columns)
        drawn = cv2.resize(digit(int(label)), (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
        figure.paste(Image.fromarray(255 - np.asarray(drawn)), (x, y))
        for left in (x, x + step):
            draw.rectangle((left, y, left + SIDE, y + SIDE), outline=BLACK)
        draw.text((x + 60, y + SIDE + 4), f"{label} 93% ({label})", BLUE, font, anchor="mt")
        for bar in range(10):
            left, height = x + step + 3 + 12 * bar, 110 if bar == int(label) else bar % 3 * 4
            colour = BLUE if bar == int(label) else GREY
            draw.rectangle((left, y + SIDE - height, left + 8, y + SIDE), fill=colour)
    return figure


@pytest.mark.parametrize(("text", "columns"), [("5", 1), ("2804", 2), ("369725048", 3)])
def test_digits_with_a_chart_beside_each_are_read_alone(text: str, columns: int) -> None:
    rows = [text[k : k + columns] for k in range(0, len(text), columns)]
    assert Reader().read(guesses(text, columns)).text.split("\n") == rows


def test_a_window_with_a_title_bar_is_no_chart() -> None:
    canvas = on_paper(row("52", height=120), WHITE, BLACK)
    window = cv2.copyMakeBorder(canvas, 30, 2, 2, 2, cv2.BORDER_CONSTANT, value=BLACK)
    shown = cv2.copyMakeBorder(window, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=WHITE)
    assert Reader().read(np.asarray(shown, np.uint8)).text == "52"
