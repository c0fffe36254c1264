"""Reader: any picture to the digits in it."""

from tenfold.reader.reader import Reader
from tenfold.reader.reading import Digit, Reading

__all__ = ["Digit", "Reader", "Reading"]
