"""Data sets as folders of IDX files."""

from pathlib import Path

from tenfold.data import idx
from tenfold.data.dataset import Dataset


def write_idx_folder(dataset: Dataset, folder: Path, suffix: str = ".gz") -> None:
    """Writes a grey data set the way that MNIST is published."""
    folder.mkdir(parents=True)
    for name, split in (("train", dataset.train), ("t10k", dataset.test)):
        idx.write(folder / f"{name}-images-idx3-ubyte{suffix}", split.x[..., 0])
        idx.write(folder / f"{name}-labels-idx1-ubyte{suffix}", split.y)
