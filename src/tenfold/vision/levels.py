"""Levels of any depth to the 256 that the steps work on, a few rows at a time: a 16-bit picture of
100 megapixels is 200 MB as it is, and would be 400 more as floats."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tenfold.errors import InvalidInput

Pixels = NDArray[np.uint8]
Values = NDArray[np.generic]

ROWS = 256  # at a time
WHITES = (255.0, 4095.0, 65535.0)  # of 8, 12 and 16 bits: 12-bit data comes in 16-bit files
SIXTEEN = 16.0  # of floats: scikit-learn's digits, which count the ink in 4×4 pixels
SINGLE = float(np.finfo(np.float32).max)  # the largest value of single precision
MOST_SHARE = 2.0  # floats up to this are in 0–1: enlarging them leaves some a little over it


def eight_bit(array: Values) -> Pixels:
    """An array (h, w, ...) of integers, booleans or floats to uint8. What white is, is told by the
    largest value: floats up to 1, 16 or 255, masks of 0 and 1, and 8, 12 or 16 bits. NaN is black.
    Raises InvalidInput for other types."""
    if array.dtype.kind not in "buif":
        raise InvalidInput(
            f"a picture array has dtype {array.dtype}, expected uint8 or floats in 0–1"
        )

    def rows(top: int, end: int) -> Values:
        return array[top:end]

    white = _white(_top(rows, len(array)), array.dtype.kind == "f")
    if array.dtype == np.uint8 and white == WHITES[0]:
        return np.ascontiguousarray(array, np.uint8)
    return _scaled(rows, array.shape, white)


def eight_bit_image(image: Image.Image) -> Image.Image:
    """The same for a grey picture of 16 or 32 bits, or of floats."""
    width, height = image.size

    def rows(top: int, end: int) -> Values:
        return np.asarray(image.crop((0, top, width, end)))

    white = _white(_top(rows, height), image.mode.startswith("F"))
    return Image.fromarray(_scaled(rows, (height, width), white))


def _top(rows: Callable[[int, int], Values], height: int) -> float:
    """The largest finite value."""
    tops = (_finite(rows(top, top + ROWS)) for top in range(0, height, ROWS))
    return max((float(values.max(initial=0.0)) for values in tops), default=0.0)


def _finite(values: Values) -> Values:
    return values[np.isfinite(values)] if values.dtype.kind == "f" else values


def _white(top: float, floats: bool) -> float:
    if top <= (MOST_SHARE if floats else 1.0):
        return 1.0
    whites = (SIXTEEN, *WHITES) if floats else WHITES
    return next((full for full in whites if top <= full), top)


def _scaled(rows: Callable[[int, int], Values], shape: tuple[int, ...], white: float) -> Pixels:
    levels = np.empty(shape, np.uint8)
    # In single precision, but for what is too large for that.
    precision = np.float32 if white <= SINGLE else np.float64
    for top in range(0, shape[0], ROWS):
        values = rows(top, min(shape[0], top + ROWS)).astype(precision)
        values = np.nan_to_num(values, nan=0.0, posinf=white, neginf=0.0) * (255.0 / white)
        levels[top : top + ROWS] = np.clip(values, 0, 255)
    return levels
