"""A little problem that a network learns in a second: which quarter of the picture is bright?"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

import tenfold
from tenfold.nn.network import Sequential
from tenfold.nn.optimizers import Adam


def quadrants(count: int, seed: int = 0) -> tuple[NDArray[np.uint8], NDArray[Any]]:
    """Noise with one brighter quarter: x uint8 (count, 10, 10, 1), y (count,) from 0 to 3."""
    source = np.random.default_rng(seed)
    x = source.integers(0, 120, (count, 10, 10, 1), dtype=np.uint8)
    y = source.integers(0, 4, count)
    for image, quarter in zip(x, y, strict=True):
        top, left = 5 * (quarter // 2), 5 * (quarter % 2)
        image[top : top + 5, left : left + 5] += 100
    return x, y


def small_network(metrics: tuple[str, ...] = ("accuracy",)) -> Sequential:
    """Compiled, with a layer of every kind."""
    model = Sequential(
        [
            tenfold.Input((10, 10, 1)),
            tenfold.Conv2D(8, 3, activation="relu"),
            tenfold.MaxPooling2D(2),
            tenfold.Flatten(),
            tenfold.Dropout(0.1),
            tenfold.Dense(4, activation="softmax"),
        ]
    )
    model.compile(Adam(3e-3), "sparse_categorical_crossentropy", list(metrics))
    return model
