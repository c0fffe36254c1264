import statistics

import numpy as np
import pytest

from tenfold.cli import plot
from tenfold.errors import InvalidInput
from tenfold.evaluate.spread import QUANTILES, spread

VALUES = [0.9901, 0.9893, 0.9911, 0.9905, 0.9897]


def test_statistics_are_those_of_the_standard_library() -> None:
    found = spread(VALUES)
    assert found.mean == pytest.approx(statistics.mean(VALUES))
    assert found.standard_deviation == pytest.approx(statistics.stdev(VALUES))
    assert found.standard_error == pytest.approx(statistics.stdev(VALUES) / 5**0.5)
    assert (found.minimum, found.maximum) == (0.9893, 0.9911)
    assert list(found.quantiles) == list(QUANTILES)
    assert found.quantiles[0.5] == statistics.median(VALUES)


def test_one_run_says_nothing_about_the_next() -> None:
    with pytest.raises(InvalidInput, match="at least 2"):
        spread([0.99])


def test_the_plot_has_a_dot_for_each_run() -> None:
    random = np.random.default_rng(0)
    for values in (VALUES, [0.5] * 7, random.normal(0.99, 0.001, 40).tolist()):
        drawing = plot.svg(values, float(np.mean(values)), "a < b")
        assert drawing.count("<circle") == len(values)
        assert "a &lt; b" in drawing
        assert "".join(plot.lines(values, 60)).count("•") == len(values)


def test_the_plot_fits_its_terminal() -> None:
    lines = plot.lines([0.1] * 100 + [0.2] * 3, 30)
    assert max(map(len, lines)) == 30
    assert len(lines) < 16 and "9 runs" in lines[-1]
