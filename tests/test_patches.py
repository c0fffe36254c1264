"""Samples of few pixels on a page of their own paper's colour, in blocks, are read as smooth ones;
other pages stay as they are."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pictures import digit, on_paper, row
from tenfold import Reader
from tenfold.vision.opencv import cv2
from tenfold.vision.patches import without_patches

Pixels = NDArray[np.uint8]
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
SIDE, GAP, LEFT, TOP = 84, 30, 40, 50


def coarse(label: int, side: int) -> Pixels:
    """A drawn digit of so many pixels."""
    small = cv2.resize(digit(label)[3:25, 3:25], (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def plot(texts: list[str], pixels: int, titled: bool = True) -> Pixels:
    step = SIDE + GAP
    size = 2 * LEFT + len(texts[0]) * step, 2 * TOP + len(texts) * step
    figure = Image.new("RGB", size, WHITE)
    draw, font = ImageDraw.Draw(figure), ImageFont.load_default(11)
    for i, text in enumerate(texts):
        for j, label in enumerate(text):
            # Not at whole blocks' distances from each other.
            left, top = LEFT + j * step + j % 3, TOP + i * step
            blocks = cv2.resize(
                255 - coarse(int(label), pixels), (SIDE, SIDE), interpolation=cv2.INTER_NEAREST
            )
            figure.paste(Image.fromarray(np.asarray(blocks)), (left, top))
            if titled:
                draw.text((left + SIDE // 2, top - 4), f"Is: {label}", BLACK, font, anchor="mb")
    return np.asarray(figure)


@pytest.mark.parametrize("titled", [False, True])
@pytest.mark.parametrize("pixels", [10, 12])
def test_samples_of_few_pixels_are_read(pixels: int, titled: bool) -> None:
    texts = ["2539", "6283"]
    assert Reader().read(plot(texts, pixels, titled)).text.split("\n") == texts


def test_their_corners_go_and_titles_stay() -> None:
    shown = plot(["2539"], 10)
    smooth = without_patches(shown)
    title = slice(TOP - 16, TOP - 4)
    assert np.array_equal(smooth[title], shown[title])
    samples = slice(TOP, TOP + SIDE)
    steps = np.abs(np.diff(smooth[samples, ..., 0].astype(int), axis=1))
    assert steps.max() < 120 < np.abs(np.diff(shown[samples, ..., 0].astype(int), axis=1)).max()


def test_other_pages_stay() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)
    drawn = np.full((300, 400, 3), 255, np.uint8)
    cv2.line(drawn, (50, 40), (300, 250), BLACK, 15)  # hard edges, on no grid
    for pixels in (noise, drawn, on_paper(row("5037")), np.full((90, 120, 3), 200, np.uint8)):
        assert without_patches(pixels) is pixels


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 300, 3), (300, 1, 3), (24, 24, 3)])
def test_pictures_without_room_for_samples_stay(shape: tuple[int, int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    assert without_patches(pixels) is pixels
