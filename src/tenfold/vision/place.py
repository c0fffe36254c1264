"""Places: boxes, and where a part of a picture lies in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2

Box = tuple[int, int, int, int]  # x, y, width, height

DECIMALS = 6  # of a pixel: less is a map's own rounding, and no further pixel


def clipped(box: Box, size: tuple[int, int]) -> Box:
    """What of a box lies in a picture of this (width, height)."""
    x, y, across, down = box
    left, right = np.clip((x, x + across), 0, size[0]).tolist()
    top, bottom = np.clip((y, y + down), 0, size[1]).tolist()
    return left, top, right - left, bottom - top


def cut_out(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """What of pixels (h, w, ...) lies in a box, which lies in them."""
    x, y, width, height = box
    return np.ascontiguousarray(pixels[y : y + height, x : x + width])


@dataclass(frozen=True, eq=False)
class Place:
    """The projective map (3, 3) from a part's pixels to the picture's."""

    map: NDArray[np.float64]

    @classmethod
    def at(cls, x: float, y: float) -> "Place":
        """Of what was cut out with its corner there."""
        return cls(np.array([(1, 0, x), (0, 1, y), (0, 0, 1)], np.float64))

    @classmethod
    def enlarged(cls, by: float) -> "Place":
        """Of the same picture with so many times the pixels."""
        return cls(np.diag((by, by, 1.0)))

    def scaled(self, by: float) -> "Place":
        """The same where both have so many times the pixels."""
        larger = Place.enlarged(by).map
        return Place(larger @ self.map @ np.linalg.inv(larger))

    def within(self, other: "Place") -> "Place":
        """The same, of a part of what lies there itself."""
        return Place(other.map @ self.map)

    def outline(self, box: Box) -> NDArray[np.float64]:
        """(4, 2): where the corners of a box in the part lie in the picture."""
        x, y, width, height = box
        corners = np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
        return np.asarray(cv2.perspectiveTransform(corners[None].astype(np.float64), self.map)[0])

    def back(self, box: Box) -> Box:
        """A box in the part to the one around it in the picture."""
        outline = self.outline(box).round(DECIMALS)
        low, high = np.floor(outline.min(axis=0)), np.ceil(outline.max(axis=0))
        (left, top), (right, bottom) = low.astype(int).tolist(), high.astype(int).tolist()
        return left, top, right - left, bottom - top
