"""How a score varies over runs that differ in their seed alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from tenfold.errors import InvalidInput

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Spread:
    """Statistics of n >= 2 values."""

    n: int
    mean: float
    standard_deviation: float  # of the runs: with n - 1
    standard_error: float  # of the mean
    minimum: float
    maximum: float
    quantiles: dict[float, float]  # linear between the two nearest runs


def spread(values: Sequence[float]) -> Spread:
    """InvalidInput for fewer than two values: one run says nothing about the next."""
    if len(values) < 2:
        raise InvalidInput(f"{len(values)} runs; expected at least 2 to tell how they vary")
    array = np.asarray(values, np.float64)  # (n,)
    deviation = float(array.std(ddof=1))
    return Spread(
        n=len(array),
        mean=float(array.mean()),
        standard_deviation=deviation,
        standard_error=deviation / sqrt(len(array)),
        minimum=float(array.min()),
        maximum=float(array.max()),
        quantiles=dict(zip(QUANTILES, np.quantile(array, QUANTILES).tolist(), strict=True)),
    )
