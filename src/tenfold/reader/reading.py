"""Reading: what was read from one picture."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

# x, y, width, height in the original picture's pixels, upright as EXIF has it.
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Digit:
    """One digit. `confidence` is the probability of its label, 0–1; `row` counts from 0, the
    topmost; `alternatives` are the three likeliest other labels with their probabilities, likeliest
    first; `image` (28, 28) is what the network saw, ink high."""

    label: str
    confidence: float
    box: Box
    row: int
    alternatives: tuple[tuple[str, float], ...] = ()
    image: NDArray[np.uint8] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Reading:
    """The digits of one picture in reading order; `rejected` counts the pieces that are none, and
    `completeness` (0–1) is how likely all of those are none."""

    digits: tuple[Digit, ...] = ()
    rejected: int = 0
    completeness: float = 1.0

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
        """How likely all digits are right and none is missing, 0–1, if each errs on its own; 0
        when there is none."""
        if not self.digits:
            return 0.0
        return self.completeness * math.prod(digit.confidence for digit in self.digits)
