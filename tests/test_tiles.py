"""Samples side by side, as a plot shows them, are read, each on its own paper; other pages are not
taken for such."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pictures import digit, on_paper, row
from tenfold import Reader
from tenfold.data import strokes
from tenfold.vision.opencv import cv2
from tenfold.vision.tiles import find_tiles

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
SIDE, GAP, LEFT, TOP = 70, 16, 50, 60
TEXTS = ["36058", "91427"]


def tile(drawing: Pixels, paper: Colour, ink: Colour) -> Pixels:
    """A drawing (28, 28) as large squares, RGB."""
    share = cv2.resize(drawing, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)[..., None] / 255
    return np.asarray(np.array(paper) * (1 - share) + np.array(ink) * share, np.uint8)


def plot(
    drawings: list[list[Pixels]],
    page: Colour = WHITE,
    paper: Colour = BLACK,
    ink: Colour = WHITE,
    gap: int = GAP,
) -> Image.Image:
    """Tiles in rows."""
    height = 2 * TOP + len(drawings) * (SIDE + gap)
    width = 2 * LEFT + max(map(len, drawings)) * (SIDE + gap)
    shown = Image.new("RGB", (width, height), page)
    for i, line in enumerate(drawings):
        for j, drawing in enumerate(line):
            place = LEFT + j * (SIDE + gap), TOP + i * (SIDE + gap)
            shown.paste(Image.fromarray(tile(drawing, paper, ink)), place)
    return shown


def digits(texts: list[str]) -> list[list[Pixels]]:
    return [[digit(int(c)) for c in text] for text in texts]


def read(shown: Image.Image) -> list[str]:
    return Reader().read(np.asarray(shown)).text.split("\n")


@pytest.mark.parametrize("colours", [(BLACK, WHITE), ((68, 1, 84), (253, 231, 37))])
@pytest.mark.parametrize("page", [WHITE, (30, 30, 30), (234, 234, 242)])
@pytest.mark.parametrize("repeated", [1, 5])
def test_samples_are_read(repeated: int, page: Colour, colours: tuple[Colour, Colour]) -> None:
    shown = plot(digits(repeated * TEXTS), page, *colours)
    assert read(shown) == repeated * TEXTS


def test_a_hundred_samples_are_all_found() -> None:
    texts = 10 * ["3605891427"]
    assert len(find_tiles(np.asarray(plot(digits(texts))))) == 100
    assert read(plot(digits(texts))) == texts


def test_numbers_above_samples_are_none_of_them() -> None:
    shown = plot(digits(TEXTS), gap=30)
    draw, font = ImageDraw.Draw(shown), ImageFont.load_default(14)
    for i, text in enumerate(TEXTS):
        for j, label in enumerate(text):
            # The second row's touch the tiles above them.
            place = LEFT + j * (SIDE + 30) + SIDE // 2, TOP + i * (SIDE + 18) - 4
            draw.text(place, label, fill=BLACK, font=font, anchor="mb")
    assert read(shown) == TEXTS


def test_ticks_and_their_numbers_beside_samples_are_none_of_them() -> None:
    shown = plot(digits(3 * ["614"]), paper=WHITE, ink=BLACK, gap=40)
    draw, font = ImageDraw.Draw(shown), ImageFont.load_default(15)
    for x in range(LEFT, LEFT + 3 * (SIDE + 40), SIDE + 40):
        for y in range(TOP, TOP + 3 * (SIDE + 40), SIDE + 40):
            draw.rectangle((x, y, x + SIDE, y + SIDE), outline=BLACK)
            for number, at in (("0", y + 4), ("20", y + 50)):
                draw.line((x - 5, at, x, at), fill=BLACK)
                draw.text((x - 8, at), number, fill=BLACK, font=font, anchor="rm")
    assert read(shown) == 3 * ["614"]


def test_samples_in_a_jpeg() -> None:
    file = io.BytesIO()
    plot(digits(2 * TEXTS), (234, 234, 242)).save(file, "JPEG", quality=60)
    assert Reader().read(file.getvalue()).text.split("\n") == 2 * TEXTS


def test_a_fat_digit_is_no_paper() -> None:
    fat = cv2.dilate(digit(8), np.ones((5, 5), np.uint8))
    drawings = digits(["1234", "5679"])
    drawings[1][1] = np.asarray(fat, np.uint8)
    assert read(plot(drawings)) == ["1234", "5879"]


def test_a_digit_of_the_page_s_colour_may_run_over_the_tile_s_side() -> None:
    shown = np.array(plot(digits(["7777"])))
    foot = slice(LEFT + 30, LEFT + 37)
    shown[TOP + 50 : TOP + SIDE, foot] = 255
    assert len(find_tiles(shown)) == 4


def test_samples_that_are_no_digits_are_not_read() -> None:
    drawn = strokes.generate_others(300, 0).x[..., 0]
    letters = [list(drawn[k : k + 6]) for k in range(0, 24, 6)]
    assert read(plot(letters)) == [""]


def test_one_digit_among_other_samples_is_not_what_the_page_shows() -> None:
    forms: list[list[Pixels]] = [[np.zeros((28, 28), np.uint8) for _ in range(5)] for _ in "12"]
    for k, form in enumerate([form for line in forms for form in line]):
        form[4:24, 9 - k // 2 : 20 + k // 2] = 200  # coats
    forms[1][2] = digit(3)
    assert read(plot(forms)) == [""]


def test_keys_are_no_samples() -> None:
    shown = plot([[np.zeros((28, 28), np.uint8)] * 3] * 4, page=(245, 245, 245), paper=(90, 90, 90))
    draw, font = ImageDraw.Draw(shown), ImageFont.load_default(20)
    for k, key in enumerate("789456123C0="):
        place = LEFT + k % 3 * (SIDE + GAP) + 35, TOP + k // 3 * (SIDE + GAP) + 35
        draw.text(place, key, fill=WHITE, font=font, anchor="mm")
    found = find_tiles(np.asarray(shown))
    assert len(found) == 12
    reader = Reader()
    look = reader.look(np.asarray(shown))
    assert not look.fills(found)


def test_charts_between_samples_are_none_of_them() -> None:
    texts = ["36058", "91427"]
    blank = [np.zeros((28, 28), np.uint8)]
    drawings = [[d for own in line for d in (own, *blank)] for line in digits(texts)]
    shown = plot(drawings)
    draw = ImageDraw.Draw(shown)
    for k in range(10):
        x, y = LEFT + (2 * (k % 5) + 1) * (SIDE + GAP), TOP + k // 5 * (SIDE + GAP)
        draw.rectangle((x, y, x + SIDE, y + SIDE), fill=WHITE, outline=BLACK)
        draw.rectangle((x + 5 * k, y + 10, x + 5 * k + 9, y + SIDE), fill=(0, 0, 255))
    assert len(find_tiles(np.asarray(shown))) == 10
    assert read(shown) == texts


def test_other_pages_have_no_tiles() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)
    chart = Image.new("RGB", (400, 300), WHITE)
    for k in range(8):
        ImageDraw.Draw(chart).rectangle((40 * k + 20, 30 * k, 40 * k + 50, 280), fill=(30, 90, 200))
    three = plot(digits(["274"]))
    for pixels in (noise, np.asarray(chart), np.asarray(three), on_paper(row("27450816"))):
        assert find_tiles(pixels) == []


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 300, 3), (300, 1, 3), (20, 20, 3)])
def test_pictures_without_room_for_tiles_have_none(shape: tuple[int, int, int]) -> None:
    assert find_tiles(np.full(shape, 200, np.uint8)) == []
    assert find_tiles(np.random.default_rng(0).integers(0, 256, shape, np.uint8)) == []


def test_a_page_full_of_squares_is_no_plot() -> None:
    squares = np.full((1600, 1600, 3), 255, np.uint8)
    for y in range(10, 1580, 20):
        for x in range(10, 1580, 20):
            squares[y : y + 17, x : x + 17] = 0
    assert find_tiles(squares) == []
