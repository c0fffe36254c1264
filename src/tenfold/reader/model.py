"""The network behind the reader: the one that ships inside, or another of the same form."""

import os
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tenfold.errors import InvalidInput, InvalidModel
from tenfold.evaluate.calibration import temperature_of
from tenfold.nn.network import Sequential, load

SHIPPED, SHIPPED_ROWS = "reader.safetensors", "rows.safetensors"
SHIPPED_ORIENTATION = "orientation.safetensors"
SIDE = 28  # pixels: what a network sees
DIGITS = 10  # classes, of the ten digits
ONE = 1  # the class of anything that is a bar
OTHER = DIGITS  # the class of everything that is no digit, where a model has it
SEVERAL = OTHER + 1  # of digits that touch, and want cutting: likewise
BETWEEN = DIGITS  # of the network of rows: a window whose middle is in no digit's
UPRIGHT, UPSIDE_DOWN = 0, 1  # the classes of the network of orientation
CLASS_NAMES = (*"0123456789", "other", "several")
CLASSES = (DIGITS, OTHER + 1, SEVERAL + 1)  # as many as a model may have
LEAST = 1e-30  # keeps a probability above 0


class Model(Protocol):
    """Anything that tells the probabilities of ten digits; of "no digit" if it can, and then of
    "several digits". It may have `classes`, how many it tells: see `sees_joined`."""

    def predict(self, x: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, 28, 28, 1), ink high, to (n, 10), (n, 11) or (n, 12), rows summing to 1."""
        ...


@dataclass(frozen=True)
class Calibrated:
    """A network whose certainty is tempered, so that it is right as often as it says."""

    network: Sequential
    temperature: float

    @cached_property
    def classes(self) -> int:
        return self.network.architecture.output_shape[0]

    def predict(self, x: NDArray[np.uint8]) -> NDArray[np.float32]:
        # One thread: a row has a few dozen pieces, and other pictures have the other threads.
        probabilities = self.network.predict(x, verbose=0, threads=1)
        tempered = np.maximum(probabilities, LEAST) ** (1 / self.temperature)
        return np.asarray(tempered / tempered.sum(axis=1, keepdims=True), np.float32)


def sees_joined(model: Model) -> bool:
    """Whether the model was taught to look at a part beside the dimmed ink that it was cut from:
    the networks that tell several digits were. A model may say how many `classes` it has."""
    return bool(getattr(model, "classes", DIGITS) > SEVERAL)


def model_of(given: "Model | str | os.PathLike[str] | None") -> Model:
    """A file's model, or the one that ships, or a network, each as calibrated as its metadata say;
    anything else with `predict` as it is. InvalidInput for what has none, InvalidModel for one
    that reads no digits."""
    if given is None or isinstance(given, str | os.PathLike):
        return load_model(given)
    if isinstance(given, Sequential):
        return _calibrated(given, "the model")
    if not hasattr(given, "predict"):
        raise InvalidInput(
            f"model is {type(given).__name__}, expected a file or something with `predict`"
        )
    return given


def load_model(path: "str | os.PathLike[str] | None" = None) -> Calibrated:
    """The model in a file, or the one that ships. InvalidModel for one that reads no digits."""
    if path is None:
        return _shipped()
    return _calibrated(load(path), str(path))


@cache
def _shipped() -> Calibrated:
    path = _inside(SHIPPED)
    return _calibrated(load(path), str(path))


@cache
def row_network() -> Sequential:
    """The network that looks at rows through a window, which ships inside too."""
    return load(_inside(SHIPPED_ROWS))


@cache
def orientation_network() -> Sequential:
    """The network that tells which way up digits are, which ships inside too."""
    return load(_inside(SHIPPED_ORIENTATION))


def _inside(name: str) -> Path:
    path = Path(str(files("tenfold") / "models" / name))
    if not path.exists():
        raise InvalidModel(f"{path}: the reader's model is missing; install tenfold again")
    return path


def _calibrated(network: Sequential, name: str) -> Calibrated:
    found = network.architecture.input_shape, network.architecture.output_shape
    if found[0] != (SIDE, SIDE, 1) or found[1] not in [(count,) for count in CLASSES]:
        raise InvalidModel(
            f"{name}: reads {found[0]} as {found[1]} classes, expected (28, 28, 1) and 10 digits, "
            "then perhaps 'other', then perhaps 'several'"
        )
    names = network.metadata.get("class_names")
    expected = list(CLASS_NAMES[: found[1][0]])
    if names is not None and names != expected:
        other = next((k for k in names if k not in expected), names)
        raise InvalidModel(f"{name}: tells {other!r}, expected {expected}; take another model")
    return Calibrated(network, temperature_of(network.metadata, f"{name}:"))
