"""Fixtures for every test."""

import os

import pytest

import tenfold
from tenfold.data.dataset import Dataset
from tenfold.errors import TenfoldError


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """The real MNIST. Skips without it, unless TENFOLD_DATA says that it is here."""
    if not os.environ.get("TENFOLD_DATA"):
        pytest.skip("needs the real MNIST: set TENFOLD_DATA to a folder with mnist/ in it")
    try:
        return tenfold.datasets.load("mnist")
    except TenfoldError as error:
        pytest.fail(f"TENFOLD_DATA is set but MNIST cannot be loaded: {error}")
