"""What the reader's network is taught: how many lessons of each kind, and where they come from.

Pictures are MNIST's as they are, because the network is measured on those too; MNIST's and drawn
ones as the picture steps show them, much and hardly varied; pieces of digits that touch, and of
neighbours; and what is to be refused.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.data import strokes
from tenfold.data.dataset import Dataset, Split
from tenfold.data.strokes import Hand
from tenfold.reader.drawing import CALM, damaged, drawn_anew, scanned, seen
from tenfold.reader.marks import MARKS, marked
from tenfold.reader.model import CLASS_NAMES, OTHER
from tenfold.reader.neighbours import neighbour_lessons
from tenfold.reader.processes import Progress, in_processes, silent
from tenfold.reader.refusals import overlaid, turned, unwritten
from tenfold.reader.touching import MOST_DIGITS, MOST_LETTERS, letter_lessons, row_lessons

Pixels = NDArray[np.uint8]
Drawn = tuple[Sequence[Pixels], Sequence[int]]  # lessons (28, 28) and their classes

SHARE = 4_000  # pictures that are drawn together: some seconds
ROWS_SHARE = 200  # rows, likewise
# Written by most, or by many, but not by MNIST's hands.
ELSEWHERE = {"1": ("flag", "serifs"), "4": ("closed",), "7": ("cross",)}
SQUARED = "squared"  # likewise, of every digit: as calculators show them
MARKED = 0.5  # of the drawn 0s, 1s and 7s: MNIST's own with marks stand for those
FAVOUR = 3  # times as likely: what only the drawings can teach
CHOICE = 3  # times as many as are taken: what each of HANDS draws
HANDS = (Hand().calmer(0.85), Hand(pen=1.7).calmer(0.7))  # much like MNIST's; plain and thin


@dataclass(frozen=True)
class Course:
    """How many lessons of each kind."""

    plain: int = 220_000
    digits: int = 70_000
    drawn: int = 100_000  # forms that MNIST's Americans do not write: a 1 with a flag, a crossed 7
    rows: int = 13_000  # of two to five touching digits, about 22 lessons each
    letter_rows: int = 4_000  # of up to three letters, cut likewise: about 11 lessons each
    letters: int = 60_000  # strokes' letters, signs and scribbles
    glyphs: int = 64_000  # invented characters: there are more scripts than we know
    turned: int = 8_000
    overlaid: int = 4_000
    unwritten: int = 4_000
    # Hardly varied, as photos and scans show them: MNIST's, drawn ones, and what is no digit.
    calm: tuple[int, int, int] = (165_000, 40_000, 30_000)
    calm_rows: int = 5_000  # as `rows`
    neighbours: int = 40_000  # rows of digits that stand apart, about four lessons each
    plain_others: int = 60_000  # in greys like MNIST's own, so that those are no sign of a digit


NOTHING = Course(
    plain=0,
    digits=0,
    drawn=0,
    rows=0,
    letter_rows=0,
    letters=0,
    glyphs=0,
    turned=0,
    overlaid=0,
    unwritten=0,
    calm=(0, 0, 0),
    calm_rows=0,
    neighbours=0,
    plain_others=0,
)


def lessons(mnist: Dataset, seed: int, course: Course, progress: Progress = silent) -> Dataset:
    """The lessons as `train`; `test` stays as it is. MNIST's training pictures must be enough for
    the digits asked for: what is wanted beyond them is shown again, drawn anew."""
    return Dataset(
        mnist.name,
        teach(mnist.train, seed, course, progress),
        mnist.test,
        CLASS_NAMES,
    )


def teach(written: Split, seed: int, course: Course, progress: Progress = silent) -> Split:
    """The lessons of a course from written digits (n, 28, 28, 1)."""
    rng = np.random.default_rng(seed)
    x, y = written.x[..., 0], written.y
    drawn_x, drawn_y = drawings(course.drawn, seed)
    drawn_x = _with_marks(drawn_x, drawn_y, x, y, rng)

    counts = (course.plain, course.digits, course.turned, 2 * course.overlaid)
    plain, varied, wrong, twos = (_some(count, len(x), rng) for count in counts)
    both_x, both_y = np.concatenate([x, drawn_x]), np.concatenate([y, drawn_y])
    letters = characters(course, seed)
    others = np.concatenate([letters, turned(x[wrong], y[wrong], rng), overlaid(x[twos], rng)])
    refused = np.full(len(others), OTHER, np.uint8)
    calm = _chosen([x, drawn_x, letters], [y, drawn_y, refused], course.calm, rng)
    plain_others = letters[_some(course.plain_others, len(letters), rng)]
    tasks: list[Callable[[], Drawn]] = [
        *_in_shares(_damaged, x[varied], y[varied], rng),
        *_in_shares(_damaged, drawn_x, drawn_y, rng),
        *_in_shares(_whole, others, refused, rng),
        *_rows_in_shares(row_lessons, [both_x, both_y], MOST_DIGITS, rng, course.rows),
        *_rows_in_shares(_letter_rows, [letters], MOST_LETTERS, rng, course.letter_rows),
        partial(_unwritten, course.unwritten, rng.spawn(1)[0]),
        *_in_shares(_calm, *calm, rng),
        *_rows_in_shares(_calm_rows, [both_x, both_y], MOST_DIGITS, rng, course.calm_rows),
        *_rows_in_shares(neighbour_lessons, [both_x, both_y], MOST_DIGITS, rng, course.neighbours),
    ]
    images, labels = zip(*in_processes(tasks, progress), strict=True)
    return Split(
        np.concatenate([x[plain], *map(_stack, images), plain_others])[..., None],
        np.concatenate([y[plain], *map(_labels, labels), refused[: len(plain_others)]]),
    )


def _some(count: int, among: int, rng: Generator) -> NDArray[np.int64]:
    """So many indices, each as often as the others, to one."""
    return rng.permutation(np.arange(count) % among)


def _chosen(
    pictures: Sequence[Pixels], classes: Sequence[Pixels], counts: Sequence[int], rng: Generator
) -> tuple[Pixels, Pixels]:
    """So many of each kind, and their classes."""
    taken = [_some(count, len(own), rng) for own, count in zip(pictures, counts, strict=True)]
    x = [own[indices] for own, indices in zip(pictures, taken, strict=True)]
    y = [own[indices] for own, indices in zip(classes, taken, strict=True)]
    return np.concatenate(x), np.concatenate(y)


def drawings(count: int, seed: int) -> tuple[Pixels, Pixels]:
    """Drawn digits (n, 28, 28) and their classes: of each digit the rare shapes more often than
    strokes draws them, and most often those from elsewhere."""
    halves = [strokes.generate(CHOICE * count, seed + i, hand) for i, hand in enumerate(HANDS)]
    x, y, shape = (np.concatenate(arrays) for arrays in zip(*halves, strict=True))
    elsewhere = [_is_from_elsewhere(name) for name in strokes.shape_names()]
    chance = np.where(elsewhere, FAVOUR, 1)[shape] / np.sqrt(np.bincount(shape)[shape])
    chance /= np.bincount(y, chance)[y]  # every digit alike
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(y), count, replace=False, p=chance / chance.sum())
    return x[chosen, ..., 0], y[chosen]


def _is_from_elsewhere(shape: str) -> bool:
    """Of a shape's name, which begins with its digit."""
    return any(word in shape for word in (SQUARED, *ELSEWHERE.get(shape[0], ())))


