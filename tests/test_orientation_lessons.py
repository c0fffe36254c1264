"""What the network of orientation is taught."""

from dataclasses import replace

import numpy as np

from tenfold.data import strokes
from tenfold.data.dataset import Dataset, Split
from tenfold.reader.model import UPRIGHT, UPSIDE_DOWN
from tenfold.reader.orientation_lessons import CLASS_NAMES, DIGITS_ONLY, orientation_lessons

FEW = replace(DIGITS_ONLY, digits=30, drawn=20, rows=4, calm=(30, 20, 0), calm_rows=2)


def test_every_digit_is_shown_either_way_up() -> None:
    drawn = strokes.generate(700, seed=3)
    split = Split(drawn.x[:500], drawn.y[:500]), Split(drawn.x[500:], drawn.y[500:])
    written = Dataset("drawn", *split, tuple("0123456789"))
    first, second = (orientation_lessons(written, 4, FEW, FEW) for _ in range(2))
    np.testing.assert_array_equal(first.train.x, second.train.x)
    assert first.class_names == CLASS_NAMES
    for part in (first.train, first.test):
        half = len(part) // 2
        assert half >= 30 + 20 + 50
        assert (part.y[:half] == UPRIGHT).all() and (part.y[half:] == UPSIDE_DOWN).all()
        np.testing.assert_array_equal(part.x[half:], np.rot90(part.x[:half], 2, axes=(1, 2)))
        middle = np.average(np.arange(28), weights=part.x.sum(axis=(0, 2, 3)))
        assert abs(middle - 13.5) < 0.05, "where the ink lies tells nothing"
