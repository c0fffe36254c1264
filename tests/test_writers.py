"""Who wrote MNIST."""

from pathlib import Path

import numpy as np
import pytest

import tenfold
from tenfold.data import idx
from tenfold.data.dataset import Dataset
from tenfold.data.writers import Writers
from tenfold.errors import InvalidData


def test_the_writers_of_mnist(mnist: Dataset, writers: Writers) -> None:
    assert (writers.train.shape, writers.test.shape) == ((60000,), (10000,))
    # As QMNIST's authors count them; nobody wrote for both.
    assert (len(np.unique(writers.train)), len(np.unique(writers.test))) == (539, 297)
    assert not np.isin(writers.test, writers.train).any()
    held = mnist.split(0.1, groups=writers.train)
    assert abs(len(held.test) - 6000) < 60
    assert np.bincount(held.test.y).min() > 500


def test_other_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENFOLD_DATA", str(tmp_path))
    (tmp_path / "mnist").mkdir()
    for part in ("train", "test"):
        idx.write(
            tmp_path / "mnist" / f"qmnist-{part}-labels-idx2-int.gz", np.zeros((5, 8), np.int32)
        )
    with pytest.raises(InvalidData, match=r"is \(5, 8\), expected \(60000, 8\)"):
        tenfold.datasets.mnist_writers()
