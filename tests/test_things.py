"""What lies on a photographed page beside the digits is none of them."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.ink import find_ink
from tenfold.vision.opencv import cv2
from tenfold.vision.things import is_flat, without_things

Pixels = NDArray[np.uint8]
PAPER = (214, 208, 196)
PEN = (60, 70, 140)


def page(text: str, height: int = 50) -> Pixels:
    """Digits on 800 by 600."""
    picture = np.full((600, 800, 3), PAPER, np.uint8)
    digits = on_paper(row(text, height=height, margin=10), paper=PAPER, pen=PEN)
    down, across = digits.shape[:2]
    picture[100 : 100 + down, 120 : 120 + across] = digits
    return picture


def photographed(picture: Pixels) -> Pixels:
    """With a camera's noise, and light that falls from the left."""
    rng = np.random.default_rng(0)
    light = np.linspace(1.0, 0.8, picture.shape[1])[:, None]
    noisy = cv2.GaussianBlur(picture, (0, 0), 1) * light + rng.normal(0, 3, picture.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def coin(picture: Pixels) -> None:
    cv2.circle(picture, (500, 420), 60, (120, 76, 34), -1, cv2.LINE_AA)
    cv2.circle(picture, (500, 420), 53, (184, 115, 51), -1, cv2.LINE_AA)


def eraser(picture: Pixels) -> None:
    corners = np.array([(420, 380), (560, 420), (540, 490), (400, 450)])
    cv2.fillPoly(picture, [corners], (180, 50, 90), cv2.LINE_AA)


def blot(picture: Pixels) -> None:
    for centre, radius in (((500, 420), 40), ((535, 450), 30), ((470, 440), 28)):
        cv2.circle(picture, centre, radius, (30, 30, 90), -1, cv2.LINE_AA)


@pytest.mark.parametrize("lay", [coin, eraser, blot])
@pytest.mark.parametrize("text", ["7", "402", "36918"])
def test_what_lies_beside_digits_is_left_out(lay: Callable[[Pixels], None], text: str) -> None:
    picture = page(text)
    lay(picture)
    assert Reader().read(photographed(picture)).text == text


def mask_of(picture: Pixels) -> Pixels:
    return np.asarray(picture.min(axis=2) < 150, np.uint8)


def test_a_thing_goes_with_what_it_encloses() -> None:
    picture = page("402")
    digits = mask_of(picture)
    coin(picture)
    seen = photographed(picture)
    rest = without_things(seen, mask_of(picture))
    assert rest is not None
    np.testing.assert_array_equal(rest, digits)
    assert without_things(seen, digits) is None


def test_a_fat_digit_in_a_row_is_no_thing() -> None:
    picture = page("402")
    cv2.circle(picture, (420, 135), 24, PEN, -1, cv2.LINE_AA)
    assert without_things(photographed(picture), mask_of(picture)) is None


def test_a_round_digit_has_paper_within() -> None:
    """A 0, alone on its line, is as thick as a coin with what it encloses."""
    picture = page("7")
    cv2.ellipse(picture, (500, 420), (40, 60), 0, 0, 360, PEN, 8, cv2.LINE_AA)
    assert without_things(photographed(picture), mask_of(picture)) is None


def test_what_a_program_draws_is_flat() -> None:
    picture = page("402")
    coin(picture)
    assert is_flat(picture)
    assert not is_flat(photographed(picture))
    assert is_flat(photographed(picture)[:1]), "one line of pixels"
    assert without_things(picture, mask_of(picture)) is None


def test_no_ink_has_no_things() -> None:
    blank = np.zeros((40, 60), np.uint8)
    assert without_things(np.zeros((40, 60, 3), np.uint8), blank) is None


def test_digits_stay_where_a_pale_thing_has_most_of_the_ink() -> None:
    """Dark squares decide what is ink at first, and what is as faint as the thing may be the
    paper's own spread."""
    picture = np.full((640, 900, 3), PAPER, np.uint8)
    for across in range(20, 900, 52):
        cv2.line(picture, (across, 0), (across, 640), (150, 165, 205), 3, cv2.LINE_AA)
    for down in range(20, 640, 52):
        cv2.line(picture, (0, down), (900, down), (150, 165, 205), 3, cv2.LINE_AA)
    share = row("4043", height=60, margin=10)[..., None]
    place = picture[100 : 100 + share.shape[0], 120 : 120 + share.shape[1]]
    place[:] = place * (1 - share) + np.array((120, 90, 120)) * share
    cv2.rectangle(picture, (390, 400), (500, 600), (169, 195, 121), -1)
    seen = photographed(picture)
    assert find_ink(seen).mask[110:160, 130:300].any()
    assert Reader().read(seen).text == "4043"
