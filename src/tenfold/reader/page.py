"""Page: which of its lines are read, and how much time is spent on what may be touching digits."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tenfold.reader.lattice import KNOWN, read_line
from tenfold.reader.line import Line, row_seams
from tenfold.reader.model import Model
from tenfold.reader.runs import pixels_of_joined
from tenfold.reader.symbol import Symbol

LETTERS = 5  # on a line: fewer tell nothing
PAGE = 10  # letters on a page: likewise
# Candidate cuts that are tried in vain, in about three seconds: ten touching digits have 110.
PATIENCE = 200
# Pixels of several pieces together that are seen in vain, in about a second. Of rows and pages of
# digits, broken ones among them, they are 20 million at most.
PATIENCE_TOGETHER = 100_000_000
PAYS = 0.5  # of a line's symbols: so many are surely digits, or its cuts were in vain


class Patience:
    """What may still be tried in vain of a picture: candidate cuts, and pixels of several pieces
    together. Busy pictures are full of lines that may be touching digits, and every part between
    two cuts is judged; or of strokes beside each other that may be parts of one."""

    def __init__(self) -> None:
        self.seams = PATIENCE
        self.together = PATIENCE_TOGETHER


def read_page(
    model: Model,
    levels: NDArray[np.uint8],
    lines: Sequence[Line],
    most_refused: float,
    patience: Patience,
) -> list[list[Symbol]]:
    """Each line's symbols. Where this share of a line is refused, or of the page, all of it is:
    some letters look like digits and some digits are badly written, so each alone says little.
    Strokes that are too many to be tried together are no row."""
    refused = [line.refused for line in lines]
    page = [piece for own in refused for piece in own]
    if len(page) >= PAGE and np.mean(page) >= most_refused:
        return [refusal(line) for line in lines]
    rows = [refusal(line) for line in lines]
    letters = [len(own) >= LETTERS and np.mean(own) >= most_refused for own in refused]
    seams = {k: row_seams(line) for k, line in enumerate(lines) if not letters[k]}
    counts = {k: sum(map(len, own)) for k, own in seams.items()}
    for k in sorted(seams, key=lambda k: counts[k]):
        together = pixels_of_joined(lines[k].pieces, lines[k].height)
        if together > patience.together:
            continue
        hurried = counts[k] > patience.seams
        rows[k] = read_line(model, levels, lines[k], [[]] * len(seams[k]) if hurried else seams[k])
        if not _pays(rows[k]):
            patience.seams -= 0 if hurried else counts[k]
            patience.together -= together
    return rows


def _pays(symbols: Sequence[Symbol]) -> bool:
    """Whether most of a line is surely digits; a bar is anything."""
    sure = [s.verdict.confidence >= KNOWN and not (s.refused or s.is_bar) for s in symbols]
    return sum(sure) >= PAYS * len(sure)


def refusal(line: Line) -> list[Symbol]:
    """Nothing of the line is read."""
    return [Symbol(p, v, True) for p, v in zip(line.pieces, line.verdicts, strict=True)]
