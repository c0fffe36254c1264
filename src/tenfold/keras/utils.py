"""Keras's helpers for labels and seeds."""

from tenfold.nn.labels import to_categorical
from tenfold.nn.random import set_seed as set_random_seed

__all__ = ["set_random_seed", "to_categorical"]
