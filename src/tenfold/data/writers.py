"""Who wrote which digit of MNIST, from QMNIST's labels (Yadav & Bottou 2019)."""

from pathlib import Path
from typing import Any, NamedTuple

from numpy.typing import NDArray

from tenfold.data import idx
from tenfold.data.registry import MNIST, QMNIST_LABELS, cache_folder, data_folder
from tenfold.errors import InvalidData

WRITER = 2  # column: the writer's number in NIST's Special Database 19
COLUMNS = 8


class Writers(NamedTuple):
    """A writer's number per picture, in MNIST's order: train (60000,), test (10000,) int32.

    539 people wrote the training pictures, 297 others the test pictures.
    """

    train: NDArray[Any]
    test: NDArray[Any]


def mnist_writers() -> Writers:
    """Reads the labels beside MNIST in TENFOLD_DATA, or in the cache, or fetches them first.

    Raises DownloadFailed, InvalidData.
    """
    folder = _folder()
    train, test = (_writers(folder / file.name) for file in QMNIST_LABELS.files)
    return Writers(train[:60000], test[:10000])  # QMNIST's test has 50,000 more


def _folder() -> Path:
    root = data_folder()
    if root and any((root / MNIST.name).glob(f"{QMNIST_LABELS.files[0].name}*")):
        return root / MNIST.name
    from tenfold.data.download import fetch  # loads the network modules

    return fetch(QMNIST_LABELS, cache_folder())


def _writers(path: Path) -> NDArray[Any]:
    labels = idx.read(path if path.exists() else path.with_name(f"{path.name}.gz"))
    if labels.shape != (60000, COLUMNS):
        raise InvalidData(f"{path}: is {labels.shape}, expected (60000, {COLUMNS}); fetch it again")
    return labels[:, WRITER]
