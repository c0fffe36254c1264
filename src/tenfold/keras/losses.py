"""Keras's losses for classes."""

from tenfold.nn.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy, get

__all__ = ["CategoricalCrossentropy", "SparseCategoricalCrossentropy", "get"]
