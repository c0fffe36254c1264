"""Feeds every loader of files with what a coverage-guided fuzzer makes up, until stopped.

    python tests/fuzz/loaders.py [-runs=N] [-max_total_time=SECONDS]      (`make fuzz`)

A loader may read a file or refuse it with a TenfoldError; anything else ends the run and leaves
the bytes that did it. Starts from small sound files. Needs atheris (Linux, macOS).
"""

import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris
import numpy as np

import tenfold
from tenfold.data import idx, npz
from tenfold.errors import TenfoldError
from tenfold.nn import checkpoint, modelfile

LOADERS: tuple[tuple[str, Callable[[Path], object]], ...] = (
    ("images-idx3-ubyte", idx.read),
    ("images-idx3-ubyte.gz", idx.read),
    ("digits.npz", lambda path: npz.load(path, "digits")),
    ("model.safetensors", modelfile.read),
    ("run.checkpoint", checkpoint.load_checkpoint),
)


def sound_files(folder: Path) -> None:
    """One good file for each loader, its number in front: the fuzzer's first inputs."""
    x = np.zeros((2, 3, 3), np.uint8)
    idx.write(folder / LOADERS[0][0], x)
    idx.write(folder / LOADERS[1][0], x)
    with zipfile.ZipFile(folder / LOADERS[2][0], "w") as archive:
        for name in ("x_train", "x_test"):
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, x)
        for name in ("y_train", "y_test"):
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, np.arange(2, dtype=np.uint8))
    model = tenfold.Sequential([tenfold.Input((2,)), tenfold.Dense(2, activation="softmax")])
    model.compile()
    model.save(folder / LOADERS[3][0])
    checkpoint.save_checkpoint(
        folder / LOADERS[4][0], model, epoch=1, history={"loss": [0.5]}, settings={}
    )
    for number, (name, _) in enumerate(LOADERS):
        path = folder / name
        path.write_bytes(bytes([number]) + path.read_bytes())


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        corpus, work = Path(name, "corpus"), Path(name, "work")
        corpus.mkdir()
        work.mkdir()
        sound_files(corpus)

        def one_input(data: bytes) -> None:
            file, load = LOADERS[data[0] % len(LOADERS) if data else 0]
            path = work / file
            path.write_bytes(data[1:])
            try:
                load(path)
            except TenfoldError as error:
                assert "\n" not in str(error), f"more than one line: {error}"

        atheris.instrument_all()  # hooks on imports miss a package that is installed to be edited
        atheris.Setup([*sys.argv, str(corpus)], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
