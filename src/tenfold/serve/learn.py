"""Learning from corrections: a copy of the network, trained a little on them and on old ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.data.augment import Augment
from tenfold.data.dataset import Split
from tenfold.nn.network import Sequential
from tenfold.nn.optimizers import Adam
from tenfold.serve.packed import from_bytes

Images = NDArray[np.uint8]  # (n, 28, 28, 1)
Labels = NDArray[np.uint8]  # (n,)


@dataclass(frozen=True)
class Lesson:
    """How a network learns from a few corrections. Chosen on held-out training pictures."""

    old: int = 18_000  # old examples rehearsed, so that MNIST's accuracy stays: a second of work
    new: int = 4_500  # corrections among them, each many times and each time a little different
    learning_rate: float = 5e-4  # half of the practical's: the network is nearly right already
    batch_size: int = 64
    # One picture stands for a hand, so each is varied; less than in training, where the same
    # warps cost 0.1 points on held-out digits.
    augment: Augment = Augment(  # noqa: RUF009, frozen
        rotation=8, scale=0.1, shear=0.1, shift=0.04, elastic=0.03, stroke=0.3
    )


def learn(
    file: bytes, x: Images, y: Labels, old: Split, seed: int, lesson: Lesson | None = None
) -> Sequential:
    """A copy of the network in `file` that has learned that the pictures x show the classes y."""
    lesson = lesson or Lesson()
    network = from_bytes(file)
    network.compile(Adam(lesson.learning_rate), "sparse_categorical_crossentropy", ["accuracy"])
    generator = np.random.Generator(np.random.Philox(seed))
    rehearsed = generator.choice(len(old), min(lesson.old, len(old)), replace=False)
    repeated = np.arange(lesson.new) % len(x)
    network.fit(
        np.concatenate([old.x[rehearsed], x[repeated]]),
        np.concatenate([old.y[rehearsed], y[repeated]]),
        batch_size=lesson.batch_size,
        augment=lesson.augment,
        verbose=0,
        seed=seed,
    )
    return network


def right(network: Sequential, x: Images, y: Labels) -> int:
    """How many of the pictures are read as their class."""
    return int((network.predict(x).argmax(axis=1) == y).sum()) if len(x) else 0