def _with_marks(drawn_x: Pixels, drawn_y: Pixels, x: Pixels, y: Pixels, rng: Generator) -> Pixels:
    """Drawn digits (n, 28, 28), of which some are written ones with marks."""
    mixed = drawn_x.copy()
    for digit in MARKS:
        drawn, written = np.flatnonzero(drawn_y == digit), np.flatnonzero(y == digit)
        replaced = drawn[: int(MARKED * len(drawn))] if len(written) else drawn[:0]
        chosen = written[_some(len(replaced), len(written), rng)]
        mixed[replaced] = marked(x[chosen], y[chosen], rng)
    return mixed


def characters(course: Course, seed: int) -> Pixels:
    """Letters, signs, scribbles and invented characters (n, 28, 28)."""
    made = [
        make(count // 2, seed + i, hand).x[..., 0]
        for make, count in (
            (strokes.generate_others, course.letters),
            (strokes.generate_glyphs, course.glyphs),
        )
        for i, hand in enumerate(HANDS)
    ]
    return np.concatenate(made)


def _in_shares(
    draw: Callable[[Pixels, Pixels, Generator], Drawn], x: Pixels, y: Pixels, rng: Generator
) -> Iterator[Callable[[], Drawn]]:
    """Tasks that draw these pictures, so many at a time, each with random numbers of its own: the
    lessons are the same whoever draws them."""
    for first in range(0, len(x), SHARE):
        part = slice(first, first + SHARE)
        yield partial(draw, x[part], y[part], rng.spawn(1)[0])


def _rows_in_shares(
    draw: Callable[..., Drawn], pictures: Sequence[Pixels], most: int, rng: Generator, rows: int
) -> Iterator[Callable[[], Drawn]]:
    """Tasks that draw rows of at most so many of the pictures, and of what belongs to them."""
    for first in range(0, rows, ROWS_SHARE):
        count, own = min(ROWS_SHARE, rows - first), rng.spawn(1)[0]
        chosen = own.integers(len(pictures[0]), size=most * count)
        yield partial(draw, *(array[chosen] for array in pictures), own, count)


def _damaged(x: Pixels, y: Pixels, rng: Generator) -> Drawn:
    return [seen(damaged(ink, rng)) for ink in drawn_anew(x, rng)], y.tolist()


def _calm(x: Pixels, y: Pixels, rng: Generator) -> Drawn:
    return [scanned(ink, rng) for ink in drawn_anew(x, rng, CALM)], y.tolist()


def _calm_rows(x: Pixels, y: Pixels, rng: Generator, rows: int) -> Drawn:
    return row_lessons(x, y, rng, rows, CALM)


def _whole(x: Pixels, y: Pixels, rng: Generator) -> Drawn:
    return [seen(ink) for ink in drawn_anew(x, rng)], y.tolist()


def _letter_rows(x: Pixels, rng: Generator, rows: int) -> Drawn:
    images = letter_lessons(x, rng, rows)
    return images, [OTHER] * len(images)


def _unwritten(count: int, rng: Generator) -> Drawn:
    return [seen(ink) for ink in unwritten(count, rng)], [OTHER] * count


def _labels(own: Sequence[int]) -> Pixels:
    return np.array(own, np.uint8)


def _stack(images: Sequence[Pixels]) -> Pixels:
    return np.array(images, np.uint8).reshape(-1, 28, 28)
