"""Old examples, so that a network that learns something new does not forget what it knew."""

from functools import cache

import numpy as np

from tenfold.data import datasets, strokes
from tenfold.data.dataset import Dataset, Split
from tenfold.data.registry import MNIST, find

DIGITS = 10
REFUSED = 3_000  # drawings of no digit, for a network that can say so: one to twenty digits


@cache
def old_examples(classes: int) -> Dataset:
    """MNIST where it is at hand, else digits that are drawn here. Nothing is fetched.

    A network of eleven classes, the last of which is "no digit", gets drawings of that too.
    """
    digits = datasets.load("mnist" if find(MNIST) else "strokes")
    if classes <= DIGITS:
        return digits
    drawn = strokes.generate_others(REFUSED, 0).x  # (n, 28, 28, 1)
    train = Split(
        np.concatenate([digits.train.x, drawn]),
        np.concatenate([digits.train.y, np.full(REFUSED, DIGITS, digits.train.y.dtype)]),
    )
    return Dataset(digits.name, train, digits.test, (*digits.class_names, "other"))
