"""Keras's optimisers, as far as the engine runs them."""

from tenfold.keras.optimizers import schedules
from tenfold.nn.optimizers import SGD, Adam, AdamW, get

__all__ = ["SGD", "Adam", "AdamW", "get", "schedules"]
