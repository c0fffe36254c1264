"""Levels' medians and percentiles against NumPy's."""

import numpy as np
import pytest

from tenfold.vision.histogram import median, percentile


@pytest.mark.parametrize("count", [1, 2, 7, 1000, 1001])
def test_the_median_is_numpys(count: int) -> None:
    rng = np.random.default_rng(count)
    levels = rng.integers(0, 256, (3, count), dtype=np.uint8)
    where = (rng.random((3, count)) < 0.5).astype(np.uint8)
    where[0, 0] = 1
    assert median(levels) == np.median(levels)
    assert median(levels, where) == np.median(levels[where > 0])


def test_a_percentile_is_one_of_the_levels() -> None:
    levels = np.random.default_rng(0).integers(0, 256, (40, 50), dtype=np.uint8)
    for share in (10, 50, 99.5):
        assert percentile(levels, share) == np.percentile(levels, share, method="inverted_cdf")
