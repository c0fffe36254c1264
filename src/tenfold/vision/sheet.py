"""Sheet: a piece of paper in a picture, made straight, and what was found on it laid back."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.place import Place
from tenfold.vision.shrink import shrunk

Pixels = NDArray[np.uint8]

STRIP = 0.35  # width to length
PAINTED_SIDE = 128  # pixels of the longer side: what is painted is as coarse
BRUSH = 3  # of those pixels: as far around each that is painted colours are taken


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet in a picture: its corners (4, 2), and `place`, uint8 (h, w), 255 where it is seen."""

    corners: NDArray[np.float32]
    place: Pixels

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height as it lies in the picture."""
        sides = np.hypot(*(np.roll(self.corners, -1, axis=0) - self.corners).T)
        return max(1, int(max(sides[0], sides[2]))), max(1, int(max(sides[1], sides[3])))

    @property
    def is_strip(self) -> bool:
        """Whether it is as narrow as a fat stroke may be."""
        return min(self.size) < STRIP * max(self.size)

    def is_like(self, other: "Sheet") -> bool:
        """Whether the other has the same corners."""
        return bool(np.array_equal(self.corners, other.corners))

    def flattened(self, pixels: Pixels) -> Pixels:
        """The sheet alone and straight; what is not of it is painted like the paper nearby."""
        flat = cv2.warpPerspective(pixels, self._flattening, self.size)
        place = cv2.warpPerspective(self.place, self._flattening, self.size)
        return _painted(flat, cv2.threshold(place, 254, 255, cv2.THRESH_BINARY)[1])

    @property
    def lying(self) -> Place:
        """Where the straight sheet lies in the picture."""
        return Place(np.asarray(np.linalg.inv(self._flattening), np.float64))

    def laid_back(self, flat: Pixels) -> Pixels:
        """What was found on the straight sheet (height, width), in its place; 0 elsewhere."""
        height, width = self.place.shape
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        found = cv2.warpPerspective(flat, self._flattening, (width, height), flags=how)
        return np.asarray(cv2.copyTo(found, self.place), np.uint8)

    @cached_property
    def _flattening(self) -> NDArray[np.float64]:
        width, height = self.size
        straight = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        return np.asarray(cv2.getPerspectiveTransform(self.corners, straight))


def _painted(pixels: Pixels, known: Pixels) -> Pixels:
    """The pixels where they are known, 255 in a mask (h, w); elsewhere in the colours nearby."""
    if known.all():
        return pixels
    height, width = known.shape
    small = shrunk(np.asarray(cv2.copyTo(pixels, known), np.uint8), PAINTED_SIDE)
    hidden = shrunk(known, PAINTED_SIDE) < 255
    painted = cv2.inpaint(small, hidden.astype(np.uint8), BRUSH, cv2.INPAINT_TELEA)
    painted = cv2.resize(painted, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.copyTo(pixels, known, painted), np.uint8)
