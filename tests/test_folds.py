"""A hair-thin gap through a row, as a fold leaves it, makes no two rows of it."""

import numpy as np
import pytest

from pictures import Pixels, on_paper, page, row
from tenfold import Reader
from tenfold.vision.folds import unfolded
from tenfold.vision.opencv import cv2
from tenfold.vision.pieces import find_pieces

PAPER = (235, 230, 220)


def folded(text: str, gap: int, lean: int = 0) -> Pixels:
    """A row of digits 120 pixels high with a gap in the paper's colour through its middle, that
    rises or falls by `lean` pixels."""
    picture = on_paper(row(text, height=120), PAPER)
    height, width = picture.shape[:2]
    ends = (0, (height - lean) // 2), (width, (height + lean) // 2)
    return np.asarray(cv2.line(picture, *ends, PAPER, gap), np.uint8)


@pytest.mark.parametrize("lean", [0, 12, -20])
@pytest.mark.parametrize("gap", [3, 6])
@pytest.mark.parametrize("text", ["968", "25036"])
def test_a_row_is_read_across_a_fold(text: str, gap: int, lean: int) -> None:
    assert Reader().read(folded(text, gap, lean)).text == text


def pieces_of(picture: Pixels) -> Pixels:
    return (picture[..., 0] < 140).astype(np.uint8)


def test_halves_are_joined_and_rows_are_not() -> None:
    parted = find_pieces(pieces_of(folded("968", 3)))
    whole = unfolded(parted)
    assert whole is not None
    assert (len(parted) > 3, len(whole)) == (True, 3)
    rows = page(["968", "205"], height=100, margin=3)
    assert unfolded(find_pieces(pieces_of(on_paper(rows)))) is None


def test_what_lies_whole_across_the_line_speaks_against_a_fold() -> None:
    """8s of two circles beside a 0: no fold went through that."""
    mask = np.zeros((160, 420), np.uint8)
    for x in (60, 180):
        for y in (45, 107):
            cv2.ellipse(mask, (x, y), (22, 26), 0, 0, 360, 1, 8)
    assert unfolded(find_pieces(mask)) is not None
    cv2.ellipse(mask, (320, 76), (38, 56), 0, 0, 360, 1, 8)
    assert unfolded(find_pieces(mask)) is None
