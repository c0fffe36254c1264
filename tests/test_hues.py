"""Coloured pens are told by their colour where the light says nothing."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import row
from tenfold import Reader
from tenfold.vision.hues import in_even_light
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Light = NDArray[np.float32]
BLUE, ROSE, WHITE = (0.35, 0.5, 1.0), (1.0, 0.6, 0.75), (1.0, 1.0, 1.0)


def drawn(text: str, light: Light, pen: tuple[float, float, float]) -> Pixels:
    """Digits that take their colour's share of the light (h, w), 0 to 1: RGB (h, w, 3)."""
    ink = row(text, height=180, margin=80)
    light = cv2.resize(light, ink.shape[::-1])[..., None]
    share = ink[..., None]
    return np.clip(255 * light * (1 - share + share * np.array(pen)), 0, 255).astype(np.uint8)


def asphalt() -> Light:
    """Fine and coarse grain, as strong as a chalk's contrast."""
    rng = np.random.default_rng(0)
    fine, coarse = rng.normal(0, 0.1, (300, 600)), rng.normal(0, 0.3, (300, 600))
    return np.asarray(0.45 + fine + cv2.GaussianBlur(coarse, (0, 0), 4), np.float32).clip(0.1, 0.6)


def blinds() -> Light:
    """Stripes of sun and shade."""
    y, x = np.mgrid[:300, :600]
    return np.where((y + 0.3 * x) % 50 < 25, 0.9, 0.5).astype(np.float32)


@pytest.mark.parametrize("text", ["5", "40"])
def test_chalk_on_asphalt_and_a_blue_pen_in_stripes_of_shade_are_read(text: str) -> None:
    assert Reader().read(drawn(text, asphalt(), ROSE)).text == text
    assert Reader().read(drawn(text, blinds(), BLUE)).text == text


def test_asphalt_and_stripes_alone_are_empty() -> None:
    for light in (asphalt(), blinds()):
        assert Reader().read(drawn("5", light, WHITE)).text == ""


def test_a_shadow_goes_and_colours_stay() -> None:
    even = in_even_light(drawn("5", blinds(), BLUE))
    assert even is not None
    paper, pen = even[5, 5].astype(int), even.reshape(-1, 3).astype(int).max(axis=0)
    assert np.ptp(even[:20].astype(int), axis=(0, 1)).max() <= 6
    assert pen[2] - paper[2] > 40, "blue"


def test_a_grey_picture_has_no_colours() -> None:
    assert in_even_light(np.full((40, 50, 3), 90, np.uint8)) is None
    assert in_even_light(drawn("5", blinds(), (0.2, 0.2, 0.2))) is None
