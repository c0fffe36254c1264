from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pictures import on_paper, page, row
from tenfold import Reader
from tenfold.reader.look import Look, best_part
from tenfold.vision.decode import decode
from tenfold.vision.insets import find_insets
from tenfold.vision.picture import Picture
from tenfold.vision.place import Place

Pixels = NDArray[np.uint8]
WHITE, GREY, BLACK = (255, 255, 255), (240, 240, 240), (0, 0, 0)
LEFT, TOP = 60, 90


def document(inset: Pixels, colour: tuple[int, int, int] = WHITE) -> Pixels:
    """A picture in a page of one colour, with words above and below it."""
    framed = cv2.copyMakeBorder(inset, TOP, 80, LEFT, 40, cv2.BORDER_CONSTANT, value=colour)
    for words, y in (("Figure: as written", 40), ("It is read.", framed.shape[0] - 30)):
        cv2.putText(framed, words, (LEFT, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (20, 20, 20), 2)
    return np.asarray(framed, np.uint8)


def photo(text: str) -> Pixels:
    """Digits on grainy paper."""
    grain = np.random.default_rng(0).normal(0, 3, (*row(text).shape, 1))
    return np.clip(on_paper(row(text), (190, 180, 160)) + grain, 0, 255).astype(np.uint8)


def as_jpeg(picture: Pixels) -> Pixels:
    return decode(cv2.imencode(".jpg", picture[..., ::-1])[1].tobytes()).pixels


@pytest.mark.parametrize("page_colour", [WHITE, GREY, (18, 18, 18)])
@pytest.mark.parametrize("enlarged", [1, 3])
def test_a_picture_in_a_page_is_found(page_colour: tuple[int, int, int], enlarged: int) -> None:
    inset = photo("274")
    shown = as_jpeg(document(inset, page_colour))
    shown = np.repeat(np.repeat(shown, enlarged, axis=0), enlarged, axis=1)
    boxes = find_insets(shown)
    height, width = inset.shape[:2]
    true = np.array([LEFT, TOP, width, height]) * enlarged
    assert len(boxes) == 1
    assert np.abs(np.array(boxes[0]) - true).max() < 12 * enlarged


def test_a_canvas_of_the_page_s_own_colour_is_found_by_its_outline() -> None:
    screen = document(on_paper(row("274"), WHITE))
    height, width = row("274").shape
    cv2.rectangle(screen, (LEFT, TOP), (LEFT + width, TOP + height), (120, 120, 120), 2)
    ((x, y, across, down),) = find_insets(screen)
    assert 0 < x - LEFT < 10
    assert 0 < y - TOP < 10
    assert 0 < LEFT + width - (x + across) < 10
    assert 0 < TOP + height - (y + down) < 10


def test_there_is_none_on_paper() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 300, 3)).astype(np.uint8)
    for picture in (photo("27"), on_paper(page(["508", "23"]), WHITE), noise):
        assert find_insets(picture) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (2, 3000), (40, 40)])
def test_pictures_of_any_shape_have_insets_or_none(shape: tuple[int, int]) -> None:
    half = np.zeros((*shape, 3), np.uint8)
    half[shape[0] // 4 : 3 * shape[0] // 4, shape[1] // 4 : 3 * shape[1] // 4] = 255
    for x, y, width, height in find_insets(half):
        assert x + width <= shape[1]
        assert y + height <= shape[0]


def test_what_lies_in_a_photo_in_a_document_is_read_in_its_place() -> None:
    """A sheet on a desk, and not the words around it."""
    ink = row("83", height=100)
    desk = cv2.copyMakeBorder(
        on_paper(ink, WHITE), 90, 90, 90, 90, cv2.BORDER_CONSTANT, value=(120, 85, 60)
    )
    reading = Reader().read(document(np.asarray(desk, np.uint8)))
    assert reading.text == "83"
    across, down = np.flatnonzero((ink > 0.5).any(axis=0)), np.flatnonzero((ink > 0.5).any(axis=1))
    first, last = reading.digits[0].box, reading.digits[-1].box
    assert abs(first[0] - (LEFT + 90 + across[0])) <= 6
    assert abs(last[0] + last[2] - (LEFT + 90 + across[-1])) <= 6
    assert abs(min(first[1], last[1]) - (TOP + 90 + down[0])) <= 6


def test_a_dark_canvas_that_leans_in_a_document_is_read() -> None:
    screen = document(on_paper(row("5", height=160), (0, 0, 0), WHITE))
    height, width = screen.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 8, 1.0)
    leaning = cv2.warpAffine(screen, turn, (width, height), borderValue=WHITE)
    assert Reader().read(np.asarray(leaning, np.uint8)).text == "5"


@pytest.mark.parametrize("faint", [14, 25])
def test_a_faint_pen_beside_a_screen_s_words_is_read(faint: int) -> None:
    level = 240 - faint
    screen = document(on_paper(row("274"), GREY, (level, level, level)), WHITE)
    cv2.rectangle(screen, (0, screen.shape[0] - 70), (200, screen.shape[0] - 10), (0, 0, 180), -1)
    assert Reader().read(screen).text == "274"


