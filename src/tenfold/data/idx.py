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
import zlib
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from tenfold.errors import InvalidData

TYPES: dict[int, np.dtype[Any]] = {0x08: np.dtype(">u1"), 0x0C: np.dtype(">i4")}
LIMIT = 2 << 30  # bytes of one unpacked array; MNIST's largest has 47 MB
GZIP_MAGIC = b"\x1f\x8b"
GZIP_RATIO = 1032  # no deflate stream unpacks to more than this many times its size
CHUNK = 1 << 20


def read(path: Path) -> NDArray[Any]:
    """The array in an IDX file, gzipped or not, in native byte order.

    Raises InvalidData where the file is no IDX file, or holds more or less than it says. Nothing
    is allocated before the header has been held against the size of the file.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP_MAGIC
            raw.seek(0)
            size = path.stat().st_size
            if packed:
                with gzip.open(raw) as unpacked:
                    return _read(cast(IO[bytes], unpacked), path, size * GZIP_RATIO)
            return _read(raw, path, size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidData(
            f"{path}: damaged gzip ({error}); fetch it again or unpack it by hand"
        ) from error
    except OSError as error:
        raise InvalidData(f"{path}: cannot be read ({error.strerror or error})") from error


def _read(file: IO[bytes], path: Path, most: int) -> NDArray[Any]:
    dtype, shape = _header(file, path)
    size = math.prod(shape) * dtype.itemsize
    if size > min(most, LIMIT):
        raise InvalidData(
            f"{path}: header says {shape}, {size} bytes, but the file can hold at most "
            f"{min(most, LIMIT)}; it is truncated or no IDX file"
        )
    array = np.empty(shape, dtype)
    got = _fill(file, array.reshape(-1).view(np.uint8).data)
    if got < size:
        raise InvalidData(
            f"{path}: truncated, {got} of {size} bytes of {shape} are there; fetch it again"
        )
    if file.read(1):
        raise InvalidData(f"{path}: goes on after the {size} bytes of {shape} that it declares")
    return array.astype(dtype.newbyteorder("="), copy=False)


def _header(file: IO[bytes], path: Path) -> tuple[np.dtype[Any], tuple[int, ...]]:
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in TYPES or not 1 <= magic[3] <= 4:
        raise InvalidData(
            f"{path}: starts with {magic.hex(' ') or 'nothing'}, expected an IDX header "
            "(00 00, type 08 or 0c, 1 to 4 dimensions)"
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
