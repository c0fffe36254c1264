"""Writing a file whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tenfold.errors import OutputNotWritable


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path in the same folder, which becomes `path` when the block has succeeded.

    Whatever goes wrong in the block, `path` keeps what it held and the temporary file is removed.
    Raises OutputNotWritable where the block, or the move, meets an OSError.

        with whole_file(Path("model.safetensors")) as temporary:
            temporary.write_bytes(data)
    """
    temporary = _beside(path)
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise OutputNotWritable(
            f"{path} cannot be written: {error.strerror or error}; "
            "choose another path or make room there"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def check_writable(path: Path) -> None:
    """Raises OutputNotWritable where no file could be put at this path; changes nothing.

    For commands that compute for long before they write.
    """
    if path.exists() and not path.is_file():
        raise OutputNotWritable(f"{path} is no regular file; choose another path")
    temporary = _beside(path)
    try:
        temporary.touch(exist_ok=False)
        temporary.unlink()
    except OSError as error:
        raise OutputNotWritable(
            f"{path} cannot be written: {error.strerror}; choose another path"
        ) from error


def _beside(path: Path) -> Path:
    """A path in the same folder that nothing else uses; a killed process leaves its file there."""
    # The suffix stays: some writers choose the format by it.
    return path.with_name(f".{path.stem}.{os.urandom(4).hex()}{path.suffix}")
