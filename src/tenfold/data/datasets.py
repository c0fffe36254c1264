"""tenfold.datasets: data sets by name or by path."""

import os
from pathlib import Path

import numpy as np

from tenfold.data import idx
from tenfold.data.dataset import Dataset, Split
from tenfold.errors import InvalidInput

__all__ = ["Dataset", "Split", "load", "names"]

DIGITS = tuple("0123456789")


def names() -> list[str]:
    """The names that `load` knows."""
    return ["mnist"]


def load(name_or_path: str | os.PathLike[str]) -> Dataset:
    """The data set with this name, or in this folder of IDX files."""
    root = os.environ.get("TENFOLD_DATA")
    if name_or_path == "mnist" and root:
        return _idx_folder("mnist", Path(root, "mnist"))
    raise InvalidInput(f"no data set called {name_or_path!r}; names are {', '.join(names())}")


def _idx_folder(name: str, folder: Path) -> Dataset:
    def split(prefix: str) -> Split:
        x = idx.read(folder / f"{prefix}-images-idx3-ubyte.gz")  # (n, h, w)
        y = idx.read(folder / f"{prefix}-labels-idx1-ubyte.gz").astype(np.uint8)
        return Split(x[..., None], y)  # (n, h, w, 1)

    return Dataset(name, split("train"), split("t10k"), DIGITS)
