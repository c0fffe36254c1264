"""Which way up a page is."""

from dataclasses import replace

import numpy as np
import pytest

from pictures import on_paper, row
from tenfold.reader import Reader
from tenfold.reader.look import Look
from tenfold.reader.orientation import best_turned, is_column, is_compact, may_be_turned
from tenfold.reader.sight import Sight
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page(reader: Reader, quarters: int) -> None:
    picture = np.ascontiguousarray(np.rot90(on_paper(row("234573")), quarters))
    reading = reader.read(picture)
    assert reading.text == "234573"
    box = reading.digits[0].box
    assert 0 <= box[0] < picture.shape[1]
    assert 0 <= box[1] < picture.shape[0]


@pytest.mark.parametrize(("quarters", "column"), [(1, True), (3, True), (2, False)])
def test_a_row_is_not_turned_into_a_column(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, quarters: int, column: bool
) -> None:
    """Even where that is read surely, as zeros are: upright there is more to a row."""
    upright = reader.look(on_paper(row("000")))
    sideways = [[symbol] for symbol in upright.symbols] if column else upright.rows
    doubtful = replace(upright, rows=[[replace(s, refused=True) for s in upright.symbols]])
    monkeypatch.setattr(Sight, "_rows", lambda *_: doubtful.rows)
    monkeypatch.setattr(
        Sight,
        "_turned",
        lambda _, look, n: replace(look, rows=sideways if n == quarters else look.rows, turn=n),
    )
    assert reader.read(on_paper(row("000"))).text == ("" if column else "000")


@pytest.mark.parametrize("quarters", [1, 3])
@pytest.mark.parametrize("text", ["2345", "8463729"])
def test_touching_digits_on_their_side(reader: Reader, text: str, quarters: int) -> None:
    """They are one tall piece, which the network takes for a 1."""
    upright = on_paper(row(text, gap=0))
    assert reader.read(upright).text == text
    assert reader.read(np.ascontiguousarray(np.rot90(upright, quarters))).text == text


