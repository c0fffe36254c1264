"""Augment: the random changes that training makes to every picture, anew in every epoch.

The engine draws them while it loads a picture (native/kernels/warp.cpp). Each number depends on
the seed, the epoch and the picture alone, so a run gives the same bytes on any number of threads.
"""

import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from tenfold import _engine
from tenfold.errors import InvalidInput

# Largest sensible values: past these a digit is no longer the one that its label says.
LIMITS = {
    "rotation": 45.0,
    "scale": 0.5,
    "shear": 1.0,
    "shift": 0.5,
    "elastic": 0.2,
    "stroke": 1.0,
}


@dataclass(frozen=True)
class Augment:
    """Limits of the changes; each is drawn evenly between minus and plus its limit, 0 is off.

    Raises InvalidInput for values outside LIMITS.
    """

    rotation: float = 12.0  # degrees; people's hands differ by about that much
    scale: float = 0.12  # share of the size, width and height apart
    shear: float = 0.2  # columns a row: slant
    shift: float = 0.06  # share of the size: 1.7 of 28 pixels
    elastic: float = 0.06  # sd of the elastic field's control points, share of the size
    stroke: float = 0.5  # share of the way to the neighbours' maximum or minimum: pen width
    flip: bool = False  # left and right; never for digits

    def __post_init__(self) -> None:
        for name, limit in LIMITS.items():
            value = getattr(self, name)
            if not 0 <= value <= limit:
                raise InvalidInput(f"Augment: {name} is {value}, expected 0 to {limit}")

    @property
    def engine_settings(self) -> tuple[float, float, float, float, float, float, bool]:
        """As the engine takes them: the rotation in radians."""
        _, *others = (getattr(self, field.name) for field in fields(self))
        return (math.radians(self.rotation), *others)

    def apply(self, x: NDArray[np.uint8], *, seed: int = 0, epoch: int = 0) -> NDArray[np.uint8]:
        """Pictures uint8 (n, h, w, c) as training with this seed sees them in this epoch."""
        if x.dtype != np.uint8 or x.ndim != 4:
            raise InvalidInput(f"pictures are {x.dtype} {x.shape}, expected uint8 (n, h, w, c)")
        warped = _engine.warped(np.ascontiguousarray(x), self.engine_settings, seed, epoch)
        pixels: NDArray[np.uint8] = np.rint(warped * np.float32(255)).astype(np.uint8)
        return pixels
