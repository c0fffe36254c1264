"""What is drawn around writing is told from digits."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.frames import is_outline, is_table, may_be_around, may_be_tables
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]


def ring(width: int, height: int, open_by: float = 0.0) -> Pixels:
    """An ellipse, with a gap of so many degrees."""
    canvas = np.zeros((height + 20, width + 20), np.uint8)
    middle, axes = (width // 2 + 10, height // 2 + 10), (width // 2, height // 2)
    return np.asarray(cv2.ellipse(canvas, middle, axes, 0, open_by, 360, 1, 5), np.uint8)


@pytest.mark.parametrize("mask", [ring(300, 120), ring(120, 120), ring(300, 120, open_by=25)])
def test_a_line_around_is_an_outline(mask: Pixels) -> None:
    assert is_outline(mask)


def test_a_digit_is_no_outline() -> None:
    seven = np.zeros((100, 60), np.uint8)
    cv2.polylines(seven, [np.array([(5, 5), (55, 5), (20, 95)])], False, 1, 6)
    assert not is_outline(seven)
    assert not is_outline(ring(300, 120, open_by=120)), "a bowl"
    eight = ring(60, 60)
    assert not is_outline(np.concatenate([eight[:-12], eight[12:]]))


def test_only_what_is_wide_and_hollow_around_several_is_asked() -> None:
    around, one, two, speck = (
        (0, 0, 300, 100, 3000),
        (50, 20, 30, 60, 500),
        (150, 20, 30, 60, 500),
        (
            *(90, 40, 5, 5),
            20,
        ),
    )
    assert may_be_around(np.array([around, one, two])).tolist() == [True, False, False]
    assert not may_be_around(np.array([around, one, speck])).any(), "a 0 that lies has a dot"
    assert not may_be_around(np.array([(0, 0, 300, 100, 20_000), one, two])).any(), "a blot"
    assert not may_be_around(np.array([(0, 0, 110, 100, 1500), one])).any(), "a 0"


def test_what_is_around_all_that_there_is_may_be_of_any_form() -> None:
    around, beside = (0, 0, 300, 300, 4000), (400, 100, 30, 60, 500)
    small = [(90 + 50 * k, 140, 20, 30, 150) for k in range(3)]
    assert may_be_around(np.array([around, *small])).tolist() == [True, False, False, False]
    assert not may_be_around(np.array([around, *small, beside])).any(), "a plot beside a title"
    assert not may_be_around(np.array([around, small[0]])).any(), "a 0 has a dot"


@pytest.mark.parametrize("text", ["52", "83465", "9"])
@pytest.mark.parametrize("open_by", [0, 20])
def test_what_is_circled_is_read_and_the_circle_is_not(text: str, open_by: int) -> None:
    ink = row(text, height=80, margin=120)
    height, width = ink.shape
    axes = (width // 2 - 40, 95)
    ink = cv2.ellipse(
        ink, (width // 2 - 12, height // 2), axes, 3, open_by, 360, 1.0, 5, cv2.LINE_AA
    )
    assert Reader().read(on_paper(ink)).text == text


@pytest.mark.parametrize("form", ["circle", "square"])
@pytest.mark.parametrize("text", ["52", "8346"])
def test_a_row_far_smaller_than_what_is_around_it_is_read(text: str, form: str) -> None:
    ink = row(text, height=60, margin=300)
    height, width = ink.shape
    middle, reach = (width // 2 - 12, height // 2), width // 2 - 120
    if form == "circle":
        cv2.circle(ink, middle, reach, 1.0, 7, cv2.LINE_AA)
    else:
        corners = [(middle[0] + k * reach, middle[1] + k * reach) for k in (-1, 1)]
        cv2.rectangle(ink, *corners, 1.0, 7)
    assert Reader().read(on_paper(ink)).text == text


@pytest.mark.parametrize("text", ["83", "306"])
def test_a_frame_with_broken_corners_is_no_ones(text: str) -> None:
    ink = row(text, height=80, margin=70)
    height, width = ink.shape
    for y in (25, height - 25):
        cv2.line(ink, (40, y), (width - 60, y), 1.0, 3)
    for x in (28, width - 48):
        cv2.line(ink, (x, 40), (x, height - 40), 1.0, 3)
    assert Reader().read(on_paper(ink)).text == text


def table(columns: int, rows: int, pen: int = 4) -> Pixels:
    """Lines around cells of 120 by 100."""
    canvas = np.zeros((rows * 100 + 20, columns * 120 + 20), np.uint8)
    for k in range(columns + 1):
        cv2.line(canvas, (10 + 120 * k, 10), (12 + 120 * k, 10 + 100 * rows), 1, pen)
    for k in range(rows + 1):
        cv2.line(canvas, (10, 10 + 100 * k), (10 + 120 * columns, 12 + 100 * k), 1, pen)
    return canvas


def test_lines_around_cells_are_a_table() -> None:
    for columns, rows in ((3, 1), (1, 2), (2, 2), (2, 4), (5, 3)):
        assert is_table(table(columns, rows)), (columns, rows)
    assert not is_table(table(1, 1)), "a frame"
    assert not is_table(ring(300, 120))
    assert not is_table(np.concatenate([ring(120, 120)[:-12], ring(120, 120)[12:]])), "an 8"


def test_only_what_is_around_several_may_be_a_table() -> None:
    boxes = [(0, 0, 300, 200, 3000), (20, 20, 30, 50, 500), (120, 20, 30, 50, 500)]
    assert may_be_tables(np.array(boxes, np.int32)).tolist() == [True, False, False]
    assert not may_be_tables(np.array(boxes[:2], np.int32)).any()


@pytest.mark.parametrize(("columns", "rows"), [(3, 1), (2, 2), (2, 4)])
def test_digits_in_a_small_table_are_read_and_its_lines_are_not(columns: int, rows: int) -> None:
    ink = table(columns, rows).astype(np.float32)
    digit = row("7", height=60, gap=0, margin=0)
    height, width = digit.shape
    for left in range(columns):
        for top in range(rows):
            place = slice(30 + 100 * top, None), slice(45 + 120 * left, None)
            ink[place][:height, :width] = np.maximum(ink[place][:height, :width], digit)
    ink = np.pad(ink, ((120, 300), (150, 400)))
    assert Reader().read(on_paper(ink)).rows == ("7" * columns,) * rows
