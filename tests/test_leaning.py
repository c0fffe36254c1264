"""Pages that lean: by how much, and what is read on them where."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import on_paper, page, row
from tenfold import Reader
from tenfold.vision.ink import find_ink
from tenfold.vision.leaning import Leaning, degrees_of_lines, degrees_of_rows, level
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece

PAPER = (235, 230, 220)


def pieces_at(places: Sequence[tuple[float, float]]) -> list[Piece]:
    return [Piece(round(x), round(y), np.ones((50, 30), np.uint8)) for x, y in places]


def leaning_rows(degrees: float, rows: int, count: int) -> list[Piece]:
    turn = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    down = np.array([-turn[1], turn[0]])
    places = [turn * 60 * k + down * 90 * r + 500 for r in range(rows) for k in range(count)]
    return pieces_at([(float(x), float(y)) for x, y in places])


@pytest.mark.parametrize("degrees", [-40, -15, 12, 30])
@pytest.mark.parametrize(("rows", "count"), [(1, 3), (1, 7), (3, 4)])
def test_rows_tell_how_much_they_lean(degrees: float, rows: int, count: int) -> None:
    assert degrees_of_rows(leaning_rows(degrees, rows, count)) == pytest.approx(degrees, abs=2)


def test_level_rows_a_column_and_two_pieces_do_not_lean() -> None:
    assert degrees_of_rows(leaning_rows(3, 3, 5)) == 0
    assert degrees_of_rows(leaning_rows(0, 4, 1)) == 0
    assert degrees_of_rows(leaning_rows(30, 1, 2)) == 0
    assert degrees_of_rows([]) == 0


@pytest.mark.parametrize("degrees", [-30, -6, 5, 20])
@pytest.mark.parametrize("squared", [False, True])
def test_ruled_lines_tell_how_much_they_lean(degrees: float, squared: bool) -> None:
    mask = ruled(degrees, squared)
    assert degrees_of_lines(mask) == pytest.approx(degrees, abs=1)


def test_level_lines_one_line_and_none_do_not_lean() -> None:
    assert degrees_of_lines(ruled(0, squared=True)) == 0
    one = np.zeros((300, 400), np.uint8)
    cv2.line(one, (10, 20), (390, 200), 1, 2)
    assert degrees_of_lines(one) == degrees_of_lines(np.zeros((300, 400), np.uint8)) == 0
    assert degrees_of_lines(np.ones((1, 1), np.uint8)) == 0


def ruled(degrees: float, squared: bool, side: int = 400) -> NDArray[np.uint8]:
    page = np.zeros((2 * side, 2 * side), np.uint8)
    page[::40] = page[1::40] = 1
    if squared:
        page[:, ::40] = page[:, 1::40] = 1
    turn = cv2.getRotationMatrix2D((side, side), -degrees, 1)
    turned = cv2.warpAffine(page, turn, (2 * side, 2 * side), flags=cv2.INTER_LINEAR)
    return np.ascontiguousarray(turned[side // 2 : -side // 2, side // 2 : -side // 2])


def test_boxes_come_back_to_where_they_were() -> None:
    leaning = Leaning(20, (400, 300))
    mark = np.zeros((300, 400, 3), np.uint8)
    mark[140:160, 300:330] = 255
    turned = level(mark, 20)[..., 0] > 127
    rows, columns = np.nonzero(turned)
    assert turned.shape == leaning.levelled[::-1]
    box = (
        int(columns.min()),
        int(rows.min()),
        int(np.ptp(columns)) + 1,
        int(np.ptp(rows)) + 1,
    )
    assert leaning.shows(box)
    x, y, width, height = leaning.back(box)
    assert x <= 300 and y <= 140 and x + width >= 330 and y + height >= 160
    assert width < 60 and height < 60
    assert not leaning.shows((0, 0, 10, 10)), "beyond the corner"
    assert leaning.back((-900, -900, 10, 10))[2:] == (0, 0)


def photo(
    ink: NDArray[np.float32], degrees: float, squares: int | None = None
) -> NDArray[np.uint8]:
    """The page with its lines, falling to the right by so many degrees."""
    picture = on_paper(ink, PAPER)
    if squares:
        for k in range(squares // 2, max(picture.shape), squares):
            picture[k : k + 2] = np.minimum(picture[k : k + 2], (150, 170, 210))
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    seen = cv2.warpAffine(picture, turn, (width, height), borderValue=PAPER)
    return np.asarray(seen, np.uint8)


@pytest.mark.parametrize("degrees", [-35, 18, 40])
def test_rows_are_read_that_lean(degrees: float) -> None:
    reading = Reader().read(photo(row("204653", margin=250), degrees))
    assert reading.text == "204653"
    middles = [d.box[1] + d.box[3] / 2 for d in reading.digits]
    slope = np.polyfit([d.box[0] + d.box[2] / 2 for d in reading.digits], middles, 1)[0]
    assert np.degrees(np.arctan(slope)) == pytest.approx(degrees, abs=4)


def test_rows_that_lean_stay_in_order() -> None:
    assert Reader().read(photo(page(["2046", "5387"], margin=100), 25)).text == "2046\n5387"


@pytest.mark.parametrize("degrees", [-12, 7])
def test_ruled_paper_is_read_that_leans(degrees: float) -> None:
    ink = np.pad(row("20465", margin=30), 400)
    seen = photo(ink, degrees, squares=60)[250:-250, 320:-320]
    assert Reader().read(np.ascontiguousarray(seen)).text == "20465"


def test_what_the_debug_picture_shows_is_level() -> None:
    picture = photo(row("204653", margin=250), 30)
    look = Reader().look(picture)
    assert look.leaning is not None and look.leaning.degrees == pytest.approx(30, abs=2)
    assert Reader().explain(picture).size[0] == 800
    assert find_ink(picture).mask.shape != look.ink.mask.shape


@pytest.mark.parametrize("degrees", [-18, 14])
def test_digits_that_leaning_lines_cross_are_read_as_well(degrees: float) -> None:
    picture = on_paper(row("3528", height=110, margin=100))
    height, width = picture.shape[:2]
    fall = int(width * np.tan(np.radians(degrees)))
    # Of a line through the last two digits the others say nothing, and are read surely.
    for y in range(-abs(fall), height + abs(fall), 70):
        cv2.line(picture, (0, y), (width, y + fall), (120, 140, 200), 2, cv2.LINE_AA)
    assert Reader().read(picture).text == "3528"
