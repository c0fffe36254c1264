"""What the network of rows is taught."""

import numpy as np
import pytest
from numpy.random import Generator

from tenfold.data import strokes
from tenfold.data.dataset import Dataset, Split
from tenfold.reader.model import BETWEEN
from tenfold.reader.training import windows_of
from tenfold.reader.window_lessons import CLASS_NAMES, RowCourse, windows_of_row

FEW = RowCourse(rows=30, drawn=100, trial_rows=10)


@pytest.fixture
def rng() -> Generator:
    return np.random.default_rng(5)


@pytest.fixture(scope="module")
def written() -> Dataset:
    drawn = strokes.generate(700, seed=3)
    split = Split(drawn.x[:500], drawn.y[:500]), Split(drawn.x[500:], drawn.y[500:])
    return Dataset("drawn", *split, tuple("0123456789"))


def test_every_digit_is_shown_and_what_is_between_them(rng: Generator) -> None:
    ones = strokes.generate(200, seed=8)
    for _ in range(20):
        chosen = rng.permutation(200)[:4]
        x, y = windows_of_row(ones.x[chosen, ..., 0], ones.y[chosen], rng)
        assert x.shape == (len(y), 28, 28) and x.dtype == y.dtype == np.uint8
        # Digits that nearly hide each other stand at one place, small ones above all.
        assert 2 <= (y != BETWEEN).sum() <= 4 and 4 <= (y == BETWEEN).sum() <= 10
        assert set(y) <= {*ones.y[chosen], BETWEEN}


def test_the_ink_of_a_digit_is_in_the_middle_of_its_window(rng: Generator) -> None:
    drawn = strokes.generate(300, seed=9)
    eights = drawn.x[drawn.y == 8, ..., 0][:2]
    made = [windows_of_row(eights, np.array([8, 8]), rng) for _ in range(40)]
    mean = np.concatenate([x[y == 8] for x, y in made]).mean(axis=0)
    assert mean[:, 9:19].mean() > 2 * mean[:, [0, 1, 2, 25, 26, 27]].mean()
    assert abs(np.average(np.arange(28), weights=mean.sum(axis=0)) - 13.5) < 1.5


def test_the_same_seed_gives_the_same_lessons(written: Dataset) -> None:
    first, second = (windows_of(written, 4, FEW) for _ in range(2))
    np.testing.assert_array_equal(first.train.x, second.train.x)
    np.testing.assert_array_equal(first.train.y, second.train.y)
    assert first.class_names == CLASS_NAMES
    assert len(first.test) > 10 * 4 and len(first.train) > 30 * 4
