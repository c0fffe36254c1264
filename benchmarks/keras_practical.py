"""The practical's script on Keras, run to its end as its users run it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

import tenfold
from processes import run

SCRIPT = Path(__file__).parent / "contenders" / "keras_script.py"


@dataclass(frozen=True)
class Result:
    seconds: float  # of the whole process
    accuracy: float
    peak_bytes: int


def save_archive(folder: Path, data: str, images: int | None = None) -> Path:
    """The data set as Keras's mnist.npz is laid out, with at most so many training pictures."""
    dataset = tenfold.datasets.load(data)
    train, test = dataset.train, dataset.test
    file = folder / "mnist.npz"
    np.savez_compressed(  # as Keras's is
        file,
        x_train=train.x[:images, ..., 0],
        y_train=train.y[:images],
        x_test=test.x[..., 0],
        y_test=test.y,
    )
    return file


def run_keras(python: str, archive: Path, seed: int, epochs: int = 10) -> Result:
    """Raises processes.FailedError, where Keras is not installed too."""
    done = run([python, str(SCRIPT), str(archive), str(seed), str(epochs)])
    return Result(done.seconds, float(done.output.split()[-1]), done.peak_bytes)
