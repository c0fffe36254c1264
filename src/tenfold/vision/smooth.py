"""Pictures of few pixels: as large squares, with lines between them or without, or as they are."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.annotations import without_annotations
from tenfold.vision.blocks import find_blocks, without_blocks
from tenfold.vision.cells import without_cells
from tenfold.vision.margin import with_margin
from tenfold.vision.patches import without_patches
from tenfold.vision.picture import Picture

Pixels = NDArray[np.uint8]

TINY = 16  # pixels: the longer side. Most pictures so small show a digit as large as they are


def smooth(pixels: Pixels) -> Pixels:
    """RGB pixels uint8 (h, w, 3) of the same size; smooth where they are large squares with lines
    between them or without; else the same."""
    return without_blocks(without_cells(pixels))


def smooth_picture(picture: Picture) -> Picture:
    """The same of a picture, without what a program drew around things in it; with paper around it
    if it is tiny, or was before it was enlarged."""
    plain, boxes = without_annotations(picture.pixels)
    pixels = without_cells(plain)
    blocks = find_blocks(pixels)
    smoothed = blocks.smooth() if blocks else without_patches(pixels)
    shown = replace(picture, pixels=smoothed, boxed=boxes[0] if len(boxes) == 1 else None)
    size = blocks.colours.shape[:2] if blocks else picture.size
    return with_margin(shown) if max(size) <= TINY else shown
