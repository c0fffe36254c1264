"""Large pixels with lines between them become smooth strokes; nothing else changes."""

import numpy as np
import pytest

from pictures import digit, on_paper, row
from tenfold import Reader
from tenfold.data import strokes
from tenfold.vision.cells import without_cells
from tenfold.vision.decode import Pixels
from tenfold.vision.opencv import cv2


def editor(drawing: Pixels, side: int, line: int, paper: int, pen: int) -> Pixels:
    """RGB: each pixel of a drawing (h, w) a square of `side` pixels, lines of a level between."""
    ink = drawing[..., None] / 255 * np.ones(3)
    colours = (paper + (pen - paper) * ink).astype(np.uint8)
    shown = np.kron(colours, np.ones((side, side, 1), np.uint8))
    shown[::side] = line
    shown[:, ::side] = line
    return shown


@pytest.mark.parametrize("side", [8, 20])
@pytest.mark.parametrize(
    ("line", "paper", "pen"), [(128, 255, 0), (128, 0, 255), (40, 0, 255), (225, 255, 0)]
)
@pytest.mark.parametrize("label", [0, 5, 7])
def test_a_digit_in_an_editor_is_read(
    label: int, line: int, paper: int, pen: int, side: int
) -> None:
    drawing = digit(label)
    shown = editor(drawing, side, line, paper, pen)
    small = cv2.resize(without_cells(shown), (28, 28), interpolation=cv2.INTER_AREA)[..., 0]
    off = np.abs(small - (paper + (pen - paper) * (drawing / 255)))
    assert off.mean() < 16, "blurred by what lies between two cells"
    assert Reader().read(shown).text == str(label)


def test_other_pictures_stay() -> None:
    rng = np.random.default_rng(0)
    squared = on_paper(row("3852", height=200))
    squared[::24] = squared[:, ::24] = (150, 180, 230)  # few squares, on which pen covers the lines
    ink = row("3852", height=200) > 0.5
    squared[ink] = 30
    pictures = (
        on_paper(row("3852")),
        squared,
        rng.integers(0, 256, (200, 300, 3), np.uint8),
        np.full((90, 90, 3), 200, np.uint8),
        np.zeros((1, 1, 3), np.uint8),
        np.tile(np.uint8([[[0] * 3, [255] * 3]]), (200, 100, 1)),  # stripes as broad as the gaps
    )
    for picture in pictures:
        assert without_cells(picture) is picture


@pytest.mark.parametrize("paper", [255, 0])
def test_gaps_between_digits_on_contact_sheets_are_no_lines(paper: int) -> None:
    count = 20
    for seed in range(4):
        drawn = strokes.generate(count * count, seed).x.reshape(count, count, 28, 28)
        ink = drawn.transpose(0, 2, 1, 3).reshape(28 * count, 28 * count, 1)
        levels = paper + (255 - 2 * paper) * (ink / 255) * np.ones(3)
        sheet = levels.astype(np.uint8)
        assert without_cells(sheet) is sheet
