import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import agreement, on_paper, row
from tenfold import Reader
from tenfold.vision.bands import find_bands
from tenfold.vision.channels import Channels
from tenfold.vision.ink import find_ink
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
INK = row("25")  # (200, 300 or so)
HEIGHT, WIDTH = INK.shape
DARK, DARKER, LIGHT, WHITE = (18, 18, 18), (0, 0, 0), (235, 235, 235), (255, 255, 255)


def strip(colour: tuple[int, int, int], height: int = 40) -> Pixels:
    return np.full((height, WIDTH, 3), colour, np.uint8)


def screen(canvas: Pixels, colour: tuple[int, int, int]) -> Pixels:
    """A canvas between a title and a blue button."""
    title, below = strip(colour), strip(colour, 60)
    below[15:45, WIDTH // 4 : -WIDTH // 4] = (40, 110, 230)
    text = tuple(255 - level for level in colour)
    cv2.putText(title, "Draw", (WIDTH // 4, 28), cv2.FONT_HERSHEY_SIMPLEX, 0.7, text, 2)
    return np.concatenate([title, canvas, below])


def test_the_bands_of_a_screen_are_found() -> None:
    found = find_bands(Channels(screen(on_paper(INK, DARKER, WHITE), DARK)))
    assert [(x, width) for x, _, width, _ in found] == [(0, WIDTH)] * 3
    for (_, top, _, height), wanted in zip(found, (0, 40, 40 + HEIGHT), strict=True):
        assert 0 <= top - wanted < 8
        assert height > 30


def test_bands_side_by_side_are_found() -> None:
    upright = screen(on_paper(INK, WHITE, DARKER), LIGHT).swapaxes(0, 1)
    assert [box[1::2] for box in find_bands(Channels(upright))] == [(0, WIDTH)] * 3


@pytest.mark.parametrize("colour", [DARK, LIGHT])
@pytest.mark.parametrize("canvas", [(DARKER, WHITE), (WHITE, DARKER), ((60, 60, 200), WHITE)])
def test_a_canvas_has_its_own_paper(
    canvas: tuple[tuple[int, int, int], tuple[int, int, int]], colour: tuple[int, int, int]
) -> None:
    picture = screen(on_paper(INK, *canvas), colour)
    mask = find_ink(picture).mask[40 : 40 + HEIGHT]
    assert agreement(mask, (INK > 0.5).astype(np.uint8)) > 0.8


@pytest.mark.parametrize("colour", [DARK, LIGHT])
def test_a_faint_pen_between_a_title_and_a_button_is_read(colour: tuple[int, int, int]) -> None:
    faint = on_paper(INK, (215, 215, 215), (187, 187, 187))
    assert Reader().read(screen(faint, colour)).text == "25"


def test_paper_has_no_bands() -> None:
    """Ruled, half in a shadow, with a thick bar of a digit from side to side, enlarged."""
    ruled = on_paper(INK)
    ruled[::30] = (120, 140, 200)
    shaded = np.clip(on_paper(INK) + np.random.default_rng(0).normal(0, 5, (*INK.shape, 3)), 0, 255)
    shaded[: HEIGHT // 2] *= 0.7
    seven = on_paper(cv2.rectangle(INK.copy(), (4, 10), (WIDTH - 4, 40), 1.0, cv2.FILLED))
    tiny = np.full((28, 28, 3), 255, np.uint8)
    tiny[3::4] = (190, 200, 210)
    enlarged = cv2.resize(tiny, (224, 224), interpolation=cv2.INTER_CUBIC)
    for picture in (ruled, shaded.astype(np.uint8), seven, enlarged):
        assert find_bands(Channels(picture)) == []


@pytest.mark.parametrize("shape", [(100, 9000), (9000, 100), (100, 100), (3, 500)])
def test_pictures_of_any_shape_have_bands_or_none(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype(np.uint8)
    assert find_bands(Channels(noise)) == []