def test_the_part_with_most_digits_is_taken_if_it_is_surely_read() -> None:
    reader = Reader()
    few, more = (reader.look(on_paper(row(text))) for text in ("27", "508"))
    nothing = reader.look(np.full((90, 90), 255, np.uint8))
    unsure = replace(more, rows=[[replace(s, refused=True) for s in row] for row in more.rows])
    assert best_part(nothing, [few, more, unsure]) is more
    assert best_part(unsure, []) is unsure
    assert best_part(unsure, [nothing]) is unsure


def test_a_part_of_which_most_is_passed_over_is_not_taken() -> None:
    """As a button is, of whose word two letters look like digits."""
    reader = Reader()
    nothing = reader.look(np.full((90, 90), 255, np.uint8))
    all_read = reader.look(on_paper(row("5083")))
    word = replace(all_read, rows=[all_read.rows[0][:1]])
    assert word.certain
    assert best_part(nothing, [word]) is nothing
    assert best_part(nothing, [all_read]) is all_read


def half_read(look: Look) -> Look:
    """The look, of which the last symbol is in doubt."""
    *before, last = look.rows[0]
    doubted = replace(last, verdict=replace(last.verdict, digits=last.verdict.digits * 0.6))
    return replace(look, rows=[[*before, doubted]])


def test_a_part_with_less_writing_than_the_whole_is_not_taken() -> None:
    reader = Reader()
    few, more = (reader.look(on_paper(row(text))) for text in ("27", "508"))
    whole = half_read(more)
    assert not whole.certain
    assert not whole.doubtful
    assert best_part(whole, [few]) is whole
    assert best_part(whole, [more]) is more


def test_of_equal_parts_the_one_away_from_its_sides_is_taken() -> None:
    """A frame's side, where the part was cut, looks like a 1 more."""
    reader = Reader()
    nothing = reader.look(np.full((90, 90), 255, np.uint8))
    whole = reader.look(on_paper(row("27")))
    cut = whole.rows[0][0].piece
    edge = replace(whole.rows[0][0], piece=replace(cut, x=0))
    assert best_part(nothing, [replace(whole, rows=[[edge, whole.rows[0][1]]]), whole]) is whole


def test_digits_far_lower_than_another_part_s_are_print() -> None:
    reader = Reader()
    nothing = reader.look(np.full((90, 90), 255, np.uint8))
    large = reader.look(on_paper(row("27", height=200)))
    small = reader.look(on_paper(row("5083", height=60)))
    assert best_part(nothing, [small]) is small
    assert best_part(nothing, [small, large]) is large
    assert best_part(small, [large]) is large


def test_a_plot_s_ticks_and_numbers_are_no_part_of_its_inset() -> None:
    figure = np.full((480, 640, 3), 255, np.uint8)
    cv2.rectangle(figure, (150, 60), (500, 410), (0, 0, 0), 1)
    for k in range(6):
        at = 170 + 60 * k
        cv2.line(figure, (at, 410), (at, 416), (0, 0, 0), 1)
        cv2.line(figure, (144, at - 90), (150, at - 90), (0, 0, 0), 1)
        cv2.putText(figure, str(5 * k), (120, at - 86), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0))
    ((x, y, across, down),) = find_insets(figure)
    assert np.abs(np.array([x, y, x + across, y + down]) - (150, 60, 500, 410)).max() <= 14


@pytest.mark.parametrize("outlined", [True, False])
def test_a_small_canvas_on_a_whole_screen_is_read(outlined: bool) -> None:
    """200 pixels of 1920 by 1080: an outline on white, or black on a page whose colour changes."""
    across = np.linspace(0, 1, 1920)[None, :, None]
    colours = np.array((102, 126, 234)) * (1 - across) + np.array((118, 75, 162)) * across
    ground = np.broadcast_to(WHITE if outlined else colours, (1080, 1920, 3))
    screen = Image.fromarray(ground.astype(np.uint8))
    paper, pen = (WHITE, BLACK) if outlined else (BLACK, WHITE)
    digit = Image.fromarray(on_paper(row("1", height=130, margin=35), paper, pen))
    screen.paste(digit.resize((200, 200)), (860, 140))
    draw = ImageDraw.Draw(screen)
    if outlined:
        draw.rectangle((859, 139, 1060, 340), outline=(150, 150, 150))
    for k in range(10):
        place, number = (900, 420 + 30 * k), f"{k}   {0.137 * k % 1:.3f}"
        draw.text(place, number, pen, ImageFont.load_default(18))
    assert Reader().read(screen).text == "1"


def test_an_angular_six_s_loop_is_no_inset() -> None:
    page_of_one = np.full((400, 500, 3), 255, np.uint8)
    cv2.line(page_of_one, (150, 40), (150, 360), (0, 0, 0), 5)
    cv2.rectangle(page_of_one, (150, 200), (380, 360), (0, 0, 0), 5)
    assert find_insets(page_of_one) == []


def test_a_part_of_less_than_an_original_s_pixel_has_a_place() -> None:
    """In a tiny picture, shown enlarged; found by fuzzing."""
    pixels = np.zeros((400, 400, 3), np.uint8)
    part = Picture(pixels, (4, 4)).part(pixels[:20, :20], Place.at(3, 5))
    assert min(part.size) == 1
    inner = part.part(pixels[:9, :9], Place.at(1, 1))
    assert inner.place is not None
    assert np.isfinite(inner.place.map).all()
