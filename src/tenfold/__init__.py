"""tenfold reads handwritten digits.

    model = tenfold.Sequential([tenfold.Input((28, 28, 1)), tenfold.Conv2D(32, 3), ...])
    model = tenfold.load("digits.safetensors")

Importing it loads NumPy and the engine; what needs more is loaded when first used.
"""

import importlib
from typing import TYPE_CHECKING, Any

from tenfold.data.augment import Augment
from tenfold.errors import TenfoldError
from tenfold.nn import random
from tenfold.nn.layers import Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D
from tenfold.nn.network import Sequential, load

if TYPE_CHECKING:
    from tenfold import keras
    from tenfold.data import datasets
    from tenfold.reader import Reader as Reader

__all__ = [
    "Augment",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "Input",
    "MaxPooling2D",
    "Sequential",
    "TenfoldError",
    "datasets",
    "keras",
    "load",
    "random",
]

_LATER = {"datasets": "tenfold.data.datasets", "keras": "tenfold.keras"}
# Not in __all__: it needs the extra `vision`, and `from tenfold import *` does not.
_READER = "Reader"


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return importlib.import_module(_LATER[name])
    if name == _READER:
        return importlib.import_module("tenfold.reader").Reader
    if name == "__version__":
        from importlib.metadata import version

        return version("tenfold")
    raise AttributeError(f"module 'tenfold' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, _READER, "__version__"]
