"""Learning from corrections: a copy of the network, trained a little on them and on old ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.data.augment import Augment
from tenfold.data.dataset import Split
from tenfold.nn.losses import CategoricalCrossentropy
from tenfold.nn.network import Sequential
from tenfold.nn.optimizers import Adam
from tenfold.nn.schedule import OneCycle
from tenfold.serve.packed import from_bytes
from tenfold.serve.tempered import temper, untemper

SHARES = (0.7, 0.85, 1.0)  # of a lesson that are tried in turn
Images = NDArray[np.uint8]  # (n, 28, 28, 1)
Labels = NDArray[np.uint8]  # (n,)


@dataclass(frozen=True)
class Lesson:
    """How a network learns from a few corrections. Chosen on held-out training pictures."""

    old: int = 18_000  # old examples rehearsed, so that MNIST's accuracy stays: a second of work
    new: int = 4_500  # corrections among them, each many times and each time a little different
    learning_rate: float = 1e-3  # one-cycle's peak; the practical's own rate
    batch_size: int = 64
    # One picture stands for a hand, so each is varied; less than in training, where the same
    # warps cost 0.1 points on held-out digits.
    augment: Augment = Augment(  # noqa: RUF009, frozen
        rotation=8, scale=0.1, shear=0.1, shift=0.04, elastic=0.03, stroke=0.3
    )


def learn(
    file: bytes, x: Images, y: Labels, old: Split, seed: int, lesson: Lesson | None = None
) -> Sequential:
    """A copy of the network in `file` that has learned that the pictures x show the classes y.

    It learns as it was trained, with the same label smoothing: another would change all it knows.
    """
    lesson = lesson or Lesson()
    network = untemper(from_bytes(file))  # its certainty is sharpened again at the end
    smoothing = float(network.metadata.get("training", {}).get("label_smoothing", 0.0))
    optimizer = Adam(OneCycle(lesson.learning_rate))
    network.compile(optimizer, CategoricalCrossentropy(label_smoothing=smoothing), ["accuracy"])
    before = network.get_weights()
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
    _step_back(network, before, x, y)
    return temper(network)


def _step_back(
    network: Sequential, before: list[NDArray[np.float32]], x: Images, y: Labels
) -> None:
    """Back towards the weights before the lesson, as far as the corrections stay right.

    What lies between two such networks knows nearly all that either knows (Wortsman et al. 2022,
    "Robust fine-tuning of zero-shot models").
    """
    after, learned = network.get_weights(), right(network, x, y)
    for share in SHARES:
        network.set_weights(
            [share * new + (1 - share) * old for new, old in zip(after, before, strict=True)]
        )
        if right(network, x, y) >= learned:
            return


def right(network: Sequential, x: Images, y: Labels) -> int:
    """How many of the pictures are read as their class."""
    return int((network.predict(x).argmax(axis=1) == y).sum()) if len(x) else 0
