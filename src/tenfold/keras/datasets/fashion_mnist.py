"""Fashion-MNIST: clothes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenfold.data import datasets

Pair = tuple[NDArray[np.uint8], NDArray[Any]]


def load_data() -> tuple[Pair, Pair]:
    """((x_train, y_train), (x_test, y_test)): x uint8 (n, 28, 28), y class ids (n,).

    Found as `tenfold.datasets.load("fashion-mnist")` finds it.
    """
    data = datasets.load("fashion-mnist")
    return (data.train.x[..., 0], data.train.y), (data.test.x[..., 0], data.test.y)
