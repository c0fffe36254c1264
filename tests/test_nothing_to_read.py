"""Pictures without digits: nothing is read from them, quickly, and no picture breaks the reader."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tenfold.reader import Reader
from tenfold.reader.look import PRINT
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
WORDS = "the quick brown fox jumps over a lazy dog while pages of text lie on tables"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def paper(seed: int, lines: bool) -> Pixels:
    """A blank page under a lamp, with noise; ruled or not."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:600, 0:800]
    light = 1 - 0.4 * np.hypot(x / 800 - rng.random(), y / 600 - rng.random())
    sheet = np.full((600, 800, 3), 225.0)
    if lines:
        sheet[30::60] = sheet[31::60] = (150, 170, 200)
    noisy = sheet * light[..., None] + rng.normal(0, 4, sheet.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def printed(size: int) -> Pixels:
    page = Image.new("RGB", (1000, 800), "white")
    words = np.random.default_rng(size).choice(WORDS.split(), (30, 7))
    text = "\n".join(" ".join(line) for line in words)
    ImageDraw.Draw(page).text((60, 60), text, "black", ImageFont.load_default(size))
    return np.asarray(page)


def scene(seed: int) -> Pixels:
    """Blots, lines and texture of many colours, as an animal in a room has them."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (12, 16, 3), np.uint8)
    image = Image.fromarray(coarse).resize((800, 600), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = (int(v) for v in rng.integers(0, (800, 600)))
        w, h = (int(v) for v in rng.integers(5, 150, 2))
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        draw.ellipse((x, y, x + w, y + h), fill=colour)
        draw.line((x, y, x - w, y + h), fill=colour, width=2)
    return np.asarray(image)


@pytest.mark.parametrize("lines", [False, True], ids=["plain", "ruled"])
@pytest.mark.parametrize("seed", range(4))
def test_blank_paper(reader: Reader, seed: int, lines: bool) -> None:
    assert reader.read(paper(seed, lines)).text == ""


@pytest.mark.parametrize("size", [18, 30, 48])
def test_a_page_of_print(reader: Reader, size: int) -> None:
    assert reader.read(printed(size)).text == ""


def test_small_print_below_a_headline_is_looked_at_once(reader: Reader) -> None:
    """A scanned page took thirteen seconds of further looks: beside the headline its print was left
    out, and so few symbols asked for them."""
    page = Image.new("RGB", (1000, 800), "white")
    draw = ImageDraw.Draw(page)
    words = np.random.default_rng(1).choice(WORDS.split(), (30, 12))
    small = "\n".join(" ".join(line) for line in words)
    draw.text((60, 160), small, "black", ImageFont.load_default(14))
    draw.text((60, 40), "LONG AGO", "black", ImageFont.load_default(90))
    look = reader.look(np.asarray(page))
    assert look.read == 0
    assert len(look.symbols) < PRINT and look.is_print


def test_scenes(reader: Reader) -> None:
    certain = [
        d for seed in range(6) for d in reader.read(scene(seed)).digits if d.confidence > 0.9
    ]
    assert len(certain) <= 6


def test_stripes_are_no_ones(reader: Reader) -> None:
    stripes = np.tile((np.arange(640) // 20 % 2 * 255).astype(np.uint8), (480, 1))
    assert reader.read(stripes).text == ""
    assert reader.read(stripes.T).text == ""


SHAPES = arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=80)


@settings(max_examples=60)
@given(arrays.arrays(np.uint8, SHAPES, elements=st.sampled_from([0, 1, 120, 128, 254, 255])))
def test_no_picture_breaks_the_reader(reader: Reader, picture: Pixels) -> None:
    reading = reader.read(picture)
    for digit in reading.digits:
        x, y, width, height = digit.box
        assert 0 <= x <= picture.shape[1] and 0 <= y <= picture.shape[0]
        assert x + width <= picture.shape[1] + 1 and y + height <= picture.shape[0] + 1
    assert reading.rejected >= 0


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 12))
def test_no_scribble_breaks_the_reader(reader: Reader, seed: int, strokes: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    image = Image.new("L", (int(rng.integers(30, 500)), int(rng.integers(30, 500))), 255)
    for _ in range(strokes):
        points = rng.integers(-20, 520, (4, 2))
        ImageDraw.Draw(image).line([tuple(map(int, p)) for p in points], fill=0, width=width)
    reader.read(image)


@pytest.mark.parametrize("degrees", [-3.5, -2, 1.5, 3])
@pytest.mark.parametrize(("page", "around"), [(245, 20), (30, 235)])
def test_a_page_that_was_scanned_askew(
    reader: Reader, degrees: float, page: int, around: int
) -> None:
    """What is around it shows at the picture's sides, and reaches nowhere into the page."""
    height, width = 900, 700
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.96)
    blank = np.full((height, width, 3), page, np.uint8)
    scan = cv2.warpAffine(blank, turn, (width, height), borderValue=(around,) * 3)
    assert reader.read(scan).text == ""


@pytest.mark.parametrize("side", [511, 512, 513])
@pytest.mark.parametrize("first", [0, 1])
def test_a_grid_of_dots(reader: Reader, side: int, first: int) -> None:
    """As a dithered grey: more parts than 16 bits can number."""
    dots = np.full((side, side), 255, np.uint8)
    dots[first::2, first::2] = 0
    assert reader.read(dots).text == ""
