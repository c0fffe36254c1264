"""What the network of rows is taught: windows that slide along rows of digits, touching or close,
and which digit's middle is in the window's, if any."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.data.dataset import Dataset, Split
from tenfold.reader.drawing import VARIETY, damaged, drawn_anew
from tenfold.reader.drawn_rows import Spacing, drawn_row
from tenfold.reader.lessons import drawings
from tenfold.reader.model import BETWEEN
from tenfold.reader.processes import Progress, in_processes, silent
from tenfold.vision.strip import TALL, strip, windows

Pixels = NDArray[np.uint8]
Windows = tuple[Pixels, Pixels]  # (n, 28, 28) and their classes (n,)

CLASS_NAMES = (*"0123456789", "between")
NEAR = 1.5  # pixels of a strip from a window's middle: a digit's is there
FAR = 2.5  # likewise: no digit's is there
BESIDE = 6  # likewise: how far beyond a row's ends nothing is looked for as well
TRIES = 20  # of windows anywhere in a row
COMMON = 80  # percent of a row's digits, at least, are no higher than it
SHARE = 250  # rows that are drawn together: half a second
LEAST, MOST = 1, 5  # digits in a row: a window shows no more
# Half the rows stand on a line, as most people write.
EVEN = Spacing(uneven=1, kerning=(0.0, 0.25), linked=0.12, apart=0.3)
UNEVEN = replace(EVEN, uneven=12)
SELDOM = replace(VARIETY, damaged=0.15)  # in a row of digits damage is all the more frequent


@dataclass(frozen=True)
class RowCourse:
    """How many rows, and of how many drawn digits among the written."""

    rows: int = 80_000  # about ten windows each; with more it reads no better
    drawn: int = 25_000  # half as many as MNIST's: the forms that Americans do not write
    trial_rows: int = 2_000  # of the test pictures


def row_lessons(
    written: Dataset, seed: int, course: RowCourse, progress: Progress = silent
) -> Dataset:
    """The windows as a data set, those of test digits as `test`."""
    drawn_x, drawn_y = drawings(course.drawn, seed)
    x = np.concatenate([written.train.x[..., 0], drawn_x])
    y = np.concatenate([written.train.y, drawn_y])
    rng = np.random.default_rng(seed)
    tasks = [
        *_in_shares(x, y, rng, course.rows),
        *_in_shares(written.test.x[..., 0], written.test.y, rng, course.trial_rows),
    ]
    made = in_processes(tasks, progress)
    trials = -(-course.trial_rows // SHARE)
    return Dataset(written.name, _split(made[:-trials]), _split(made[-trials:]), CLASS_NAMES)


def _in_shares(
    x: Pixels, y: NDArray[np.integer], rng: Generator, rows: int
) -> "Iterator[partial[Windows]]":
    for first in range(0, rows, SHARE):
        count, own = min(SHARE, rows - first), rng.spawn(1)[0]
        chosen = own.integers(len(x), size=MOST * count)
        yield partial(_windows_of_rows, x[chosen], y[chosen], own, count)


def _windows_of_rows(x: Pixels, y: NDArray[np.integer], rng: Generator, rows: int) -> Windows:
    made = []
    for _ in range(rows):
        chosen = rng.integers(len(x), size=rng.integers(LEAST, MOST + 1))
        made.append(windows_of_row(x[chosen], y[chosen], rng))
    images, labels = zip(*made, strict=True)
    return np.concatenate(images), np.concatenate(labels)


def windows_of_row(x: Pixels, y: NDArray[np.integer], rng: Generator) -> Windows:
    """Windows of one row of digits x (n, 28, 28): one at each, and twice as many in between,
    which most of a row is."""
    inks = [damaged(ink, rng, SELDOM) for ink in drawn_anew(x, rng)]
    mask, digits = drawn_row(inks, rng, EVEN if rng.random() < 0.5 else UNEVEN)
    # A row's height is its digits', or all of it where they touch.
    height = rng.uniform(np.percentile([d.height for d in digits], COMMON), len(mask))
    seen = strip(mask, height)
    middles = np.array([d.x + d.width / 2 for d in digits]) * TALL / height
    columns, labels = _chosen(middles, y, round(mask.shape[1] * TALL / height), rng)
    return windows(seen, columns), labels


def _chosen(
    middles: NDArray[np.float64], y: NDArray[np.integer], width: int, rng: Generator
) -> tuple[NDArray[np.int64], Pixels]:
    """Columns of a strip of this width, and the class of each."""
    count = len(middles)
    at = middles + rng.uniform(-NEAR, NEAR, count)
    anywhere = rng.uniform(-BESIDE, width + BESIDE, TRIES)
    columns = np.clip(np.round(np.concatenate([at, anywhere])), 0, width - 1).astype(np.int64)
    distances = np.abs(columns[:, None] - middles)  # (columns, digits)
    nearest, distance = distances.argmin(axis=1), distances.min(axis=1)
    digits = np.flatnonzero(distance[:count] <= NEAR)
    between = np.flatnonzero(distance >= FAR)[: 2 * count + 2]
    labels = [*y[nearest[digits]], *[BETWEEN] * len(between)]
    return columns[[*digits, *between]], np.array(labels, np.uint8)


def _split(made: list[Windows]) -> Split:
    images, labels = zip(*made, strict=True)
    return Split(np.concatenate(images)[..., None], np.concatenate(labels))
