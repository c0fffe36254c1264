import numpy as np
import pytest

from tenfold.vision.shrink import shrunk, small_size, thinned

PICTURE = np.random.default_rng(0).integers(0, 256, (60, 120, 3), np.uint8)


def test_shrunk_averages() -> None:
    blocks = PICTURE.reshape(30, 2, 60, 2, 3).mean(axis=(1, 3))  # (30, 60, 3)
    assert np.abs(shrunk(PICTURE, 60) - blocks).max() <= 1


def test_thinned_takes_every_so_manyth() -> None:
    assert (thinned(PICTURE, 3) == PICTURE[::3, ::3]).all()


def test_what_is_small_stays() -> None:
    assert (shrunk(PICTURE, 500) == PICTURE).all()
    assert thinned(PICTURE, 1) is PICTURE


@pytest.mark.parametrize(
    ("size", "small"), [((640, 480), (128, 96)), ((1, 900), (1, 128)), ((90, 20), (90, 20))]
)
def test_the_form_is_kept(size: tuple[int, int], small: tuple[int, int]) -> None:
    assert small_size(*size, side=128) == small
