"""mnist.npz, the archive that Keras uses: x_train, y_train, x_test and y_test, without pickle."""

import math
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numpy.lib import format as npy
from numpy.typing import NDArray

from tenfold.data.dataset import Dataset, from_arrays
from tenfold.data.idx import DEFLATE_RATIO, MOST_BYTES
from tenfold.errors import InvalidData, InvalidInput, TenfoldError

KEYS = ("x_train", "y_train", "x_test", "y_test")
MOST_DIMENSIONS = 4


def load(path: Path, name: str, class_names: Sequence[str] | None = None) -> Dataset:
    """Reads the archive. Raises InvalidData where it is damaged, or holds anything but numbers.

    Each array's header is held against the sizes in the archive before it is read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            arrays = {key: _array(archive, key, path) for key in KEYS}
    except TenfoldError:
        raise
    except OSError as error:
        raise InvalidData(f"{path}: cannot be read ({error.strerror or error})") from error
    except Exception as error:  # zipfile and numpy, fed hostile bytes, raise anything
        raise InvalidData(f"{path}: no npz, or a damaged one ({error}); fetch it again") from error
    try:
        train, test = ((arrays[f"x_{part}"], arrays[f"y_{part}"]) for part in ("train", "test"))
        return from_arrays(name, train, test, class_names)
    except InvalidInput as error:
        raise InvalidData(f"{path}: {error}") from error


def _array(archive: zipfile.ZipFile, key: str, path: Path) -> NDArray[Any]:
    try:
        member = archive.getinfo(f"{key}.npy")
    except KeyError:
        raise InvalidData(f"{path}: has no array {key}, expected {', '.join(KEYS)}") from None
    # Deflate only: bzip2 and lzma can unpack to any size.
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InvalidData(f"{path}: {key} is not deflated or stored; save it with numpy.savez")
    if member.flag_bits & 1:
        raise InvalidData(f"{path}: {key} is encrypted; save it without a password")
    _check_header(archive, member, path)
    with archive.open(member) as file:
        return npy.read_array(file, allow_pickle=False)


def _check_header(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    with archive.open(member) as file:
        version = npy.read_magic(file)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, dtype = read(file)
        header = file.tell()
    if dtype.kind not in "iu" or not 1 <= len(shape) <= MOST_DIMENSIONS or min(shape) < 0:
        raise InvalidData(
            f"{path}: {member.filename} is {dtype} {shape}, expected integers of 1 to "
            f"{MOST_DIMENSIONS} dimensions"
        )
    size = math.prod(shape) * dtype.itemsize
    if header + size != member.file_size or size > min(
        MOST_BYTES, member.compress_size * DEFLATE_RATIO
    ):
        raise InvalidData(
            f"{path}: {member.filename} says {shape}, {size} bytes, but "
            f"{member.file_size - header} are there, packed {member.compress_size}; fetch it again"
        )
