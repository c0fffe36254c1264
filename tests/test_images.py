"""Images and labels on their way in: what is taken, what is refused, and in which words."""

from typing import Any

import numpy as np
import pytest

from tenfold.errors import InvalidInput
from tenfold.nn.images import checked_images, is_ready

SHAPE = (4, 5, 1)
PIXELS = np.arange(60, dtype=np.uint8).reshape(3, 4, 5, 1)


@pytest.mark.parametrize(
    "x",
    [
        PIXELS,
        PIXELS[..., 0],
        np.asfortranarray(PIXELS),
        np.repeat(PIXELS, 2, axis=0)[::2],
    ],
)
def test_bytes_stay_bytes(x: Any) -> None:
    images = checked_images(x, SHAPE)
    assert images.dtype == np.uint8
    assert images.flags.c_contiguous
    np.testing.assert_array_equal(images, PIXELS)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ">f4"])
def test_floats_become_float32(dtype: Any) -> None:
    images = checked_images((PIXELS / 64).astype(dtype), SHAPE)
    assert images.dtype == np.float32
    assert images.dtype.isnative
    np.testing.assert_allclose(images, PIXELS / 64)


def test_lists_of_floats() -> None:
    assert checked_images((PIXELS / 64).tolist(), SHAPE).shape == (3, 4, 5, 1)


def test_nothing_is_copied_without_need() -> None:
    assert checked_images(PIXELS, SHAPE) is PIXELS
    floats = np.zeros((2, 4, 5, 1), np.float32)
    assert checked_images(floats, SHAPE) is floats


def test_flat_images() -> None:
    assert checked_images(np.zeros((2, 7)), (7,)).shape == (2, 7)


@pytest.mark.parametrize(
    ("x", "says"),
    [
        (PIXELS.astype(np.float32) * 4.25, r"x holds floats up to 250.75, .* divide by 255"),
        (np.full((1, 4, 5, 1), -40.0), r"x holds floats up to -40"),
        (np.full((1, 4, 5, 1), np.nan), "x holds NaN"),
        (np.full((1, 4, 5, 1), np.inf), "x holds floats up to inf"),
        (np.full((1, 4, 5, 1), 1e300), "x holds floats up to 1e.300"),
        (PIXELS.astype(np.int64), r'x holds int64, expected uint8 .*x\.astype\("uint8"\)'),
        (PIXELS > 3, "x holds bool"),
        (PIXELS[0], r"x has shape \(4, 5, 1\), .* for a single image pass x\[None\]"),
        (PIXELS[0, ..., 0], r"x has shape \(4, 5\), .* x\[None\]"),
        (PIXELS.reshape(3, 20), r"x has shape \(3, 20\), .* \.reshape\(-1, 4, 5, 1\)"),
        (PIXELS[:, :3], r"x has shape \(3, 3, 5, 1\), expected \(n, 4, 5, 1\)$"),
        (PIXELS[:0], "x is empty"),
        (np.float32(3), r"x has shape \(\)"),
        ("digits", "x is no array of numbers"),
        ([[1, 2], [3]], "x is no array of numbers"),
        (None, "x is no array of numbers"),
        (np.array([object()]), "x is no array of numbers"),
        (PIXELS.astype(np.complex64), "x is no array of numbers"),
    ],
)
def test_refused(x: Any, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as caught:
        checked_images(x, SHAPE)
    assert "\n" not in str(caught.value)


def test_ready_images() -> None:
    floats = np.linspace(0, 1, 60, dtype=np.float32).reshape(3, 4, 5, 1)
    assert is_ready(PIXELS, SHAPE)
    assert is_ready(floats, SHAPE)


@pytest.mark.parametrize(
    "x",
    [
        PIXELS.tolist(),
        PIXELS[..., 0],
        PIXELS[:0],
        PIXELS[:, ::-1],
        PIXELS.astype(np.float64),
        PIXELS.astype(np.int8),
        np.full((1, 4, 5, 1), np.nan, np.float32),
        np.full((1, 4, 5, 1), np.inf, np.float32),
        np.full((1, 4, 5, 1), 33, np.float32),
        np.full((1, 4, 5, 1), 3e38, np.float32),
    ],
)
def test_images_that_need_a_second_look(x: Any) -> None:
    assert not is_ready(x, SHAPE)
