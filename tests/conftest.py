"""Fixtures for every test."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

import tenfold
from idx_folders import write_idx_folder
from tenfold.data.dataset import Dataset
from tenfold.data.registry import MNIST, data_folder, find
from tenfold.data.writers import Writers
from tenfold.nn import random

# The same examples in every run; `pytest --hypothesis-profile=fuzz` goes looking for new ones.
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=200)
settings.register_profile("fuzz", deadline=None, max_examples=20_000)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def ctrl_c() -> None:
    """A shell starts what runs in its background with SIGINT ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def seeded() -> None:
    """Networks that are given no seed begin alike in every run, whichever tests ran before."""
    random.set_seed(0)


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """The real MNIST. Where it is missing the test is skipped; with TENFOLD_DATA set it fails."""
    if find(MNIST) is None:
        missing = "needs the real MNIST, as mnist/ in a folder that TENFOLD_DATA names"
        if os.environ.get("TENFOLD_DATA"):
            pytest.fail(f"TENFOLD_DATA is set, but {missing}")
        pytest.skip(missing)
    return tenfold.datasets.load("mnist")


@pytest.fixture(scope="session")
def writers(mnist: Dataset) -> Writers:
    """Who wrote the real MNIST."""
    root = data_folder()
    if root is None or not list((root / "mnist").glob("qmnist-*")):
        pytest.skip("needs QMNIST's labels beside MNIST, in the folder that TENFOLD_DATA names")
    return tenfold.datasets.mnist_writers()


@pytest.fixture
def tiny() -> Dataset:
    """40 training and 20 test pictures of noise, 8×6 pixels, four classes."""
    source = np.random.default_rng(0)
    x = source.integers(0, 256, (60, 8, 6), np.uint8)
    y = np.arange(60) % 4
    return tenfold.datasets.from_arrays("tiny", (x[:40], y[:40]), (x[40:], y[40:]))


@pytest.fixture
def tiny_idx_folder(tiny: Dataset, tmp_path: Path) -> Path:
    """`tiny` as four gzipped IDX files."""
    folder = tmp_path / "tiny"
    write_idx_folder(tiny, folder)
    return folder


@pytest.fixture(scope="session")
def dots() -> Dataset:
    """1,500 training and 300 test pictures, 28×28, of a blot in one of four places, in noise."""
    source = np.random.default_rng(0)
    y = np.arange(1800) % 4
    x = source.integers(0, 100, (1800, 28, 28), np.uint8)
    for i, place in enumerate(y):
        row, column = 4 + 12 * np.array(divmod(place, 2)) + source.integers(0, 4, 2)
        x[i, row : row + 6, column : column + 6] += 150
    return tenfold.datasets.from_arrays("dots", (x[:1500], y[:1500]), (x[1500:], y[1500:]))


@pytest.fixture(scope="session")
def dots_folder(dots: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`dots` as four IDX files."""
    folder = tmp_path_factory.mktemp("data") / "dots"
    write_idx_folder(dots, folder, suffix="")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The smoke test first: where it fails, the others say nothing new."""
    items.sort(key=lambda item: item.path.name != "test_tiny.py")
