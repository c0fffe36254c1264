"""Channels: a picture's light and its two colours, and what is known of them from far off."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.shrink import shrunk

Pixels = NDArray[np.uint8]

SMALL_SIDE = 128  # pixels: the paper and a screen's bands have no detail


@dataclass(frozen=True, eq=False)
class Channels:
    """RGB `pixels` uint8 (h, w, 3). The rest is made when it is first asked for, and once: the
    bands and the paper are sought on the same small picture."""

    pixels: Pixels

    @cached_property
    def full(self) -> Pixels:
        """(h, w, 3): light, two colours."""
        return np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_RGB2YCrCb), np.uint8)

    @cached_property
    def small(self) -> Pixels:
        """The same, averaged down to SMALL_SIDE at most."""
        return shrunk(self.full, SMALL_SIDE)

    @property
    def small_pixels(self) -> Pixels:
        """The same in RGB."""
        return np.asarray(cv2.cvtColor(self.small, cv2.COLOR_YCrCb2RGB), np.uint8)
