"""What the network of orientation is taught: digits as the picture steps show them, and the same
upside down."""

from dataclasses import replace

import numpy as np

from tenfold.data.dataset import Dataset, Split
from tenfold.reader.lessons import NOTHING, Course, teach
from tenfold.reader.model import DIGITS, UPRIGHT, UPSIDE_DOWN
from tenfold.reader.processes import Progress, silent

CLASS_NAMES = ("upright", "upside down")
# Digits only: of what is none it is not asked. Fewer than the reader's, for a question of two
# answers; each is shown twice. None of MNIST's as they are: their middle is half a pixel off the
# picture's, which would tell one way up from the other, and the picture steps leave no such sign.
DIGITS_ONLY = replace(
    NOTHING,
    digits=70_000,
    drawn=70_000,
    rows=8_000,
    calm=(110_000, 30_000, 0),
    calm_rows=3_000,
)
TRIAL = replace(
    DIGITS_ONLY, digits=3_000, drawn=1_000, rows=100, calm=(4_000, 1_000, 0), calm_rows=50
)


def orientation_lessons(
    written: Dataset,
    seed: int,
    course: Course = DIGITS_ONLY,
    trial: Course = TRIAL,
    progress: Progress = silent,
) -> Dataset:
    """The lessons as `train`; as `test` the like of the test pictures."""
    taught = teach(written.train, seed, course, progress)
    asked = teach(written.test, seed, trial)
    return Dataset(written.name, _both_ways(taught), _both_ways(asked), CLASS_NAMES)


def _both_ways(lessons: Split) -> Split:
    digits = lessons.take(lessons.y < DIGITS)
    x = np.concatenate([digits.x, digits.x[:, ::-1, ::-1]])  # (2 n, 28, 28, 1)
    return Split(x, np.repeat([UPRIGHT, UPSIDE_DOWN], len(digits)).astype(np.uint8))
