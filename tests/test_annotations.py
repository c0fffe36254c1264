"""Boxes that a program drew around digits go, and the labels beside them; what has a pure colour
for other reasons stays."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pictures import digit, on_paper, row_of
from tenfold import Reader
from tenfold.vision.annotations import without_annotations
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]
RED, GREEN, BLUE, MAGENTA = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 0, 255)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
HEIGHT, GAP, MARGIN = 80, 24, 60


def written(text: str, paper: Colour = (235, 230, 220), pen: Colour = (40, 45, 60)) -> Pixels:
    return on_paper(row_of([digit(int(c)) for c in text], HEIGHT, GAP, MARGIN), paper, pen)


def boxed(
    picture: Pixels, text: str, colour: Colour, thick: int = 2, room: int = 4, labels: bool = False
) -> Pixels:
    """The picture with a box around each digit, as OpenCV draws it, and what it is taken for."""
    shown = picture.copy()
    x = MARGIN
    for label in text:
        glyph = row_of([digit(int(label))], HEIGHT, gap=0, margin=0)
        y, height = MARGIN, glyph.shape[0]
        low, high = (x - room, y - room), (x + glyph.shape[1] + room, y + height + room)
        cv2.rectangle(shown, low, high, colour, thick)
        if labels:
            place = (low[0], low[1] - 6)
            cv2.putText(shown, label, place, cv2.FONT_HERSHEY_SIMPLEX, 0.9, colour, 2)
        x += glyph.shape[1] + GAP
    return shown


def read(picture: Pixels) -> str:
    return Reader().read(picture).text


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize("thick", [1, 3])
@pytest.mark.parametrize("colour", [RED, GREEN, BLUE])
def test_boxes_around_digits_go(colour: Colour, thick: int, labels: bool) -> None:
    shown = boxed(written("50372"), "50372", colour, thick, labels=labels)
    assert read(shown) == "50372"


def test_the_paper_is_as_it_was() -> None:
    plain = written("50372")
    back, found = without_annotations(boxed(plain, "50372", GREEN, room=10))
    assert len(found) == 5
    assert np.abs(back.astype(int) - plain).max() <= 4


def test_boxes_that_overlap_on_a_dark_ground() -> None:
    shown = boxed(written("8146", BLACK, WHITE), "8146", MAGENTA, 1, room=14)
    assert read(shown) == "8146"


@pytest.mark.parametrize("quality", [60, 90])
def test_boxes_in_a_jpeg(quality: int) -> None:
    file = io.BytesIO()
    shown = boxed(written("2697", pen=(40, 50, 140)), "2697", GREEN, 1)
    Image.fromarray(shown).save(file, "JPEG", quality=quality)
    assert Reader().read(file.getvalue()).text == "2697"


def test_boxes_of_the_pen_s_hue() -> None:
    assert read(boxed(written("2697", pen=(40, 50, 140)), "2697", BLUE)) == "2697"


def test_a_digit_of_the_box_s_own_colour_stays() -> None:
    shown = boxed(written("5", WHITE, RED), "5", RED, room=20)
    assert read(shown) == "5"


@pytest.mark.parametrize("text", ["4", "9"])
def test_what_a_lone_box_is_around_is_looked_at_alone(text: str) -> None:
    """As a program shows where it looks in a camera's picture."""
    rough = np.random.default_rng(1).uniform(0, 255, (240, 320)).astype(np.float32)
    scene = cv2.resize(rough, (640, 480), interpolation=cv2.INTER_CUBIC)[..., None]
    paper = written(text, (140, 140, 140), (60, 60, 60))
    height, width = paper.shape[:2]
    left, top = 250, 150
    share = np.zeros((480, 640, 1), np.float32)  # soft, so that it is no sheet with sides
    share[top + 15 : top + height - 15, left + 15 : left + width - 15] = 1
    share = cv2.GaussianBlur(share, (0, 0), 12)[..., None]
    full = np.full((480, 640, 3), 140, np.float32)
    full[top : top + height, left : left + width] = paper
    shown = np.clip(scene * (1 - share) + full * share, 0, 255).astype(np.uint8)
    assert read(shown) == ""
    low, high = (left + 35, top + 35), (left + width - 35, top + height - 35)
    cv2.rectangle(shown, low, high, GREEN, 2)
    (found,) = Reader().read(shown).digits
    assert found.label == text
    assert abs(found.box[0] - left - MARGIN) < 8
    assert abs(found.box[1] - top - MARGIN) < 8


def test_a_display_s_digits_stay() -> None:
    display = np.zeros((200, 140, 3), np.uint8)
    for x, y, width, height in ((40, 30, 60, 12), (40, 88, 60, 12), (40, 146, 60, 12)):
        display[y : y + height, x : x + width] = RED
    for x in (40, 88):
        display[30:158, x : x + 12] = RED
    assert without_annotations(display)[0] is display


def test_squared_paper_stays() -> None:
    paper = np.full((400, 500, 3), 245, np.uint8)
    paper[10::40] = BLUE
    paper[:, 10::40] = BLUE
    assert without_annotations(paper)[0] is paper


def test_pictures_without_boxes_stay() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)
    circle = written("31")
    cv2.circle(circle, (120, 100), 70, RED, 3)
    full = written("31")
    full[10:40, 10:200] = GREEN
    for pixels in (written("31"), written("31", pen=RED), noise, circle, full):
        assert without_annotations(pixels)[0] is pixels


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 300, 3), (300, 1, 3), (8, 8, 3)])
def test_pictures_without_room_for_boxes_stay(shape: tuple[int, int, int]) -> None:
    for pixels in (
        np.random.default_rng(0).integers(0, 256, shape, np.uint8),
        np.full(shape, RED, np.uint8),
    ):
        assert without_annotations(pixels)[0] is pixels
