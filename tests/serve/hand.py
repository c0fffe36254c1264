"""An unusual hand: digits like a pocket calculator's on a page held askew, which nobody wrote for
MNIST."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

# Corners of the seven segments in a box of 1 × 2, and which of them each digit has.
SEGMENTS = {
    "a": ((0, 0), (1, 0)),
    "b": ((1, 0), (1, 1)),
    "c": ((1, 1), (1, 2)),
    "d": ((0, 2), (1, 2)),
    "e": ((0, 1), (0, 2)),
    "f": ((0, 0), (0, 1)),
    "g": ((0, 1), (1, 1)),
}
DIGITS = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "fabc", "abcdefg", "abcdfg")

FINE = 8  # drawn this many times larger, then shrunk


def write(digit: int, generator: np.random.Generator, tilt: float) -> NDArray[np.uint8]:
    """One digit in this hand, uint8 (28, 28), a little different each time."""
    slant = 0.2 + 0.05 * generator.normal()
    width, height = 9 + generator.normal(), 9 + 0.5 * generator.normal()
    image = Image.new("L", (28 * FINE, 28 * FINE))
    pen = ImageDraw.Draw(image)
    for name in DIGITS[digit]:
        ends = []
        for x, y in SEGMENTS[name]:
            px = 14 + (x - 0.5) * width + slant * height * (1 - y) + 0.3 * generator.normal()
            py = 14 + (y - 1) * height + 0.3 * generator.normal()
            ends.append((px * FINE, py * FINE))
        pen.line(ends, fill=255, width=round(2.4 * FINE))
        for x, y in ends:
            radius = 1.2 * FINE
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    image = image.rotate(tilt + 3 * generator.normal(), Image.Resampling.BILINEAR)
    small = np.asarray(image.resize((28, 28), Image.Resampling.BOX))
    return _centred(small)


def _centred(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Its centre of mass in the middle, as MNIST's are."""
    rows, columns = np.indices(image.shape)
    total = image.sum()
    shift = [round(13.5 - (grid * image).sum() / total) for grid in (rows, columns)]
    return np.roll(image, shift, (0, 1))


def page(digits: list[int], seed: int, tilt: float = -40) -> NDArray[np.uint8]:
    """These digits, (n, 28, 28); tilt in degrees, to the left above 0."""
    generator = np.random.default_rng(seed)
    return np.stack([write(digit, generator, tilt) for digit in digits])
