"""Quarter turns of a picture, and the way back for boxes."""

import numpy as np

from tenfold.vision.ink import Ink
from tenfold.vision.place import Box


def turned(ink: Ink, quarters: int) -> Ink:
    """The ink turned by `quarters` × 90° counter-clockwise."""
    if quarters % 4 == 0:
        return ink
    return Ink(
        np.ascontiguousarray(np.rot90(ink.levels, quarters)),
        np.ascontiguousarray(np.rot90(ink.mask, quarters)),
    )


def turned_back(box: Box, quarters: int, size: tuple[int, int]) -> Box:
    """A box in the turned picture to the upright one, whose size is (width, height).

    >>> turned_back((0, 90, 20, 10), 1, (100, 200))
    (0, 0, 10, 20)
    """
    x, y, width, height = box
    full_width, full_height = size
    match quarters % 4:
        case 1:
            return full_width - y - height, x, height, width
        case 2:
            return full_width - x - width, full_height - y - height, width, height
        case 3:
            return y, full_height - x - width, height, width
    return box
