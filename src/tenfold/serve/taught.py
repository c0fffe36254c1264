"""The reader's network, moved by what the page's small network learned since."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.nn.network import Sequential

DIGITS = 10
LEAST = 1e-4  # probabilities below are all alike: no lesson moves a digit beyond 10,000 to 1

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Taught:
    """Adds to the reader's log-probabilities how far lessons moved those of a smaller network.

    So a large network reads as its small sibling was taught without a lesson of its own (Liu et
    al. 2024, "Tuning language models by proxy"). Where the lessons changed nothing it reads as
    before. How probable "no digit" is stays the reader's own word.
    """

    reader: Sequential  # ten digits, and perhaps what is none
    before: Sequential  # ten digits first, as the reader's
    after: Sequential

    @property
    def classes(self) -> int:
        return self.reader.architecture.output_shape[0]

    def predict(self, x: NDArray[np.uint8]) -> Floats:
        """(n, 28, 28, 1) to as many classes as the reader's (n, 10 to 12), rows summing to 1."""
        probabilities = self.reader.predict(x, threads=1)
        moved = _logs(probabilities) + _logs(self.after.predict(x, threads=1))
        moved -= _logs(self.before.predict(x, threads=1))
        digits = np.exp(moved - moved.max(axis=1, keepdims=True))
        share = probabilities[:, :DIGITS].sum(axis=1, keepdims=True)  # what is not "no digit"
        digits *= share / digits.sum(axis=1, keepdims=True)
        return np.concatenate([digits, probabilities[:, DIGITS:]], axis=1)


def _logs(probabilities: Floats) -> Floats:
    """Of the ten digits among themselves (n, 10)."""
    return np.log(np.maximum(probabilities[:, :DIGITS], LEAST))
