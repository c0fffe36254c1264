"""Margin: paper around a picture of few pixels. Sets of digits of 8 or 16 pixels have none, and
strokes that cover more of every window than their paper does: no window tells its colour. Their two
tones do, for no shadow falls on so few pixels.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.border import border
from tenfold.vision.opencv import cv2
from tenfold.vision.picture import Picture
from tenfold.vision.place import Place

Pixels = NDArray[np.uint8]

WIDTH = 0.25  # of the longer side


def with_margin(picture: Picture) -> Picture:
    """The picture with paper around it."""
    width = round(WIDTH * max(picture.pixels.shape))
    paper = _paper(picture.pixels).tolist()
    padded = cv2.copyMakeBorder(
        picture.pixels, *[width] * 4, borderType=cv2.BORDER_CONSTANT, value=paper
    )
    return picture.part(np.asarray(padded, np.uint8), Place.at(-width, -width))


def _paper(pixels: Pixels) -> NDArray[np.float64]:
    """The colour (3,) of that of two tones (Otsu 1979) which has more of the border."""
    light = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    bright = cv2.threshold(light, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    is_bright = border(bright).mean() >= 0.5
    return np.asarray(np.median(pixels[bright == is_bright], axis=0))
