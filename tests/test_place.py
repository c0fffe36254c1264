import cv2
import numpy as np

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.leaning import Leaning
from tenfold.vision.picture import Picture
from tenfold.vision.place import Place


def test_a_box_that_was_cut_out_lies_at_its_corner() -> None:
    assert Place.at(5, 7).back((1, 2, 3, 4)) == (6, 9, 3, 4)


def test_a_place_in_a_larger_picture_is_larger() -> None:
    """Ten pixels to the right, twice as wide."""
    stretched = Place(np.array([(2.0, 0, 10), (0, 1, 0), (0, 0, 1)]))
    assert stretched.scaled(3).back((3, 6, 9, 12)) == (36, 6, 18, 12)


def test_a_square_in_perspective_is_within_its_box() -> None:
    farther = Place(np.array([(1.0, 0, 0), (0, 1, 0), (0, 0.01, 1)]))
    assert farther.outline((0, 0, 100, 100)).round(3).tolist() == [
        [0, 0],
        [100, 0],
        [50, 50],
        [0, 50],
    ]
    assert farther.back((0, 0, 100, 100)) == (0, 0, 100, 50)


def test_a_part_knows_where_it_lies_in_the_original() -> None:
    """Of a picture that was made half as large."""
    picture = Picture(np.zeros((10, 10, 3), np.uint8), (20, 20))
    part = picture.part(picture.pixels[3:8, 2:6], Place.at(2, 3))
    assert part.size == (8, 10)
    assert part.place is not None
    assert part.place.back((0, 0, 8, 10)) == (4, 6, 8, 10)


def test_a_box_of_a_part_ends_where_the_original_does() -> None:
    """Of a picture with a margin around it, and of a part of that."""
    picture = Picture(np.zeros((20, 20, 3), np.uint8), (20, 20))
    wider = picture.part(np.zeros((30, 30, 3), np.uint8), Place.at(-5, -5))
    assert wider.back((4, 5, 22, 20)) == (0, 0, 20, 20)
    assert wider.part(wider.pixels[2:], Place.at(0, 2)).back((4, 1, 9, 9)) == (0, 0, 8, 7)


def test_what_is_level_lies_where_it_leant() -> None:
    leaning = Leaning(90, (200, 100))
    assert leaning.levelled == (100, 200)
    assert leaning.back((0, 0, 100, 200)) == (0, 0, 200, 100)
    assert leaning.back((10, 20, 30, 40)) == (140, 10, 40, 30)


def test_boxes_of_a_sheet_s_digits_lie_on_them() -> None:
    """A dark slate that leans on a pale table, read straight."""
    slate = on_paper(row("274"), (30, 45, 40), (230, 230, 230))
    height, width = slate.shape[:2]
    table = cv2.copyMakeBorder(
        slate, 120, 120, 120, 120, cv2.BORDER_CONSTANT, value=(215, 205, 190)
    )
    turn = cv2.getRotationMatrix2D((width / 2 + 120, height / 2 + 120), -7, 1.0)
    shape = (width + 240, height + 240)
    leaning = cv2.warpAffine(table, turn, shape, borderValue=(215, 205, 190))
    reading = Reader().read(np.asarray(leaning, np.uint8))
    assert reading.text == "274"
    for (x, y, across, down), digit in zip(_boxes_of("274"), "274", strict=True):
        ((left, top), (right, bottom)) = cv2.transform(
            np.array([[(x + 120, y + 120), (x + across + 120, y + down + 120)]], np.float64), turn
        )[0]
        box = next(d.box for d in reading.digits if d.label == digit)
        assert abs(box[0] + box[2] / 2 - (left + right) / 2) < 6
        assert abs(box[1] + box[3] / 2 - (top + bottom) / 2) < 6


def _boxes_of(text: str) -> list[tuple[int, int, int, int]]:
    """Of the digits in a row's ink."""
    mask = (row(text) > 0.5).astype(np.uint8)
    stats = cv2.connectedComponentsWithStats(mask)[2][1:]
    return sorted((int(x), int(y), int(w), int(h)) for x, y, w, h, _ in stats)
