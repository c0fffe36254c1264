"""What is beside the writing: commas, edges, rests of lines."""

from dataclasses import replace

import numpy as np
import pytest

from lines import verdict
from pictures import Pixels, on_paper, row
from tenfold import Reader
from tenfold.reader.sieve import are_rests, sift
from tenfold.reader.symbol import Symbol
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece


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


@pytest.mark.parametrize(("gap", "refused"), [(40, False), (150, True)])
def test_a_bar_at_the_border_far_from_the_row_is_a_page_edge(gap: int, refused: bool) -> None:
    """Nearer it is the row's first 1."""
    pieces = [Piece(x, 0, stroke(100, pen)) for x, pen in ((10, 8), (28 + gap, 12))]
    edge, digit = (
        Symbol(piece, verdict(label, 0.99), False)
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
    mask = stroke(height, pen) if label == 1 else np.ones((height, pen), np.uint8)
    return Symbol(Piece(x, 300, mask), verdict(label, 0.99), False)


@pytest.mark.parametrize(
    ("x", "pen", "refused"), [(753, 5, True), (0, 5, True), (300, 5, False), (0, 758, False)]
)
def test_a_one_along_the_side_is_broad_in_a_tight_crop(x: int, pen: int, refused: bool) -> None:
    """A shadow or an edge is not."""
    side = bar(x, 300, pen, label=1)
    high = replace(side, piece=Piece(x, 0, np.ones((300, pen), np.uint8)))
    assert sift([[high]], (300, 758))[0][0].refused == refused


@pytest.mark.parametrize(("height", "read"), [(260, [True, False]), (150, [False, False])])
def test_an_edge_beside_a_one_is_none(height: int, read: list[bool]) -> None:
    """Beside something far lower it is a page's edge and a speck."""
    one = bar(120, height, 20, label=1)
    edge = replace(one, piece=Piece(0, 120, stroke(280, 24)))
    assert [not symbol.refused for symbol in sift([[one, edge]], (700, 500))[0]] == read


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
        [Symbol(Piece(20 * i, 0, stroke(100, 10)), verdict(*v), r)]
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


@pytest.mark.parametrize("loops", [12, 20])
def test_a_binding_does_not_make_a_scene_of_the_page(loops: int) -> None:
    page = np.full((900, 700, 3), 250, np.uint8)
    digit = on_paper(row("6", height=220, margin=10), (250,) * 3)
    page[300 : 300 + digit.shape[0], 320 : 320 + digit.shape[1]] = digit
    for k in range(loops):
        y = 25 + 850 * k // loops
        cv2.circle(page, (35, y), 11, (70, 60, 55), cv2.FILLED, cv2.LINE_AA)
        cv2.ellipse(page, (18, y - 3), (22, 9), -20, 0, 360, (40, 40, 45), 4, cv2.LINE_AA)
    assert Reader().read(page).text == "6"


@pytest.mark.parametrize(("gap", "read"), [(0, False), (3, True)])
def test_a_bar_that_hangs_together_with_what_is_refused_is_no_one(gap: int, read: bool) -> None:
    one = bar(300, 60, pen=8, label=1)
    blot = bar(one.piece.right + gap, 60, pen=40, label=0)
    found = sift([[one, replace(blot, refused=True)]], (400, 600))
    assert found[0][0].refused != read
