"""Symbol: a run of ink that was taken for one digit, or for none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tenfold.reader.judge import Verdict
from tenfold.reader.model import ONE
from tenfold.vision.piece import Piece

UNSURE = 0.5  # less certain is as good as refused


@dataclass(frozen=True, eq=False)
class Symbol:
    """A run of ink read as one: a digit, or refused."""

    piece: Piece
    verdict: Verdict
    refused: bool

    @property
    def is_bar(self) -> bool:
        """Whether it is a 1 to the network, as any bar is."""
        return self.verdict.label == ONE

    @property
    def is_likely(self) -> bool:
        """Whether it is rather a digit than not."""
        return not self.refused and self.verdict.confidence > UNSURE


def refused(rows: Sequence[Sequence[Symbol]], some: Sequence[Symbol]) -> list[list[Symbol]]:
    """The rows, with some of their symbols refused."""
    return [[replace(s, refused=True) if s in some else s for s in row] for row in rows]


def all_refused(rows: Sequence[Sequence[Symbol]]) -> list[list[Symbol]]:
    """The rows, with nothing read."""
    return [[replace(symbol, refused=True) for symbol in row] for row in rows]
