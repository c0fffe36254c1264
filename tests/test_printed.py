"""What is beside the writing: print, labels, buttons."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from lines import verdict
from pictures import Pixels, on_paper, row
from tenfold import Reader
from tenfold.reader.lattice import Line
from tenfold.reader.printed import without_print
from tenfold.vision.piece import Piece

BLUE = (40, 110, 230)


def in_window(drawing: Pixels, size: int = 22) -> Image.Image:
    """The drawing below a title, above a button with a label."""
    height, width = drawing.shape[:2]
    window = Image.new("RGB", (width, height + 8 * size), (245, 245, 245))
    window.paste(Image.fromarray(drawing), (0, 4 * size))
    draw, font = ImageDraw.Draw(window), ImageFont.load_default(size)
    draw.text((10, size), "Draw a digit below", (20, 20, 20), font)
    button = (width // 4, height + 5 * size, 3 * width // 4, height + 7 * size)
    draw.rectangle(button, BLUE)
    draw.text((width // 4 + size, height + 5.3 * size), "Predict", (255, 255, 255), font)
    return window


@pytest.mark.parametrize("label", "0123456789")
def test_a_digit_is_read_beside_titles_and_buttons(label: str) -> None:
    white = on_paper(row(label, height=200), paper=(255, 255, 255), pen=(0, 0, 0))
    assert Reader().read(in_window(white)).text == label


def test_rows_of_half_the_size_are_writing() -> None:
    large, small = row("52", height=100), row("8346", height=50)
    width = max(large.shape[1], small.shape[1])
    lines = [np.pad(line, ((0, 0), (0, width - line.shape[1]))) for line in (large, small)]
    assert Reader().read(on_paper(np.concatenate(lines))).text == "52\n8346"


def line(height: int, label: int, certainty: float, count: int = 1, other: float = 0.0) -> Line:
    pieces = [Piece(20 * i, 0, np.ones((height, 10), np.uint8)) for i in range(count)]
    return Line(pieces, [verdict(label, certainty, other)] * count)


def test_only_a_sure_digit_makes_low_lines_print() -> None:
    low = line(30, 3, 0.99, count=4)
    sure = line(100, 5, 0.99)
    assert without_print([sure, low]) == [sure]
    for tall in (line(100, 1, 0.99), line(100, 5, 0.5), line(70, 5, 0.99)):  # a margin, a blot, a 5
        assert without_print([tall, low]) == [tall, low]


@pytest.mark.parametrize(("label", "certainty"), [(1, 0.99), (5, 0.4)])
def test_a_few_lines_of_letters_are_labels(label: int, certainty: float) -> None:
    """Around what is drawn on a screen; a page of text is judged as a whole."""
    letters, drawn = line(30, 0, 0.02, count=6, other=0.9), line(100, label, certainty)
    assert without_print([letters, drawn, letters]) == [drawn]
    page = [letters] * 7 + [drawn]
    assert without_print(page) == page
    assert without_print([letters, line(70, label, certainty)])[0] is letters  # hardly lower


def mixed(*parts: Line) -> Line:
    """Lines side by side, a piece's width apart."""
    pieces: list[Piece] = []
    for part in parts:
        right = max((p.right for p in pieces), default=-40) + 40
        pieces += [replace(p, x=p.x + right) for p in part.pieces]
    return Line(pieces, [verdict for part in parts for verdict in part.verdicts])


LABEL = line(30, 7, 0.1, count=6, other=0.8)  # letters
WRITTEN = line(50, 3, 0.99, count=4)


def test_digits_are_read_beside_a_printed_label() -> None:
    for lines in ([mixed(LABEL, WRITTEN)], [mixed(WRITTEN, LABEL)], [LABEL, WRITTEN]):
        (kept,) = without_print(lines)
        assert [piece.height for piece in kept.pieces] == [50] * 4


def test_lower_digits_beside_others_are_no_label() -> None:
    """At the end of a line, close to the others or of nearly their height, or with what is no
    digit but no word either."""
    low = line(32, 3, 0.99, count=2)
    for last in (low, line(40, 3, 0.99, count=2), mixed(low, line(10, 1, 0.1, other=0.8))):
        lines = [mixed(WRITTEN, last), LABEL]
        assert len(without_print(lines)[0].pieces) == len(lines[0].pieces)


def test_parts_of_broken_digits_beside_others_are_no_label() -> None:
    """Three pieces, two of which are refused; of a word they would be of about one height."""
    part = line(48, 0, 0.1, other=0.8)
    broken = mixed(line(31, 2, 0.99), part, line(25, 1, 0.1, other=0.8))
    tall = line(70, 3, 0.99, count=3)
    assert len(without_print([mixed(broken, tall)])[0].pieces) == 6
    assert len(without_print([mixed(part, part, line(40, 0, 0.99), tall)])[0].pieces) == 3


def test_a_heading_is_no_digits_beside_a_label() -> None:
    """Nor are letters of one height, of which some look like digits."""
    text = [LABEL] * 8
    assert without_print([WRITTEN, *text]) == [WRITTEN, *text]
    same = mixed(LABEL, line(34, 3, 0.99, count=4))
    assert without_print([same]) == [same]


def test_a_scene_of_specks_is_no_print() -> None:
    """It is judged as a whole: among so much that is no digit a digit is chance."""
    specks = [line(30, 3, 0.2, count=2) for _ in range(8)]
    sure = line(100, 5, 0.99)
    assert without_print([sure, *specks]) == [sure, *specks]


@pytest.mark.parametrize(("label", "beside"), [("Amount", True), ("Meter:", False)])
def test_a_form_s_label_is_not_read(label: str, beside: bool) -> None:
    ink = np.pad(row("27385", height=60), ((20, 0), (240, 0)))
    form = Image.fromarray(on_paper(ink))
    place = (30, 100) if beside else (300, 20)
    ImageDraw.Draw(form).text(place, label, (20, 20, 20), ImageFont.load_default(40))
    assert Reader().read(form).text == "27385"


def test_a_digit_beside_buttons_is_read() -> None:
    """A thin 1 is less than the buttons' letters together, and their outlines are no 8."""
    canvas = Image.new("RGB", (640, 480), (240, 240, 240))
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((20, 20, 420, 460), (255, 255, 255), (120, 120, 120))
    draw.line((200, 140, 230, 110, 230, 360), (0, 0, 0), 4)
    for k, label in enumerate(("Predict", "Clear", "Save")):
        top = 60 + 110 * k
        draw.rectangle((460, top, 620, top + 60), (225, 225, 225), (150, 150, 150))
        draw.text((480, top + 12), label, (0, 0, 0), ImageFont.load_default(30))
    assert Reader().read(canvas).text == "1"