def test_a_bar_is_no_column_of_digits() -> None:
    tall = np.ones((400, 40), np.uint8)
    assert not is_column([Piece(0, 0, tall)])
    slanted = np.zeros((400, 80), np.uint8)
    for y in range(400):
        slanted[y, y // 8 : y // 8 + 30] = 1
    assert not is_column([Piece(0, 0, slanted)])
    ladder = np.zeros((400, 100), np.uint8)
    ladder[:, :10] = ladder[:, -10:] = ladder[::50] = 1
    assert is_column([Piece(0, 0, ladder)])
    assert not is_column([Piece(0, 0, ladder), Piece(200, 0, np.ones((80, 50), np.uint8))])


def said(look: Look, certainties: list[float], turn: int = 0) -> Look:
    """The look with other certainties, 0 for what is refused."""
    symbols = [
        replace(
            symbol,
            refused=certainty == 0,
            verdict=replace(symbol.verdict, digits=symbol.verdict.digits * np.float32(certainty)),
        )
        for symbol, certainty in zip(look.symbols, certainties, strict=True)
    ]
    return replace(look, rows=[symbols], turn=turn)


def test_a_page_is_turned_for_what_reads_clearly_better(reader: Reader) -> None:
    look = reader.look(on_paper(row("24357")))
    sure, unread = said(look, [1.0] * 5, turn=1), said(look, [0.0] * 5, turn=2)
    assert not may_be_turned(look)
    for upright, turned in (([1, 1, 0, 1, 0], True), ([0.7] * 5, True), ([0.9] * 5, False)):
        before = said(look, upright)
        assert may_be_turned(before)
        assert (best_turned(before, unread, (sure, unread)) is sure) == turned
    lone = said(look, [1.0, 0, 0, 0, 0], turn=1)
    assert best_turned(said(look, [0.0] * 5), unread, (lone, unread)).turn == 0, (
        "one digit is chance"
    )


def test_a_page_of_letters_is_not_turned_for_those_that_look_like_digits(reader: Reader) -> None:
    """Of many symbols hardly any may be in doubt, on a side or upside down."""
    look = reader.look(on_paper(row("2435724357")))
    upright, nothing = said(look, [0.0] * 10), said(look, [0.0] * 10, 1)
    for quarters in (1, 2):
        letters = said(look, [0.9] * 8 + [0.0] * 2, quarters)
        digits = said(look, [1.0] * 10, quarters)
        for turned, is_turned in ((letters, False), (digits, True)):
            over, side = (turned, nothing) if quarters == 2 else (said(look, [0.0] * 10, 2), turned)
            assert (best_turned(upright, over, (side, nothing)) is turned) == is_turned


def test_a_page_is_not_laid_on_a_side_for_bars(reader: Reader) -> None:
    """Ruled lines and blurred words are 1s there; upside down bars are what they were."""
    for text, is_turned in (("11117", False), ("11357", True)):
        look = reader.look(on_paper(row(text)))
        upright, nothing = said(look, [0.0] * 5), said(look, [0.0] * 5, 2)
        side = said(look, [1.0] * 5, 1)
        assert (
            best_turned(upright, nothing, (side, said(look, [0.0] * 5, 3))) is side
        ) == is_turned
        over = said(look, [1.0] * 5, 2)
        assert best_turned(upright, over, (nothing, nothing)) is over


def test_a_page_is_not_turned_for_a_few_sure_digits_among_much_that_is_none(
    reader: Reader,
) -> None:
    row_of_three = reader.look(on_paper(row("917")))
    upright = said(row_of_three, [0.9, 0.9, 0.0])
    over = said(row_of_three, [0.0, 0.0, 0.0], 2)
    more = reader.look(on_paper(row("91753")))
    few, most = (said(more, c, 1) for c in ([1, 0, 0, 0, 1], [1, 1, 1, 1, 0]))
    nothing = said(more, [0] * 5, 3)
    assert best_turned(upright, over, (few, nothing)) is upright
    assert best_turned(upright, over, (most, nothing)) is most


@pytest.mark.parametrize("text", ["69", "1889", "906", "52", "25680"])
def test_digits_that_are_digits_upside_down_too(reader: Reader, text: str) -> None:
    """They read as well, so it is told by how they stand."""
    upright = on_paper(row(text))
    assert reader.look(upright).turn == 0
    over = np.ascontiguousarray(np.rot90(upright, 2))
    assert reader.read(over).text == text


@pytest.mark.parametrize("text", ["99", "9999", "0990", "99699"])
@pytest.mark.parametrize("font", [cv2.FONT_HERSHEY_PLAIN, cv2.FONT_HERSHEY_DUPLEX])
def test_curled_nines_are_no_sixes(reader: Reader, text: str, font: int) -> None:
    """Each of them looks like a 6 on its head, but that is one hand's habit."""
    height = cv2.getTextSize(text, font, 1, 1)[0][1]
    picture = np.full((200, 90 * len(text) + 100, 3), 245, np.uint8)
    cv2.putText(picture, text, (50, 140), font, 70 / height, (20, 20, 20), 6, cv2.LINE_AA)
    assert reader.look(picture).turn == 0


def test_a_lone_digit_stands(reader: Reader) -> None:
    over = np.ascontiguousarray(np.rot90(on_paper(row("6")), 2))
    assert reader.read(over).text == "9"


def test_a_tall_piece_has_no_letters_form() -> None:
    wide, tall = (Piece(0, 0, np.ones((60, width), np.uint8)) for width in (60, 24))
    assert is_compact([wide])
    assert not is_compact([tall])
    assert not is_compact([wide, wide])


def test_a_lone_piece_that_is_read_stays(reader: Reader) -> None:
    look = reader.look(on_paper(row("5")))
    assert is_compact(look.pieces)
    assert not may_be_turned(said(look, [0.5]))
    assert may_be_turned(said(look, [0.0]))


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("text", ["34", "57", "47"])
def test_few_touching_digits(reader: Reader, text: str, quarters: int) -> None:
    """They are one piece that is no digit, as a letter is."""
    picture = np.ascontiguousarray(np.rot90(on_paper(row(text, gap=0)), quarters))
    look = reader.look(picture)
    assert "".join(str(s.verdict.label) for s in look.symbols) == text
    assert look.turn == 4 - quarters


def test_a_letter_is_turned_only_for_what_is_surely_read(reader: Reader) -> None:
    look = reader.look(on_paper(row("34573")))
    letter = said(reader.look(on_paper(row("5"))), [0.0])
    sure, doubtful = (said(look, [share] * 5, turn=1) for share in (1.0, 0.7))
    unread = said(look, [0.0] * 5, turn=3)
    assert best_turned(letter, unread, (sure, unread)) is sure
    assert best_turned(letter, unread, (doubtful, unread)) is letter
