"""Picture: what was decoded, or a part of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.place import Box, Place, clipped

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded picture, upright, on white where it was transparent.

    `pixels` is uint8 (h, w, 3), RGB. `size` is the original (width, height) after the EXIF
    orientation. A part of a picture has its own pixels and size; `place` is where it lies in the
    whole original, and `whole` is the size of that. `boxed` is what a program drew a box around, in
    pixels, if it drew one alone.
    """

    pixels: Pixels
    size: tuple[int, int]
    place: Place | None = None
    whole: tuple[int, int] | None = None
    boxed: Box | None = None

    def scale_of(self, shape: tuple[int, ...]) -> float:
        """Pixels of the original per pixel of a picture of this shape (h, w, ...) and of the same
        form, by the longer side: the shorter one was rounded by more of it."""
        return max(self.size) / int(max(shape[:2]))

    def part(self, pixels: Pixels, place: Place) -> "Picture":
        """A part as a picture of its own: its pixels, and where they lie in these."""
        by = self.scale_of(self.pixels.shape)
        height, width = pixels.shape[:2]
        # A tiny picture that was enlarged has parts of less than one of its own pixels.
        size = max(1, round(width * by)), max(1, round(height * by))
        lies = place.scaled(by)
        lies = lies.within(self.place) if self.place else lies
        return Picture(pixels, size, lies, self.whole or self.size)

    def back(self, box: Box) -> Box:
        """A box in pixels of the original, to where it lies in the whole original."""
        return clipped(self.place.back(box), self.whole) if self.place and self.whole else box
