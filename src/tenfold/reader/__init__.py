"""Reader: any picture to the digits in it."""

from tenfold.reader.reader import Reader
from tenfold.reader.reading import Digit, Reading
from tenfold.vision.decode import Limits

__all__ = ["Digit", "Limits", "Reader", "Reading"]
