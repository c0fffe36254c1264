"""Tiny pictures are read that have no paper around the digit."""

import numpy as np
import pytest

from pictures import digit
from tenfold import Reader
from tenfold.vision.opencv import cv2
from tenfold.vision.picture import Pixels


def tiny(label: int, side: int) -> Pixels:
    """A digit as high as its picture, `side` pixels square."""
    drawing = digit(label)
    rows, columns = (np.flatnonzero(drawing.max(axis=k) > 40) for k in (1, 0))
    ink = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    wide = np.pad(ink, ((0, 0), ((len(ink) - ink.shape[1]) // 2,) * 2))
    return np.asarray(cv2.resize(wide, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("side", [8, 16])
@pytest.mark.parametrize("label", [0, 2, 3, 6])
def test_a_tiny_digit_is_read_and_its_box_lies_within(label: int, side: int, dark: bool) -> None:
    picture = tiny(label, side)
    reading = Reader().read(picture if dark else 255 - picture)
    assert reading.text == str(label)
    ((x, y, width, height),) = (found.box for found in reading.digits)
    assert min(x, y) >= 0
    assert max(x + width, y + height) <= side
    assert height >= 0.8 * side


@pytest.mark.parametrize("label", [0, 2, 3, 6])
def test_a_tiny_digit_that_was_enlarged_is_read(label: int) -> None:
    blocks = cv2.resize(tiny(label, 8), (300, 300), interpolation=cv2.INTER_NEAREST)
    assert Reader().read(255 - blocks).text == str(label)


def test_tiny_pictures_of_nothing_are_empty() -> None:
    for picture in (np.zeros((8, 8), np.uint8), np.full((16, 3), 255, np.uint8)):
        assert Reader().read(picture).text == ""
