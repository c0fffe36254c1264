"""Images on their way into the engine: checked, C-contiguous, uint8 or float32."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenfold.errors import InvalidInput
from tenfold.nn.arguments import Shape

# Floats are pixels in about [0, 1], or standardised ones. Values beyond this are nearly always
# pixels from 0 to 255 that nobody divided, on which training goes wrong without a word.
LARGEST_VALUE = 32.0

FEW_VALUES = 8192  # below this a sum of squares is quicker than a minimum and a maximum
UINT8, FLOAT32 = np.dtype(np.uint8), np.dtype(np.float32)


def checked_images(x: Any, shape: Shape, name: str = "x") -> NDArray[Any]:
    """uint8 or float32 (n, *shape), C-contiguous, from any array or nested list.

    uint8 is taken as pixels from 0 to 255; floats as they are, finite and within ±32. (n, h, w)
    is taken as (n, h, w, 1). Raises InvalidInput for anything else.
    """
    images = as_array(x, name)
    if images.shape[1:] != shape and (*images.shape[1:], 1) == shape:
        images = images[..., np.newaxis]  # (n, h, w) to (n, h, w, 1)
    if images.shape[1:] != shape or images.ndim == 0:
        raise InvalidInput(f"{name} has shape {images.shape}, expected {_expected(images, shape)}")
    if len(images) == 0:
        raise InvalidInput(f"{name} is empty, expected at least one image")
    if images.dtype == UINT8:
        return np.ascontiguousarray(images)
    if images.dtype.kind != "f":
        raise InvalidInput(
            f"{name} holds {images.dtype}, expected uint8 (0 to 255) or floats (about 0 to 1); "
            f'cast with {name}.astype("uint8") or {name}.astype("float32")'
        )
    check_range(images, name)
    return np.ascontiguousarray(images, FLOAT32)


def check_range(images: NDArray[Any], name: str = "x") -> None:
    low, high = float(images.min()), float(images.max())  # NaN if any value is
    if math.isnan(low):
        raise InvalidInput(f"{name} holds NaN, expected numbers; look at how it was made")
    if max(-low, high) > LARGEST_VALUE:
        worst = high if high >= -low else low
        raise InvalidInput(
            f"{name} holds floats up to {worst:g}, expected about [0, 1] (at most "
            f"±{LARGEST_VALUE:g}); divide by 255, or pass uint8"
        )


def is_ready(x: object, shape: Shape | None) -> bool:
    """Whether the engine can take `x` as it is; true only if `checked_images` would say so too.

    It costs about two microseconds for one small image. Squares that add up to no more than the
    square of the limit prove that no value is NaN or beyond it.
    """
    if not (isinstance(x, np.ndarray) and x.shape[1:] == shape and x.flags.c_contiguous):
        return False
    if x.dtype is UINT8:
        return len(x) > 0
    if x.dtype is not FLOAT32 or x.size > FEW_VALUES:
        return False
    return len(x) > 0 and bool(np.vdot(x, x) <= LARGEST_VALUE**2)  # vdot never warns


def as_array(values: Any, name: str) -> NDArray[Any]:
    try:
        array = np.asarray(values)
    except ValueError:
        array = np.asarray(None)
    if array.dtype.kind not in "buif":
        raise InvalidInput(f"{name} is no array of numbers; pass a NumPy array")
    return array


def _expected(images: NDArray[Any], shape: Shape) -> str:
    expected = f"(n, {', '.join(map(str, shape))})"
    if images.shape == shape or (*images.shape, 1) == shape:
        return f"{expected}: for a single image pass {'x[None]'}"
    if math.prod(images.shape[1:]) == math.prod(shape) and images.ndim > 1:
        return f"{expected}: reshape with .reshape(-1, {', '.join(map(str, shape))})"
    return expected
