"""Quantiles of a few values: NumPy's take many times as long, for they interpolate."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def quantile(values: NDArray[Any], share: float) -> float:
    """The one of the values (n,), n > 0, that this share of them does not exceed."""
    place = _place(share, len(values))
    return float(np.partition(values, place)[place])


def quantiles(values: NDArray[Any], shares: tuple[float, ...]) -> NDArray[Any]:
    """The same of each column (n, k), for several shares at once: (shares, k)."""
    places = [_place(share, len(values)) for share in shares]
    return np.asarray(np.partition(values, places, axis=0)[places])


def _place(share: float, count: int) -> int:
    return int(share * (count - 1) + 0.5)


def weighted_median(values: NDArray[Any], weights: NDArray[Any]) -> float:
    """The one of the values (n,), n > 0, up to which half of the weights (n,) are."""
    order = np.argsort(values)
    cumulated = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(cumulated, cumulated[-1] / 2)])
