"""Further looks at a picture of which most is in doubt."""

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.light import without_grain
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
DARK, DARKER = (58, 58, 58), (28, 28, 28)


@pytest.fixture
def rng() -> Generator:
    return np.random.default_rng(0)


def at_night(picture: Pixels, spread: float, rng: Generator) -> Pixels:
    """With a sensor's noise in each channel."""
    return np.clip(picture + rng.normal(0, spread, picture.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("text", ["7", "52"])
def test_digits_in_strong_noise_are_read(text: str, seed: int, rng: Generator) -> None:
    ink = row(text, height=110, margin=30, seed=seed)
    assert Reader().read(at_night(on_paper(ink, DARK, DARKER), 14, rng)).text == text


@pytest.mark.parametrize("spread", [6, 14, 30])
def test_noise_alone_is_not_read(spread: float, rng: Generator) -> None:
    dark = np.full((250, 350, 3), 58, np.uint8)
    assert Reader().read(at_night(dark, spread, rng)).text == ""


def test_without_grain_strokes_stay(rng: Generator) -> None:
    plain = on_paper(row("3", height=110, margin=70))
    noise = (at_night(plain, 20, rng).astype(float) - plain).std()
    left = without_grain(at_night(plain, 20, rng)).astype(float) - without_grain(plain)
    assert left.std() < 0.3 * noise
    assert np.ptp(without_grain(plain)) > 0.8 * np.ptp(plain)


@pytest.mark.parametrize("titled", [False, True])
@pytest.mark.parametrize(("gap", "text"), [(10, "8"), (60, "0\n0")])
def test_the_circles_of_an_8_need_not_meet(gap: int, text: str, titled: bool) -> None:
    """Nor does what else is on the page make two rows of them."""
    page = np.full((500, 400, 3), 255, np.uint8)
    cv2.ellipse(page, (200, 200), (45, 55), 0, 0, 360, (40, 40, 40), 6, cv2.LINE_AA)
    cv2.ellipse(page, (200, 315 + gap), (55, 60), 0, 0, 360, (40, 40, 40), 6, cv2.LINE_AA)
    if titled:
        cv2.putText(page, "Draw a digit", (60, 60), 0, 1.2, (40, 40, 40), 2, cv2.LINE_AA)
    assert Reader().read(page).text == text


@pytest.mark.parametrize("top", [2, 6])
@pytest.mark.parametrize("body", [130, 160])
def test_the_parts_of_a_tiny_picture_are_not_looked_at(body: int, top: int) -> None:
    coat = np.zeros((28, 28), np.uint8)  # as Fashion-MNIST shows them
    coat[top:26, 8:20] = body
    coat[top + 2 : 24, 5:8] = coat[top + 2 : 24, 20:23] = 230
    assert Reader().read(coat).text == ""
