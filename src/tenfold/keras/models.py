"""Keras's models: Sequential, and one from a file."""

from tenfold.nn.network import Sequential
from tenfold.nn.network import load as load_model

__all__ = ["Sequential", "load_model"]
