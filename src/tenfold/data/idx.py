"""IDX, the file format of MNIST: a big-endian header, then the array in C order.

    byte 0, 1   zero
    byte 2      element type: 0x08 uint8, 0x0C int32 (the two that are in use here)
    byte 3      number of dimensions
    4 each      the dimensions, uint32
    then        the elements

The layout is given at the foot of the MNIST page (LeCun, Cortes, Burges). Files may be gzipped.
"""

import gzip
import math
import sys
import zlib
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from tenfold.data.files import whole_file
from tenfold.errors import InvalidData, InvalidInput

TYPES: dict[int, np.dtype[Any]] = {0x08: np.dtype(">u1"), 0x0C: np.dtype(">i4")}
MOST_BYTES = 1 << 30  # of one unpacked array; MNIST's largest has 47 MB
MOST_DIMENSIONS = 4
GZIP_MAGIC = b"\x1f\x8b"
DEFLATE_RATIO = 1032  # no deflate stream unpacks to more than this many times its size
CHUNK = 1 << 20


def read(path: Path) -> NDArray[Any]:
    """The array in an IDX file, gzipped or not, in native byte order.

    Raises InvalidData where the file is no IDX file, or holds more or less than it says. Nothing
    is allocated before the header has been held against the size of the file.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == GZIP_MAGIC
            file.seek(0)
            size = path.stat().st_size
            if not packed:
                return _read(file, path, size)
            with gzip.open(file) as unpacked:
                return _read(cast(IO[bytes], unpacked), path, size * DEFLATE_RATIO)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidData(f"{path}: damaged gzip ({error}); fetch it again") from error
    except OSError as error:
        raise InvalidData(f"{path}: cannot be read ({error.strerror or error})") from error


def write(path: Path, array: NDArray[Any]) -> None:
    """Writes a uint8 or int32 array of 1 to 4 dimensions, gzipped if the name ends in .gz.

    Raises InvalidInput for other arrays, OutputNotWritable where the file cannot be written.
    """
    codes = {dtype.newbyteorder("="): code for code, dtype in TYPES.items()}
    if array.dtype not in codes or not 1 <= array.ndim <= MOST_DIMENSIONS:
        raise InvalidInput(
            f"the array is {array.dtype} {array.shape}, expected uint8 or int32 and 1 to "
            f"{MOST_DIMENSIONS} dimensions to write it as IDX"
        )
    code = codes[array.dtype]
    header = bytes([0, 0, code, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    data = header + array.astype(TYPES[code]).tobytes()
    with whole_file(path) as temporary:
        # No time stamp: the same array gives the same bytes.
        temporary.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def _read(file: IO[bytes], path: Path, room: int) -> NDArray[Any]:
    """Reads a stream that is known to hold no more than `room` bytes."""
    dtype, shape = _header(file, path)
    size = math.prod(shape) * dtype.itemsize
    # NumPy counts an empty array's other dimensions too.
    extent = math.prod(n for n in shape if n) * dtype.itemsize
    if size > min(room, MOST_BYTES) or extent > sys.maxsize:
        raise InvalidData(
            f"{path}: the header says {shape}, each of {dtype.itemsize} bytes, but there can be at "
            f"most {min(room, MOST_BYTES)} bytes; it is truncated or no IDX file"
        )
    array = np.empty(shape, dtype)
    got = _fill(file, array.reshape(-1).view(np.uint8).data)
    if got < size:
        raise InvalidData(
            f"{path}: truncated, {got} of the {size} bytes of {shape} are there; fetch it again"
        )
    if file.read(1):
        raise InvalidData(
            f"{path}: goes on after the {size} bytes of {shape} that its header says; "
            "fetch it again"
        )
    return array.astype(dtype.newbyteorder("="), copy=False)


def _header(file: IO[bytes], path: Path) -> tuple[np.dtype[Any], tuple[int, ...]]:
    magic = file.read(4)
    if (
        len(magic) < 4
        or magic[:2] != b"\0\0"
        or magic[2] not in TYPES
        or not 1 <= magic[3] <= MOST_DIMENSIONS
    ):
        raise InvalidData(
            f"{path}: starts with {magic.hex(' ') or 'nothing'}, expected an IDX header: "
            f"00 00, type 08 or 0c, 1 to {MOST_DIMENSIONS} dimensions"
        )
    sizes = file.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise InvalidData(f"{path}: ends inside the IDX header; fetch it again")
    return TYPES[magic[2]], tuple(int(n) for n in np.frombuffer(sizes, ">u4"))


def _fill(file: IO[bytes], buffer: memoryview) -> int:
    """Reads until the buffer is full or the file ends; how many bytes were read."""
    got = 0
    while got < len(buffer):
        chunk = file.read(min(CHUNK, len(buffer) - got))
        if not chunk:
            break
        buffer[got : got + len(chunk)] = chunk
        got += len(chunk)
    return got
