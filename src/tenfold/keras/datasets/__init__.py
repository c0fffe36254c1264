"""Keras's data sets of pictures, as far as tenfold has them."""

from tenfold.keras.datasets import fashion_mnist, mnist

__all__ = ["fashion_mnist", "mnist"]
