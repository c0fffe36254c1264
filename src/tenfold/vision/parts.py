"""Parts: what may be a picture of its own within a picture."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.bands import find_bands
from tenfold.vision.channels import Channels
from tenfold.vision.insets import find_insets
from tenfold.vision.place import Box, Place, cut_out
from tenfold.vision.sheet import Sheet
from tenfold.vision.sheets import (
    find_coloured_sheet,
    find_dark_sheet,
    find_round_sheet,
    find_sheet,
)

Pixels = NDArray[np.uint8]


def find_parts(pixels: Pixels, boxed: Box | None = None) -> Iterator[tuple[Pixels, Place]]:
    """Of RGB pixels (h, w, 3) what a program drew a box around, what a screen shows within and
    beside each other, and sheets, made straight; and where each of them lies."""
    around = [boxed] if boxed else []
    for box in (*around, *find_insets(pixels), *find_bands(Channels(pixels))):
        yield cut_out(pixels, box), Place.at(*box[:2])
    found: list[Sheet] = []
    for find in (find_sheet, find_coloured_sheet, find_dark_sheet, find_round_sheet):
        sheet = find(pixels)
        # What is straight is of any form as well, and found again.
        if sheet is not None and not any(sheet.is_like(other) for other in found):
            found.append(sheet)
            yield sheet.flattened(pixels), sheet.lying
