"""IDX files: what is written comes back, and nothing else is believed."""

import gzip
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tenfold.data import idx
from tenfold.errors import InvalidData, InvalidInput, OutputNotWritable, TenfoldError

# The header in the specification's own words, and an array that was packed by hand.
PLAIN = bytes.fromhex("00000802 00000002 00000003") + bytes([1, 2, 3, 4, 5, 6])
ARRAYS = hnp.arrays(
    st.sampled_from([np.dtype(np.uint8), np.dtype(np.int32)]),
    hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a-file"


def test_reads_what_the_specification_says(file: Path) -> None:
    file.write_bytes(PLAIN)
    assert idx.read(file).tolist() == [[1, 2, 3], [4, 5, 6]]
    file.write_bytes(gzip.compress(PLAIN))
    assert idx.read(file).tolist() == [[1, 2, 3], [4, 5, 6]]
    file.write_bytes(bytes.fromhex("00000c01 00000002 fffffffe 00000100"))
    assert idx.read(file).tolist() == [-2, 256]


@given(array=ARRAYS, packed=st.booleans())
def test_what_is_written_comes_back(
    array: np.ndarray, packed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / ("written.gz" if packed else "written")
    idx.write(file, array)
    assert (file.read_bytes()[:2] == idx.GZIP_MAGIC) == packed
    back = idx.read(file)
    assert back.dtype == array.dtype and back.dtype.isnative
    np.testing.assert_array_equal(back, array)


def test_the_same_array_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.gz", "b.gz"):
        idx.write(tmp_path / name, np.arange(9, dtype=np.uint8))
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


@pytest.mark.parametrize("array", [np.zeros(3, np.float32), np.zeros((), np.uint8)])
def test_writes_no_other_arrays(array: np.ndarray, file: Path) -> None:
    with pytest.raises(InvalidInput, match="expected uint8 or int32"):
        idx.write(file, array)
    assert not file.exists()


def test_writes_whole_files_only(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritable):
        idx.write(tmp_path / "nowhere" / "file", np.zeros(3, np.uint8))


def header(*shape: int, code: int = 8) -> bytes:
    return struct.pack(f">HBB{len(shape)}I", 0, code, len(shape), *shape)


BAD = {
    "empty": (b"", "starts with nothing"),
    "too short": (PLAIN[:3], "expected an IDX header"),
    "text": (b"P5 28 28 255\n", "starts with 50 35 20 32"),
    "float": (header(2, code=0x0D) + bytes(8), "type 08 or 0c"),
    "no dimension": (b"\0\0\x08\0", "1 to 4 dimensions"),
    "five dimensions": (header(1, 1, 1, 1, 1) + b"1", "1 to 4 dimensions"),
    "cut header": (PLAIN[:9], "ends inside the IDX header"),
    "cut data": (PLAIN[:-1], "truncated"),
    "too long": (PLAIN + b"\0", "goes on after"),
    "huge": (header(2**32 - 1, 2**32 - 1, 2**32 - 1) + bytes(99), "there can be at most"),
    "overflowing": (header(2**31, 2**31, 4) + bytes(99), "there can be at most"),
    "nothing, and more": (header(0, 28) + bytes(99), "goes on after"),
    "zero times huge": (header(0, 2**32 - 1) + bytes(99), "goes on after"),
    "zero times overflowing": (header(0, *[2**32 - 1] * 3) + bytes(99), "there can be at most"),
    "not gzip": (idx.GZIP_MAGIC + bytes(20), "damaged gzip"),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", BAD)
def test_refuses(name: str, packed: bool, file: Path) -> None:
    data, problem = BAD[name]
    file.write_bytes(gzip.compress(data) if packed else data)
    if packed and name == "not gzip":
        problem = "starts with 1f 8b"  # gzip within gzip
    with pytest.raises(InvalidData) as caught:
        idx.read(file)
    if packed and name == "cut data":
        problem = "truncated, 5 of the 6 bytes"
    assert problem in str(caught.value)
    assert str(file) in str(caught.value)


def test_refuses_damaged_gzip(file: Path) -> None:
    packed = gzip.compress(PLAIN)
    file.write_bytes(packed[:-9])
    with pytest.raises(InvalidData, match="damaged gzip"):
        idx.read(file)
    file.write_bytes(packed[:-8] + bytes(8))  # the checksum
    with pytest.raises(InvalidData, match="damaged gzip"):
        idx.read(file)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="No such file"):
        idx.read(tmp_path / "nothing")
    with pytest.raises(InvalidData, match="Is a directory"):
        idx.read(tmp_path)


def peak_memory(path: Path) -> int:
    """Bytes that reading a bad file took at most."""
    tracemalloc.start()
    try:
        with pytest.raises(InvalidData):
            idx.read(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_bomb_takes_no_memory(file: Path) -> None:
    """60 MB of zeros behind a small header, and a header that promises 900 MB."""
    file.write_bytes(gzip.compress(header(10) + bytes(60_000_000)))
    assert peak_memory(file) < 4_000_000
    file.write_bytes(header(30_000, 30_000) + bytes(1000))
    assert peak_memory(file) < 4_000_000
    file.write_bytes(gzip.compress(header(30_000, 30_000) + bytes(1000)))
    assert peak_memory(file) < 4_000_000


@given(
    start=st.sampled_from([b"", PLAIN[:4], PLAIN[:8], PLAIN, gzip.compress(PLAIN)]),
    rest=st.binary(max_size=60),
    at=st.integers(0, 60),
    packed=st.booleans(),
)
def test_fuzz(
    start: bytes, rest: bytes, at: int, packed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the bytes: an array that accounts for all of them, or a TenfoldError."""
    data = start[:at] + rest + start[at + len(rest) :]
    file = tmp_path_factory.getbasetemp() / "fuzz"
    file.write_bytes(gzip.compress(data) if packed else data)
    try:
        array = idx.read(file)
    except TenfoldError:
        return
    inner = gzip.decompress(data) if data[:2] == idx.GZIP_MAGIC else data
    assert 4 + 4 * array.ndim + array.nbytes == len(inner)
