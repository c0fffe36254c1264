"""Fixtures for every test."""

import os
from pathlib import Path

import numpy as np
import pytest

import tenfold
from tenfold.data import idx
from tenfold.data.dataset import Dataset
from tenfold.data.registry import MNIST, find


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """The real MNIST. Where it is missing the test is skipped; with TENFOLD_DATA set it fails."""
    if find(MNIST) is None:
        missing = "needs the real MNIST, as mnist/ in a folder that TENFOLD_DATA names"
        if os.environ.get("TENFOLD_DATA"):
            pytest.fail(f"TENFOLD_DATA is set, but {missing}")
        pytest.skip(missing)
    return tenfold.datasets.load("mnist")


@pytest.fixture
def tiny() -> Dataset:
    """40 training and 20 test pictures of noise, 8×6 pixels, four classes."""
    random = np.random.default_rng(0)
    x = random.integers(0, 256, (60, 8, 6), np.uint8)
    y = np.arange(60) % 4
    return tenfold.datasets.from_arrays("tiny", (x[:40], y[:40]), (x[40:], y[40:]))


@pytest.fixture
def tiny_idx_folder(tiny: Dataset, tmp_path: Path) -> Path:
    """`tiny` as four gzipped IDX files."""
    folder = tmp_path / "tiny"
    write_idx_folder(tiny, folder)
    return folder


def write_idx_folder(dataset: Dataset, folder: Path, suffix: str = ".gz") -> None:
    """Writes a grey data set the way that MNIST is published."""
    folder.mkdir(parents=True)
    for name, split in (("train", dataset.train), ("t10k", dataset.test)):
        idx.write(folder / f"{name}-images-idx3-ubyte{suffix}", split.x[..., 0])
        idx.write(folder / f"{name}-labels-idx1-ubyte{suffix}", split.y)
