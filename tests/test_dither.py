"""Dithered pictures, as Pillow makes them."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tenfold import Reader
from tenfold.vision.dither import without_dither


def _seven(size: int, pen: int, paper: int) -> Image.Image:
    """A 7 on paper of one grey."""
    image = Image.new("L", (size, size), paper)
    corners = [(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)]
    line = [(size * x, size * y) for x, y in corners]
    ImageDraw.Draw(image).line(line, fill=20, width=pen, joint="curve")
    return image


@pytest.mark.parametrize("paper", [230, 180, 130])
@pytest.mark.parametrize(("size", "pen"), [(30, 3), (300, 18), (1000, 60)])
def test_a_dithered_photo_is_read(size: int, pen: int, paper: int) -> None:
    dithered = _seven(size, pen, paper).convert("1")
    assert Reader().read(dithered).text == "7"


def test_dots_become_the_grey_that_they_stand_for() -> None:
    grey = Image.fromarray(np.full((200, 200), 170, np.uint8))
    smooth = np.asarray(without_dither(grey.convert("1").convert("L")), np.float64)
    assert abs(smooth.mean() - 170) < 2
    assert smooth.std() < 12


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_a_drawing_of_two_colours_stays_as_it_is(mode: str) -> None:
    drawn = _seven(300, 18, 255).point(lambda level: 255 * (level > 127)).convert(mode)
    assert without_dither(drawn) is drawn


def test_a_tiny_or_plain_picture_stays_as_it_is() -> None:
    for size in ((1, 1), (2, 50), (40, 40)):
        plain = Image.new("L", size, 255)
        assert without_dither(plain) is plain
