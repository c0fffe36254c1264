"""mnist.npz: arrays come back, objects and lies do not."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.lib import format as npy

from tenfold.data import npz
from tenfold.data.dataset import Dataset
from tenfold.errors import InvalidData, TenfoldError


def arrays(dataset: Dataset) -> dict[str, np.ndarray]:
    """The four arrays as Keras keeps them."""
    return {
        "x_train": dataset.train.x[..., 0],
        "y_train": dataset.train.y,
        "x_test": dataset.test.x[..., 0],
        "y_test": dataset.test.y,
    }


@pytest.fixture
def archive(tiny: Dataset, tmp_path: Path) -> Path:
    np.savez_compressed(tmp_path / "mnist.npz", **arrays(tiny))
    return tmp_path / "mnist.npz"


def write(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, data in members.items():
            file.writestr(f"{name}.npy", data)


def as_npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def test_reads_what_numpy_writes(archive: Path, tiny: Dataset, tmp_path: Path) -> None:
    assert npz.load(archive, "tiny").fingerprint == tiny.fingerprint
    np.savez(tmp_path / "stored.npz", **arrays(tiny))
    assert npz.load(tmp_path / "stored.npz", "tiny").fingerprint == tiny.fingerprint


def test_layout_and_label_types_do_not_matter(tiny: Dataset, tmp_path: Path) -> None:
    given = arrays(tiny)
    given["x_train"] = np.asfortranarray(given["x_train"])
    given["y_test"] = given["y_test"].astype(">i8")
    np.savez(tmp_path / "a.npz", **given)
    assert npz.load(tmp_path / "a.npz", "tiny").fingerprint == tiny.fingerprint


class Pickled:
    """Would make a file if it were ever unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (Path("unpickled"),))


def test_nothing_is_unpickled(
    tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    np.savez("a.npz", **arrays(tiny) | {"y_test": np.array([Pickled()] * 20, dtype=object)})
    with pytest.raises(InvalidData, match=r"y_test\.npy is object"):
        npz.load(tmp_path / "a.npz", "tiny")
    assert not Path("unpickled").exists()


def lying(shape: str, dtype: str = "|u1") -> bytes:
    """An array file whose header says something else than what follows."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header = header.ljust(117) + b"\n"
    return npy.magic(1, 0) + len(header).to_bytes(2, "little") + header + bytes(100)


@pytest.mark.parametrize(
    ("member", "problem"),
    [
        (None, "has no array y_train"),
        (b"", "a damaged one"),
        (b"\x93NUMPY\x09\x09" + bytes(100), "a damaged one"),
        (lying("(101,)"), "says (101,), 101 bytes, but 100 are there"),
        (lying("(99,)"), "says (99,), 99 bytes, but 100 are there"),
        (lying("(1000000, 1000000, 1000000)"), "but 100 are there"),
        (lying("(-100,)"), "is uint8 (-100,), expected"),
        (lying("(-10, -10)"), "expected integers of 1 to 4 dimensions"),
        (lying("(10000**9999,)"), "a damaged one"),
        (lying("()"), "expected integers"),
        (lying("(25,)", "<f4"), "is float32 (25,), expected integers"),
        (lying("(2,)", "|S50"), "expected integers"),
        (lying("(100,)", "|O"), "expected integers"),
    ],
)
def test_refuses(member: bytes | None, problem: str, tiny: Dataset, tmp_path: Path) -> None:
    members = {name: as_npy(array) for name, array in arrays(tiny).items()}
    if member is None:
        del members["y_train"]
    else:
        members["y_train"] = member
    write(tmp_path / "a.npz", members)
    with pytest.raises(InvalidData) as caught:
        npz.load(tmp_path / "a.npz", "tiny")
    assert problem in str(caught.value)


def test_refuses_labels_that_do_not_match(tiny: Dataset, tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", **arrays(tiny) | {"y_test": np.zeros(3, np.uint8)})
    with pytest.raises(InvalidData, match="20 pictures but 3 labels"):
        npz.load(tmp_path / "a.npz", "tiny")


def test_refuses_other_packers(tiny: Dataset, tmp_path: Path) -> None:
    members = {name: as_npy(array) for name, array in arrays(tiny).items()}
    write(tmp_path / "a.npz", members, zipfile.ZIP_LZMA)
    with pytest.raises(InvalidData, match="not deflated or stored"):
        npz.load(tmp_path / "a.npz", "tiny")


def test_refuses_other_files(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"\x93NUMPY and so on")
    with pytest.raises(InvalidData, match="a damaged one"):
        npz.load(tmp_path / "a.npz", "tiny")
    with pytest.raises(InvalidData, match="No such file"):
        npz.load(tmp_path / "b.npz", "tiny")


def test_a_bomb_takes_no_memory(tiny: Dataset, tmp_path: Path) -> None:
    """60 MB of zeros behind a header that says 100 bytes."""
    members = {name: as_npy(array) for name, array in arrays(tiny).items()}
    members["x_train"] = lying("(100,)") + bytes(60_000_000)
    write(tmp_path / "a.npz", members)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidData):
            npz.load(tmp_path / "a.npz", "tiny")
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


@given(data=st.data())
def test_fuzz(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A sound archive with some bytes changed, cut or added, inside or outside the members."""
    pictures, labels = np.zeros((3, 2, 2), np.uint8), np.arange(3)
    members = {"x_train": pictures, "y_train": labels, "x_test": pictures, "y_test": labels}
    packed = {name: as_npy(array) for name, array in members.items()}
    if data.draw(st.booleans()):
        packed["x_train"] = mutated(data, packed["x_train"])
    file = tmp_path_factory.getbasetemp() / "fuzz.npz"
    write(file, packed, data.draw(st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])))
    if data.draw(st.booleans()):
        file.write_bytes(mutated(data, file.read_bytes()))
    try:
        dataset = npz.load(file, "fuzz")
    except TenfoldError:
        return
    assert len(dataset.train.x) == len(dataset.train.y)


def mutated(data: st.DataObject, original: bytes) -> bytes:
    at = data.draw(st.integers(0, len(original)))
    cut = data.draw(st.integers(0, 20))
    return original[:at] + data.draw(st.binary(max_size=20)) + original[at + cut :]
