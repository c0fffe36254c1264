"""Folders of four IDX files."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from idx_folders import write_idx_folder
from tenfold.data import idx, idx_folder
from tenfold.data.dataset import Dataset
from tenfold.errors import InvalidData, TenfoldError


def assert_same(got: Dataset, expected: Dataset) -> None:
    assert got.fingerprint == expected.fingerprint


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_gzipped_or_not(suffix: str, tiny: Dataset, tmp_path: Path) -> None:
    write_idx_folder(tiny, tmp_path / "folder", suffix)
    assert_same(idx_folder.load(tmp_path / "folder", "tiny"), tiny)


def test_other_names_in_use(tiny: Dataset, tiny_idx_folder: Path) -> None:
    for path in list(tiny_idx_folder.iterdir()):
        # as old unpackers named them, with "test" as some sets have it
        name = path.name.replace("-idx", ".idx").replace("t10k", "test")
        path.rename(path.with_name(name))
    (tiny_idx_folder / "README").write_text("other files are left alone")
    (tiny_idx_folder / "qmnist-train-labels-idx2-int.gz").write_text("this too")
    assert_same(idx_folder.load(tiny_idx_folder, "tiny"), tiny)


def test_color(tmp_path: Path, tiny: Dataset, tiny_idx_folder: Path) -> None:
    for part, split in (("train", tiny.train), ("t10k", tiny.test)):
        (tiny_idx_folder / f"{part}-images-idx3-ubyte.gz").unlink()
        color = np.repeat(split.x, 3, axis=3)
        idx.write(tiny_idx_folder / f"{part}-images-idx4-ubyte", color)
    assert idx_folder.load(tiny_idx_folder, "tiny").shape == (8, 6, 3)


def test_class_names(tiny_idx_folder: Path) -> None:
    assert idx_folder.load(tiny_idx_folder, "t", tuple("abcd")).class_names == tuple("abcd")
    with pytest.raises(InvalidData, match="labels run from 0 to 3, expected 0 to 2"):
        idx_folder.load(tiny_idx_folder, "t", tuple("abc"))


@pytest.mark.parametrize("name", ["train-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"])
def test_a_missing_file_is_named(name: str, tiny_idx_folder: Path) -> None:
    (tiny_idx_folder / name).unlink()
    with pytest.raises(InvalidData, match=f"has no {name}"):
        idx_folder.load(tiny_idx_folder, "tiny")


def test_labels_that_do_not_match_the_pictures(tiny_idx_folder: Path) -> None:
    idx.write(tiny_idx_folder / "train-labels-idx1-ubyte.gz", np.zeros(39, np.uint8))
    with pytest.raises(InvalidData, match="40 pictures but 39 labels"):
        idx_folder.load(tiny_idx_folder, "tiny")


def test_labels_in_the_place_of_pictures(tiny_idx_folder: Path) -> None:
    labels = tiny_idx_folder / "train-labels-idx1-ubyte.gz"
    (tiny_idx_folder / "train-images-idx3-ubyte.gz").write_bytes(labels.read_bytes())
    with pytest.raises(InvalidData, match=r"pictures are uint8 \(40,\)"):
        idx_folder.load(tiny_idx_folder, "tiny")


def test_no_pictures(tiny_idx_folder: Path) -> None:
    idx.write(tiny_idx_folder / "train-images-idx3-ubyte.gz", np.zeros((0, 8, 6), np.uint8))
    idx.write(tiny_idx_folder / "train-labels-idx1-ubyte.gz", np.zeros(0, np.uint8))
    with pytest.raises(InvalidData, match="no pictures"):
        idx_folder.load(tiny_idx_folder, "tiny")


SHAPES = st.one_of(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)),
    hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=3),
)
DTYPES = st.sampled_from([np.dtype(np.uint8), np.dtype(np.int32)])


@given(
    pictures=st.tuples(hnp.arrays(DTYPES, SHAPES), hnp.arrays(DTYPES, SHAPES)),
    labels=st.tuples(hnp.arrays(DTYPES, SHAPES), hnp.arrays(DTYPES, st.integers(0, 3))),
)
def test_fuzz(
    pictures: tuple[np.ndarray, np.ndarray],
    labels: tuple[np.ndarray, np.ndarray],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Four sound files that rarely fit together: a Dataset that holds, or a TenfoldError."""
    folder = tmp_path_factory.getbasetemp() / "fuzz-folder"
    folder.mkdir(exist_ok=True)
    for part, x, y in zip(("train", "t10k"), pictures, labels, strict=True):
        idx.write(folder / f"{part}-images-idx3-ubyte", x)
        idx.write(folder / f"{part}-labels-idx1-ubyte", y)
    try:
        dataset = idx_folder.load(folder, "fuzz")
    except TenfoldError:
        return
    for split in (dataset.train, dataset.test):
        assert len(split.x) == len(split.y) > 0
        assert split.y.max() < len(dataset.class_names)
