"""What is drawn around a digit is no part of it, whatever its size."""

import numpy as np
import pytest

from pictures import row
from tenfold import Reader
from tenfold.vision.opencv import cv2

SIDE = 360  # pixels
AROUND = {
    "triangle": [(180, 25), (335, 320), (25, 320)],
    "rhombus": [(180, 20), (340, 180), (180, 340), (20, 180)],
}


@pytest.mark.parametrize("form", AROUND)
@pytest.mark.parametrize("text", ["2", "5", "7", "83"])
def test_digits_in_a_larger_form_are_read_alone(text: str, form: str) -> None:
    picture = np.full((SIDE, SIDE), 235, np.uint8)
    cv2.polylines(picture, [np.array(AROUND[form])], True, 40, 5, cv2.LINE_AA)
    ink = row(text, height=75, gap=8, margin=0)
    top, left = 200 - ink.shape[0] // 2, 180 - ink.shape[1] // 2
    place = picture[top : top + ink.shape[0], left : left + ink.shape[1]]
    place[:] = (235 - 195 * ink).astype(np.uint8)
    assert Reader().read(picture).text == text
