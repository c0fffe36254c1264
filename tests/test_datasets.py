"""load() by name and by path."""

import numpy as np

from tenfold.data.dataset import Dataset


def test_mnist_is_the_real_one(mnist: Dataset) -> None:
    assert mnist.train.x.shape == (60000, 28, 28, 1)
    assert mnist.test.x.shape == (10000, 28, 28, 1)
    assert mnist.train.x.dtype == mnist.train.y.dtype == np.uint8
    assert mnist.train.y[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    # Mean and deviation that everybody normalises MNIST with.
    assert round(mnist.train.x.mean() / 255, 4) == 0.1307
    assert round(mnist.train.x.std() / 255, 4) == 0.3081
