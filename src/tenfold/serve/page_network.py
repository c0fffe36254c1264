"""The page's network that ships: the practical's, small enough to look into and to mail.

`python -m tenfold.serve.page_network OUT` makes it from MNIST's training images and drawn strokes.
MNIST's test images are read once at the end, for the model card; they choose nothing.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tenfold.data import strokes
from tenfold.data.augment import Augment
from tenfold.data.dataset import Dataset
from tenfold.evaluate.calibration import fit_temperature
from tenfold.nn.layers import Input
from tenfold.nn.losses import CategoricalCrossentropy
from tenfold.nn.network import Sequential
from tenfold.nn.optimizers import Adam
from tenfold.nn.schedule import OneCycle
from tenfold.serve.tempered import temper
from tenfold.train.networks import practical_layers


@dataclass(frozen=True)
class Course:
    """What the network learns from and how."""

    strokes: int = 60_000  # a 1 with a flag, a crossed 7: forms that MNIST's Americans do not write
    held_out: int = 5_000  # of MNIST's training images, and as many drawings: they only calibrate
    epochs: int = 16  # of 115,000 pictures: about a minute on two cores
    clean_epochs: int = 2  # the last epochs settle on pictures as they come
    batch_size: int = 64
    learning_rate: float = 4e-3  # one-cycle's peak, as in the recipe "accurate"
    label_smoothing: float = 0.1  # the same


def train(mnist: Dataset, course: Course, seed: int) -> Sequential:
    """The network, calibrated, with its card in `metadata`."""
    order = np.random.default_rng(seed).permutation(len(mnist.train))
    learnt = mnist.train.take(order[course.held_out :])
    kept = mnist.train.take(order[: course.held_out])
    drawn = strokes.generate(course.strokes + course.held_out, seed)
    model = Sequential([Input((28, 28, 1)), *practical_layers(10)])
    model.compile(
        Adam(OneCycle(course.learning_rate), beta_2=0.99),
        CategoricalCrossentropy(label_smoothing=course.label_smoothing),
        ["accuracy"],
    )
    model.fit(
        np.concatenate([learnt.x, drawn.x[: course.strokes]]),
        np.concatenate([learnt.y, drawn.y[: course.strokes]]),
        course.batch_size,
        course.epochs,
        seed=seed,
        augment=Augment(),
        clean_epochs=course.clean_epochs,
        verbose=2,
    )
    trial_x = np.concatenate([kept.x, drawn.x[course.strokes :]])
    trial_y = np.concatenate([kept.y, drawn.y[course.strokes :]])
    probabilities = model.predict(trial_x)
    model.metadata |= {
        "preprocessing": {"scale": 255, "temperature": fit_temperature(trial_y, probabilities)},
        "class_names": list(mnist.class_names),
        "training": {"recipe": "page", "seed": seed, "fingerprint": mnist.fingerprint}
        | {"data": "mnist and strokes", "epochs": course.epochs}
        | {"label_smoothing": course.label_smoothing},
        "scores": {
            "held_out_mnist": _share_right(model, kept.x, kept.y),
            "held_out_strokes": _share_right(
                model, drawn.x[course.strokes :], drawn.y[course.strokes :]
            ),
            "test_accuracy": _share_right(model, mnist.test.x, mnist.test.y),
        },
    }
    return temper(model)


def _share_right(model: Sequential, x: NDArray[np.uint8], y: NDArray[np.integer]) -> float:
    return round(float((model.predict(x).argmax(axis=1) == y).mean()), 4)


def main(out: Path, seed: int = 0) -> None:
    from tenfold.data import datasets

    train(datasets.load("mnist"), Course(), seed).save(out)


if __name__ == "__main__":
    import sys

    main(Path(sys.argv[1]))
