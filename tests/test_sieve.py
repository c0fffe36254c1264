"""What is beside the writing: print, labels, buttons."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pictures import Pixels, on_paper, row
from tenfold import Reader
from tenfold.reader.judge import Verdict
from tenfold.reader.lattice import Line, Symbol
from tenfold.reader.sieve import are_rests, sift, without_print
from tenfold.vision.opencv import cv2
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


def marked(low: float, high: float) -> Pixels:
    """A row with a stroke after its first digit, between two heights: 0 at the foot, 1 at the
    top."""
    ink = row("5283", height=80, gap=40, margin=60)
    foot = len(ink) - 60
    ends = [(int(x), int(foot - 80 * y)) for x, y in ((140, high), (136, low))]
    cv2.line(ink, ends[0], ends[1], 1.0, 6, cv2.LINE_AA)
    return on_paper(ink)


@pytest.mark.parametrize(("low", "high"), [(-0.3, 0.1), (-0.15, 0.3), (0.75, 1.1)])
def test_commas_and_apostrophes_are_no_ones(low: float, high: float) -> None:
    assert Reader().read(marked(low, high)).text == "5283"


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.0, 0.75)])
def test_a_one_on_the_line_is_read(low: float, high: float) -> None:
    assert Reader().read(marked(low, high)).text == "51283"


def line(height: int, label: int, certainty: float, count: int = 1, other: float = 0.0) -> Line:
    digits = np.full(10, (1 - certainty - other) / 9, np.float32)
    digits[label] = certainty
    verdict = Verdict(np.zeros((28, 28), np.uint8), digits, other, 0.0)
    pieces = [Piece(20 * i, 0, np.ones((height, 10), np.uint8)) for i in range(count)]
    return Line(pieces, [verdict] * count)


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


def test_a_scene_of_specks_is_no_print() -> None:
    """It is judged as a whole: among so much that is no digit a digit is chance."""
    specks = [line(30, 3, 0.2, count=2) for _ in range(8)]
    sure = line(100, 5, 0.99)
    assert without_print([sure, *specks]) == [sure, *specks]


@pytest.mark.parametrize(("gap", "refused"), [(40, False), (150, True)])
def test_a_bar_at_the_border_far_from_the_row_is_a_page_edge(gap: int, refused: bool) -> None:
    """Nearer it is the row's first 1."""
    pieces = [Piece(x, 0, stroke(100, pen)) for x, pen in ((10, 8), (28 + gap, 12))]
    edge, digit = (
        Symbol(piece, line(100, label, 0.99).verdicts[0], False)
        for piece, label in zip(pieces, (1, 5), strict=True)
    )
    assert [symbol.refused for symbol in sift([[edge, digit]], (400, 600))[0]] == [refused, False]


@pytest.mark.parametrize(("pen", "refused"), [(3, True), (5, False)])
def test_a_bar_of_a_thinner_pen_alone_above_a_row_is_a_line_s_rest(pen: int, refused: bool) -> None:
    written = [bar(300 + 60 * i, 60, pen=8, label=5) for i in range(4)]
    above = bar(400, 60, pen=pen, label=1)
    found = sift([[above], written], (700, 1000))
    assert [[symbol.refused for symbol in row] for row in found] == [[refused], [False] * 4]
    beside = replace(above, piece=replace(above.piece, x=270))
    assert not any(symbol.refused for symbol in sift([[beside, *written]], (700, 1000))[0])


def test_a_bar_as_thin_as_a_hair_is_an_edge_wherever_it_stands() -> None:
    written = [bar(300 + 60 * i, 60, pen=12, label=5) for i in range(4)]
    hair = bar(285, 60, pen=1, label=1)
    refused = [symbol.refused for symbol in sift([[hair, *written]], (700, 1000))[0]]
    assert refused == [True, False, False, False, False]


@pytest.mark.parametrize(("height", "refused"), [(190, False), (220, True)])
def test_a_bar_far_higher_than_the_digits_is_a_table_s_rule(height: int, refused: bool) -> None:
    """A 7 of that height is written; a 1 is what runs beside two lines of a table."""
    written = [bar(x, 100, 20, 7) for x in (200, 300)]
    assert sift([[bar(150, height, 20, 1), *written]], (700, 1000))[0][0].refused == refused
    assert not sift([[bar(150, height, 20, 7), *written]], (700, 1000))[0][0].refused


def stroke(height: int, pen: int) -> Pixels:
    """A 1 as hands write it, leaning a little."""
    lean = height // 10
    mask = np.zeros((height, pen + lean), np.uint8)
    for y in range(height):
        left = lean - y * lean // height
        mask[y, left : left + pen] = 1
    return mask


def bar(x: int, height: int, pen: int, label: int) -> Symbol:
    verdict = line(height, label, 0.99).verdicts[0]
    mask = stroke(height, pen) if label == 1 else np.ones((height, pen), np.uint8)
    return Symbol(Piece(x, 300, mask), verdict, False)


@pytest.mark.parametrize(
    ("x", "pen", "refused"), [(753, 5, True), (0, 5, True), (300, 5, False), (0, 758, False)]
)
def test_a_one_along_the_side_is_broad_in_a_tight_crop(x: int, pen: int, refused: bool) -> None:
    """A shadow or an edge is not."""
    side = bar(x, 300, pen, label=1)
    high = replace(side, piece=Piece(x, 0, np.ones((300, pen), np.uint8)))
    assert sift([[high]], (300, 758))[0][0].refused == refused


@pytest.mark.parametrize(
    ("count", "label", "height", "rests"),
    [(1, 1, 300, False), (1, 1, 90, True), (2, 1, 300, True), (2, 7, 300, False)],
)
def test_bars_alone_are_rests_but_for_a_one_that_the_picture_is_of(
    count: int, label: int, height: int, rests: bool
) -> None:
    seen = [bar(100 + 60 * i, height, 8, label) for i in range(count)]
    low = [replace(s, piece=replace(s.piece, y=50)) for s in seen]
    assert are_rests(low, (400, 300)) == rests


def test_a_crowd_of_bars_and_blots_is_no_writing() -> None:
    """By chance some are 1s; with as many other digits it is a page, with most read a row of 1s."""
    bars, digits, blots = (
        [Symbol(Piece(20 * i, 0, stroke(100, 10)), line(100, *v).verdicts[0], r)]
        for i, (v, r) in enumerate((((1, 0.99), False), ((5, 0.99), False), ((5, 0.01), True)))
    )

    def kept(*counts: int) -> int:
        row = [s for kind, n in zip((bars, digits, blots), counts, strict=True) for s in kind * n]
        return sum(not symbol.refused for symbol in sift([row], (1000, 1000))[0])

    assert kept(9, 1, 8) == 0
    assert kept(5, 5, 8) == 10
    assert kept(14, 14, 20) == 0, "so many are print"
    assert kept(17, 1, 2) == 18


def test_a_large_digit_outvotes_letters_that_pass_for_some() -> None:
    large, letters = bar(100, 200, 20, 4), [bar(500 + 40 * i, 50, 8, 5) for i in range(3)]
    refused = [symbol.refused for symbol in sift([[large, *letters]], (700, 1000))[0]]
    assert refused == [False, True, True, True]
