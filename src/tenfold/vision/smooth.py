"""Smooth strokes, where a picture shows each of few pixels as a square."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.blocks import without_blocks
from tenfold.vision.cells import without_cells

Pixels = NDArray[np.uint8]


def smooth(pixels: Pixels) -> Pixels:
    """RGB pixels uint8 (h, w, 3) of the same size; smooth where they are large pixels, with lines
    between them or without; else the same."""
    return without_blocks(without_cells(pixels))
