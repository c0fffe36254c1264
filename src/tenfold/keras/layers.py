"""Keras's layers, as far as the engine runs them."""

from tenfold.nn.layers import Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D
from tenfold.nn.layers import Conv2D as Convolution2D
from tenfold.nn.layers import Input as InputLayer
from tenfold.nn.layers import MaxPooling2D as MaxPool2D
from tenfold.nn.layers import __getattr__ as __getattr__  # what other layers' names raise

__all__ = [
    "Conv2D",
    "Convolution2D",
    "Dense",
    "Dropout",
    "Flatten",
    "Input",
    "InputLayer",
    "MaxPool2D",
    "MaxPooling2D",
]
