"""The first look at half the size: only where nothing is lost, and boxes are the original's."""

import numpy as np
import pytest

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.coarse import find_large_ink
from tenfold.vision.opencv import cv2


def test_large_digits_are_found_at_half_the_size() -> None:
    paper = on_paper(row("25", height=300))
    found = find_large_ink(paper)
    assert found is not None
    ink, pieces = found
    assert ink.mask.shape == (paper.shape[0] // 2, paper.shape[1] // 2)
    assert len(pieces) == 2


@pytest.mark.parametrize(
    "picture",
    [
        on_paper(row("2", height=200, margin=20)),  # no larger than needs be
        on_paper(row("25", height=60, margin=200)),  # written small
        on_paper(np.zeros((480, 640), np.float32)),  # nothing: perhaps it is faint
        cv2.line(np.full((480, 640, 3), 255, np.uint8), (320, 60), (260, 420), (215, 215, 215), 1),
    ],
    ids=["small", "written small", "blank", "pencil"],
)
def test_what_the_half_might_lose_is_left_to_the_whole(picture: np.ndarray) -> None:
    assert find_large_ink(picture) is None


def test_boxes_and_debug_picture_are_the_originals() -> None:
    ink = row("25", height=300)
    reading = Reader().read(on_paper(ink))
    assert reading.text == "25"
    ys, xs = np.nonzero(ink > 0.5)
    left, top, _, height = reading.digits[0].box
    assert (left, top) == pytest.approx((xs.min(), ys.min()), abs=8)
    assert top + height == pytest.approx(ys.max(), abs=8)
    last = reading.digits[1].box
    assert last[0] + last[2] == pytest.approx(xs.max(), abs=8)
    assert Reader().explain(on_paper(ink)).width == 800
