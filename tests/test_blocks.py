"""A picture that was enlarged in blocks is read as a smooth one; nothing else changes."""

import io

import numpy as np
import pytest
from PIL import Image

from pictures import digit, on_paper, row
from tenfold import Reader
from tenfold.vision.blocks import without_blocks
from tenfold.vision.opencv import cv2
from tenfold.vision.picture import Pixels


def enlarged(drawing: Pixels, side: int) -> Pixels:
    """RGB, `side` pixels square: each pixel of a drawing (h, w) a block, of no whole width."""
    shown = cv2.resize(drawing, (side, side), interpolation=cv2.INTER_NEAREST)
    return np.repeat(np.asarray(shown, np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("side", [84, 235, 560, 1000])
def test_blocks_are_the_pixels_they_were(side: int) -> None:
    drawing = digit(3)
    smooth = without_blocks(enlarged(drawing, side))
    back = cv2.resize(smooth, (28, 28), interpolation=cv2.INTER_AREA)[..., 0]
    assert np.abs(back.astype(float) - drawing).mean() < 6
    steps = np.abs(np.diff(smooth[..., 0].astype(int), axis=1))
    assert steps.max() < 255 / (side / 28) * 2.5, "some block has its sides still"


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("side", [72, 250])
@pytest.mark.parametrize("label", [2, 3, 5, 9])
def test_a_digit_of_ten_pixels_is_read(label: int, side: int, dark: bool) -> None:
    coarse = cv2.resize(digit(label)[3:25, 3:25], (10, 10), interpolation=cv2.INTER_AREA)
    shown = enlarged(np.pad(np.asarray(coarse, np.uint8), 2), side)
    assert Reader().read(shown if dark else 255 - shown).text == str(label)


def test_blocks_in_a_jpeg() -> None:
    file = io.BytesIO()
    shown = enlarged(digit(5), 560)
    Image.fromarray(255 - shown).save(file, "JPEG", quality=80)
    pixels = np.asarray(Image.open(file))
    assert without_blocks(pixels) is not pixels
    assert Reader().read(file.getvalue()).text == "5"


def test_other_pictures_stay() -> None:
    line = np.full((300, 400, 3), 255, np.uint8)
    cv2.line(line, (50, 40), (300, 250), (0, 0, 0), 15)  # hard edges, on no grid
    bars = np.full((300, 400, 3), 255, np.uint8)
    for left in (20, 61, 130, 211, 280):  # of different widths
        bars[50:200, left : left + left // 5 + 9] = 0
    for pixels in (line, bars, on_paper(row("5037")), np.full((90, 120, 3), 200, np.uint8)):
        assert without_blocks(pixels) is pixels


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 300, 3), (300, 1, 3), (12, 12, 3)])
def test_pictures_without_room_for_blocks_stay(shape: tuple[int, int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    assert without_blocks(pixels) is pixels
