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
    # The suffix stays: some writers choose the format by it. A killed process leaves this file.
    temporary = path.with_name(f".{path.stem}.{os.urandom(4).hex()}{path.suffix}")
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
