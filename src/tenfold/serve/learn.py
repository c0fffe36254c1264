"""Learning from corrections: a copy of the network, trained a little on them and on old ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tenfold.data.dataset import Split
from tenfold.nn.network import Sequential
from tenfold.nn.optimizers import Adam
from tenfold.serve.versions import from_bytes

Images = NDArray[np.uint8]  # (n, 28, 28, 1)
Labels = NDArray[np.uint8]  # (n,)


@dataclass(frozen=True)
class Lesson:
    """How a network learns from a few corrections. Chosen on held-out training pictures."""

    epochs: int = 3  # together a second of work on two cores
    old: int = 6_000  # old examples rehearsed in each epoch, so that MNIST's accuracy stays
    new: int = 1_500  # corrections in each epoch, in several poses each
    learning_rate: float = 5e-4  # half of the practical's: the network is nearly right already
    batch_size: int = 64
    angle: float = 8.0  # degrees of turn either way
    stretch: float = 0.1  # of the size, either way
    shift: float = 1.0  # pixels either way


def learn(
    file: bytes, x: Images, y: Labels, old: Split, seed: int, lesson: Lesson | None = None
) -> Sequential:
    """A copy of the network in `file` that has learned that the pictures x show the classes y."""
    lesson = lesson or Lesson()
    network = from_bytes(file)
    network.compile(Adam(lesson.learning_rate), "sparse_categorical_crossentropy", ["accuracy"])
    generator = np.random.Generator(np.random.Philox(seed))
    for epoch in range(lesson.epochs):
        rehearsed = generator.choice(len(old), min(lesson.old, len(old)), replace=False)
        repeated = np.arange(lesson.new) % len(x)
        posed = np.stack([_posed(x[i, ..., 0], lesson, generator) for i in repeated])
        network.fit(
            np.concatenate([old.x[rehearsed], posed[..., None]]),
            np.concatenate([old.y[rehearsed], y[repeated]]),
            batch_size=lesson.batch_size,
            verbose=0,
            seed=seed + epoch,
        )
    return network


def right(network: Sequential, x: Images, y: Labels) -> int:
    """How many of the pictures are read as their class."""
    return int((network.predict(x).argmax(axis=1) == y).sum()) if len(x) else 0


def _posed(image: NDArray[np.uint8], lesson: Lesson, generator: np.random.Generator) -> Images:
    """The picture (28, 28) a little turned, stretched and shifted about its centre."""
    angle = np.radians(lesson.angle) * generator.uniform(-1, 1)
    stretch = 1 + lesson.stretch * generator.uniform(-1, 1, 2)
    shift = lesson.shift * generator.uniform(-1, 1, 2)
    cos, sin = np.cos(angle), np.sin(angle)
    matrix = np.array([[cos, -sin], [sin, cos]]) / stretch  # output to input pixels
    centre = np.full(2, (image.shape[0] - 1) / 2)
    offset = centre - matrix @ (centre + shift)
    coefficients = (*matrix[0], offset[0], *matrix[1], offset[1])
    turned = Image.fromarray(image).transform(
        image.shape, Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR
    )
    return np.asarray(turned)
