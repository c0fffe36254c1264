"""Reader: any picture to the digits in it."""

from dataclasses import dataclass, field

import numpy as np

from tenfold.reader.judge import Model
from tenfold.reader.lattice import Symbol, read_row
from tenfold.reader.reading import Digit, Reading
from tenfold.vision.decode import Limits, Picture, Source, decode
from tenfold.vision.ink import ink_mask
from tenfold.vision.light import Contrast, contrast
from tenfold.vision.pieces import find_pieces
from tenfold.vision.rows import find_rows


@dataclass(frozen=True)
class Look:
    """Everything that was seen on the way to a reading, for explain()."""

    picture: Picture
    contrast: Contrast
    mask: "np.ndarray"
    rows: "list[list[Symbol]]"


@dataclass(frozen=True)
class Reader:
    """Reads handwritten digits from pictures with a model that tells digits from other things."""

    model: Model
    min_confidence: float = 0.5
    limits: Limits = field(default_factory=Limits)

    def read(self, source: Source) -> Reading:
        return self._reading(self.look(source))

    def look(self, source: Source) -> Look:
        picture = decode(source, self.limits)
        stands_off = contrast(picture.pixels)
        mask = ink_mask(stands_off)
        rows = [read_row(self.model, stands_off.levels, row) for row in find_rows(find_pieces(mask))]
        return Look(picture, stands_off, mask, rows)

    def _reading(self, look: Look) -> Reading:
        digits: list[Digit] = []
        rejected = row_number = 0
        for row in look.rows:
            found = [s for s in row if not s.refused and s.verdict.confidence >= self.min_confidence]
            rejected += len(row) - len(found)
            digits += [_digit(symbol, row_number, look.picture.scale) for symbol in found]
            row_number += bool(found)
        return Reading(tuple(digits), rejected)


def _digit(symbol: Symbol, row: int, scale: float) -> Digit:
    x, y, width, height = (round(v * scale) for v in symbol.piece.box)
    ranked = np.argsort(-symbol.verdict.digits)
    others = tuple((str(k), float(symbol.verdict.digits[k])) for k in ranked[1:4])
    return Digit(str(ranked[0]), symbol.verdict.confidence, (x, y, width, height), row, others)
