"""A folder with the four files of a data set in MNIST's manner.

train-images-idx3-ubyte, train-labels-idx1-ubyte and the same for t10k (or test), each gzipped or
not, with "-idx" or ".idx". Pictures may be idx3 (n, h, w) or idx4 (n, h, w, c).
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from tenfold.data import idx
from tenfold.data.dataset import Dataset, from_arrays
from tenfold.errors import InvalidData, InvalidInput

NAME = re.compile(r"(train|t10k|test)-(images|labels)[-.]idx\d-(ubyte|int)(\.gz)?")


def is_idx_folder(folder: Path) -> bool:
    """Whether any file in it is named like one of the four."""
    return any(NAME.fullmatch(path.name) for path in folder.iterdir())


def load(folder: Path, name: str, class_names: Sequence[str] | None = None) -> Dataset:
    """Reads the four files. Raises InvalidData where one is missing, damaged or does not match."""
    train = _pair(folder, "train")
    test = _pair(folder, "t10k|test")
    try:
        return from_arrays(name, train, test, class_names)
    except InvalidInput as error:
        raise InvalidData(f"{folder}: {error}") from error


def _pair(folder: Path, prefix: str) -> tuple[NDArray[Any], NDArray[Any]]:
    return idx.read(_find(folder, prefix, "images")), idx.read(_find(folder, prefix, "labels"))


def _find(folder: Path, prefix: str, kind: str) -> Path:
    # An unpacked file sorts before the same one gzipped, and is quicker to read.
    for path in sorted(folder.iterdir()):
        match = NAME.fullmatch(path.name)
        if match and match[1] in prefix.split("|") and match[2] == kind:
            return path
    expected = f"{prefix.split('|')[0]}-{kind}-idx{3 if kind == 'images' else 1}-ubyte.gz"
    raise InvalidData(f"{folder}: has no {expected}, gzipped or not; put it there")
