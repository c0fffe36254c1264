"""Digits that are left out of a filled form are read as those, and the form is no digit."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import row
from tenfold import Reader
from tenfold.vision.badges import ink_on_badge
from tenfold.vision.discs import is_disc, is_written_on
from tenfold.vision.ink import Ink
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece

Pixels = NDArray[np.uint8]

SIDE = 400  # pixels
RED, BLUE, GREEN, BLACK = (180, 30, 30), (40, 60, 150), (70, 170, 60), (30, 30, 30)


def star(points: int, inner: float) -> Pixels:
    """Its corners, x and y; `inner`: where its bays reach to, of the way to its points."""
    angles = np.linspace(-np.pi / 2, 3 * np.pi / 2, 2 * points, endpoint=False)
    reach = np.where(np.arange(2 * points) % 2, inner, 1.0)[:, None]
    way = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.rint(SIDE * (0.5 + 0.46 * reach * way)).astype(np.int32)


FORMS = {"disc": star(45, 1.0), "hexagon": star(6, 0.87), "star": star(5, 0.6)}


def left_out(text: str, form: str, colour: tuple[int, int, int], height: int = 110) -> Pixels:
    """White digits on a filled form on white paper."""
    picture = np.full((SIDE, SIDE, 3), 255, np.uint8)
    cv2.fillPoly(picture, [FORMS[form]], colour, cv2.LINE_AA)
    ink = row(text, height=height, gap=0, margin=0)
    top, left = (SIDE - ink.shape[0]) // 2, (SIDE - ink.shape[1]) // 2
    place = picture[top : top + ink.shape[0], left : left + ink.shape[1]]
    place[:] = place + ((255 - place.astype(float)) * ink[..., None]).astype(np.uint8)
    return picture


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("colour", [RED, BLUE, GREEN, BLACK])
@pytest.mark.parametrize("text", ["2", "5", "47"])
def test_digits_on_a_badge_are_read(text: str, form: str, colour: tuple[int, int, int]) -> None:
    """A filled circle with a digit in it was a 0, of which the digit was the hole."""
    assert Reader().read(left_out(text, form, colour)).text == text


def test_boxes_lie_on_the_digits() -> None:
    (digit,) = Reader().read(left_out("5", "star", BLUE)).digits
    _, y, _, height = digit.box
    assert (y, height) == (pytest.approx((SIDE - 110) / 2, abs=4), pytest.approx(110, abs=6))


@pytest.mark.parametrize("form", FORMS)
def test_forms_without_digits_are_none(form: str) -> None:
    picture = np.full((SIDE, SIDE, 3), 255, np.uint8)
    cv2.fillPoly(picture, [FORMS[form]], BLUE, cv2.LINE_AA)
    assert Reader().read(picture).text == ""


def test_only_filled_forms_have_ink_left_out() -> None:
    ring = np.zeros((200, 200), np.uint8)
    cv2.circle(ring, (100, 100), 80, 1, 12)
    full = cv2.circle(np.zeros((200, 200), np.uint8), (100, 100), 80, 1, -1)
    holed = full.copy()
    holed[60:140, 90:104] = 0
    for mask, expected in ((ring, None), (full, None), (holed, 80 * 14)):
        ink = Ink(mask * np.uint8(200), mask)
        own = ink_on_badge(ink, Piece(0, 0, mask))
        assert (None if own is None else int(own.mask.sum())) == expected
        if own is not None:
            assert (own.levels == own.mask * 200).all()


def test_a_pen_leaves_no_bays_in_a_0() -> None:
    zero = np.zeros((300, 260), np.uint8)
    cv2.ellipse(zero, (130, 150), (60, 85), 0, 0, 360, 1, 62)
    assert is_disc(zero)
    assert not is_written_on(zero)
    for text in "27468":
        badge = (left_out(text, "disc", BLACK)[..., 0] < 128).astype(np.uint8)
        assert is_disc(badge)
        assert is_written_on(badge)
