"""Reading: what was read from one picture."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Box = tuple[int, int, int, int]  # x, y, width, height in the original picture's pixels


@dataclass(frozen=True)
class Digit:
    """One digit. `alternatives` are the other labels with their probabilities, likeliest first;
    `image` (28, 28) is what the network saw, ink high."""

    label: str
    confidence: float
    box: Box
    row: int
    alternatives: tuple[tuple[str, float], ...] = ()
    image: NDArray[np.uint8] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Reading:
    """The digits of one picture in reading order; `rejected` counts the pieces that are none."""

    digits: tuple[Digit, ...] = ()
    rejected: int = 0

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of writing, top to bottom."""
        count = 1 + max((digit.row for digit in self.digits), default=-1)
        return tuple("".join(d.label for d in self.digits if d.row == r) for r in range(count))

    @property
    def text(self) -> str:
        """The rows, separated by newlines; empty when there is no digit."""
        return "\n".join(self.rows)

    @property
    def confidence(self) -> float:
        """The least certain digit's; 0 when there is none."""
        return min((digit.confidence for digit in self.digits), default=0.0)
