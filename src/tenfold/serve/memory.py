"""Old examples, so that a network that learns something new does not forget what it knew."""

from functools import cache

import numpy as np

from tenfold.data import datasets, strokes
from tenfold.data.dataset import Dataset, Split
from tenfold.data.registry import MNIST, find

DIGITS = 10
DRAWN = 15_000  # drawn digits beside MNIST's 60,000: what the page is used for; a second to make
REFUSED = 3_000  # drawings of no digit, for a network that can say so: one to twenty digits


@cache
def old_examples(classes: int) -> Dataset:
    """MNIST where it is at hand and digits that are drawn here. Nothing is fetched.

    A network with more than the ten digits gets drawings of its next class, "no digit", too.
    """
    if find(MNIST):
        digits = datasets.load("mnist")
        drawn = strokes.generate(DRAWN, 0)
        train = _joined(digits.train, Split(drawn.x, drawn.y))
    else:
        digits = datasets.load("strokes")
        train = digits.train
    names = digits.class_names
    if classes > DIGITS:
        others = strokes.generate_others(REFUSED, 0).x  # (n, 28, 28, 1)
        train = _joined(train, Split(others, np.full(REFUSED, DIGITS, train.y.dtype)))
        names = (*names, "other")
    return Dataset(digits.name, train, digits.test, names)


def _joined(one: Split, other: Split) -> Split:
    return Split(np.concatenate([one.x, other.x]), np.concatenate([one.y, other.y]))
