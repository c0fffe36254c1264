"""Networks as the bytes of their files, for a database, a pipe or a page."""

import tempfile
from pathlib import Path

from tenfold.nn.network import Sequential, load


def from_bytes(file: bytes) -> Sequential:
    """A network from the bytes of its file."""
    with tempfile.NamedTemporaryFile(suffix=".safetensors") as temporary:
        temporary.write(file)
        temporary.flush()
        return load(temporary.name)


def to_bytes(network: Sequential) -> bytes:
    """The bytes of the file that a network is saved as."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.safetensors")
        network.save(path)
        return path.read_bytes()
