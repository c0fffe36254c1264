"""load() by name and by path, and what is told about a data set."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

import tenfold
from tenfold.data.dataset import Dataset
from tenfold.data.registry import FASHION_MNIST, MNIST, PUBLISHED, cache_folder, find
from tenfold.errors import InvalidData, InvalidInput


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A TENFOLD_DATA and a cache with nothing in them."""
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("TENFOLD_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TENFOLD_CACHE", str(tmp_path / "cache"))
    return tmp_path


def test_mnist_is_the_real_one(mnist: Dataset) -> None:
    assert mnist.train.x.shape == (60000, 28, 28, 1)
    assert mnist.test.x.shape == (10000, 28, 28, 1)
    assert mnist.train.x.dtype == mnist.train.y.dtype == np.uint8
    assert mnist.train.y[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    # Mean and deviation that everybody normalises MNIST with.
    assert round(mnist.train.x.mean() / 255, 4) == 0.1307
    assert round(mnist.train.x.std() / 255, 4) == 0.3081
    assert mnist.class_names == tuple("0123456789")
    about = tenfold.datasets.describe(mnist)
    assert about["published"] is True
    assert about["test"]["per_class"] == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def test_fashion_mnist_is_the_real_one() -> None:
    if find(FASHION_MNIST) is None:
        pytest.skip("needs the real Fashion-MNIST, as fashion-mnist/ below TENFOLD_DATA")
    fashion = tenfold.datasets.load("fashion-mnist")
    about = tenfold.datasets.describe(fashion)
    assert about["published"] is True
    assert about["train"] == {"n": 60000, "per_class": [6000] * 10}
    assert about["class_names"][9] == "Ankle boot"


def test_every_published_set_has_two_mirrors() -> None:
    for published in PUBLISHED.values():
        assert len({mirror.split("/")[2] for mirror in published.mirrors}) >= 2
        assert all(mirror.endswith("/") for mirror in published.mirrors)


def test_an_npz_and_a_folder_with_one(tiny: Dataset, tmp_path: Path) -> None:
    arrays = {
        f"{kind}_{part}": getattr(split, kind)
        for part, split in (("train", tiny.train), ("test", tiny.test))
        for kind in "xy"
    }
    np.savez(tmp_path / "mnist.npz", **arrays)
    for path in (tmp_path / "mnist.npz", tmp_path):
        assert tenfold.datasets.load(path).fingerprint == tiny.fingerprint


def test_a_folder_of_idx_files(tiny: Dataset, tiny_idx_folder: Path) -> None:
    dataset = tenfold.datasets.load(str(tiny_idx_folder))
    assert dataset.name == "tiny"
    assert dataset.fingerprint == tiny.fingerprint


def test_a_relative_path(tiny_idx_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny_idx_folder)
    assert tenfold.datasets.load(".").name == "tiny"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("mnsit", "'mnsit' is no data set and no path; did you mean 'mnist'?"),
        ("xyz", "'xyz' is no data set and no path; the names are mnist, fashion-mnist, strokes"),
    ],
)
def test_an_unknown_name(name: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        tenfold.datasets.load(name)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize("path", ["x" * 5000, "a\0b", ""])
def test_a_path_that_cannot_be(path: str) -> None:
    with pytest.raises(InvalidInput, match="is no data set and no path"):
        tenfold.datasets.load(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read(tiny_idx_folder: Path) -> None:
    tiny_idx_folder.chmod(0)
    with pytest.raises(InvalidData, match="Permission denied"):
        tenfold.datasets.load(tiny_idx_folder)


def test_options_where_there_are_none(tiny_idx_folder: Path) -> None:
    for name in ("mnist", tiny_idx_folder):
        with pytest.raises(InvalidInput, match="unknown options size; expected none"):
            tenfold.datasets.load(name, size=32)


def test_an_unknown_option(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="unknown options sise; expected some of size, "):
        tenfold.datasets.load(tmp_path, sise=32)


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(InvalidData, match="no npz"):
        tenfold.datasets.load(tmp_path / "model.safetensors")


def test_tenfold_data_comes_before_the_cache(empty: Path) -> None:
    assert find(MNIST) is None
    (empty / "cache" / "mnist").mkdir(parents=True)
    assert find(MNIST) == empty / "cache" / "mnist"
    (empty / "data" / "mnist").mkdir()
    assert find(MNIST) == empty / "data" / "mnist"
    assert asdict(tenfold.datasets.listing()[0]) == {
        "name": "mnist",
        "found": str(empty / "data" / "mnist"),
        "licence": MNIST.licence,
    }


def test_a_tenfold_data_that_is_no_folder(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENFOLD_DATA", str(empty / "typo"))
    with pytest.raises(InvalidInput, match="typo', which is no folder"):
        tenfold.datasets.load("mnist")


def test_something_else_under_the_name_of_mnist(empty: Path, tiny_idx_folder: Path) -> None:
    tiny_idx_folder.rename(empty / "data" / "mnist")
    with pytest.raises(InvalidData, match=r"mnist has \(60000, 10000, 28, 28, 1\)"):
        tenfold.datasets.load("mnist")


def test_half_of_mnist_is_an_error_and_no_download(empty: Path, tiny_idx_folder: Path) -> None:
    (tiny_idx_folder / "t10k-labels-idx1-ubyte.gz").unlink()
    tiny_idx_folder.rename(empty / "data" / "mnist")
    with pytest.raises(InvalidData, match=r"has no t10k-labels-idx1-ubyte\.gz"):
        tenfold.datasets.load("mnist")


def test_strokes_are_drawn(tiny: Dataset) -> None:
    drawn = tenfold.datasets.load("strokes", train=500, test=500, seed=4)
    assert (len(drawn.train), len(drawn.test), drawn.shape) == (500, 500, (28, 28, 1))
    assert np.bincount(drawn.train.y).tolist() == [50] * 10
    again = tenfold.datasets.load("strokes", train=500, test=500, seed=4)
    assert again.fingerprint == drawn.fingerprint
    both = {picture.tobytes() for picture in np.concatenate([drawn.train.x, drawn.test.x])}
    assert len(both) == 1000


@pytest.mark.parametrize("options", [{"train": 0}, {"test": -1}, {"train": 10**9}])
def test_strokes_refuse(options: dict[str, int]) -> None:
    with pytest.raises(InvalidInput, match="expected 1 to 600000 each"):
        tenfold.datasets.load("strokes", **options)


def test_only_names_are_fetched(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be fetched; expected one of mnist"):
        tenfold.datasets.fetch(str(tmp_path))


def test_the_users_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENFOLD_CACHE", raising=False)
    assert cache_folder().name == "tenfold"


def test_description_is_json(tiny: Dataset) -> None:
    about = json.loads(json.dumps(tenfold.datasets.describe(tiny)))
    assert about == {
        "name": "tiny",
        "shape": [8, 6, 1],
        "class_names": ["0", "1", "2", "3"],
        "train": {"n": 40, "per_class": [10] * 4},
        "test": {"n": 20, "per_class": [5] * 4},
        "fingerprint": tiny.fingerprint,
        "published": None,
        "skipped": [],
    }


def test_import_loads_nothing_for_the_network_or_pictures() -> None:
    code = """
import sys, numpy
before = set(sys.modules)
import tenfold.data.datasets
print(*sorted(set(sys.modules) - before))
"""
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    heavy = {"PIL", "filelock", "http.client", "platformdirs", "ssl", "urllib.request"}
    assert "tenfold.data.datasets" in loaded
    assert not heavy & set(loaded)
