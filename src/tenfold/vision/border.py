"""Border: what lies along a picture's sides."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Level = TypeVar("Level", np.uint8, np.int16)


def border(pixels: NDArray[Level]) -> NDArray[Level]:
    """The pixels (n, ...) of a picture's four sides (h, w, ...); those of its corners twice."""
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
