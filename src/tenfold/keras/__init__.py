"""Keras's names for what tenfold has: `from tenfold.keras.models import Sequential`.

Nothing is made here. A digit script written for `tensorflow.keras` runs once "tensorflow" is
replaced by "tenfold".
"""

from tenfold.keras import callbacks, datasets, layers, losses, models, optimizers, utils
from tenfold.keras.layers import Input
from tenfold.keras.models import Sequential

__all__ = [
    "Input",
    "Sequential",
    "callbacks",
    "datasets",
    "layers",
    "losses",
    "models",
    "optimizers",
    "utils",
]
