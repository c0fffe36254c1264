"""The network that ships: what it is taught, how long, and how its certainty is calibrated.

`python -m tenfold.reader.training OUT` makes it from MNIST's training images and drawn strokes.
MNIST's test images are read once at the end, for the model card; they choose nothing.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenfold.data import strokes
from tenfold.data.dataset import Dataset, Split
from tenfold.nn.layers import Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D
from tenfold.nn.network import Sequential
from tenfold.nn.optimizers import AdamW
from tenfold.nn.schedule import OneCycle
from tenfold.reader.lessons import (
    OTHER,
    Lessons,
    Variety,
    digit_lessons,
    other_lessons,
    row_lessons,
    turned_lessons,
)

Floats = NDArray[np.float32]

CLASS_NAMES = (*"0123456789", "other")
TEMPERATURES = np.geomspace(0.5, 3.0, 61)


@dataclass(frozen=True)
class Course:
    """How many lessons of each kind, and how they are learnt."""

    plain: int = 110_000  # MNIST as it is: the network is measured on that too
    digits: int = 120_000  # MNIST varied, as the picture steps show it
    strokes: int = 60_000  # forms that MNIST's Americans do not write: a 1 with a flag, a crossed 7
    turned: int = 14_000
    rows: int = 6_000  # of two to five touching digits, about 20 lessons each
    others: int = 24_000
    held_out: int = 5_000  # MNIST training images that only calibrate
    epochs: int = 10  # the lessons are varied enough not to be learnt by heart in as many
    batch_size: int = 128
    learning_rate: float = 3e-3  # one-cycle's peak


def train(mnist: Dataset, course: Course, seed: int, threads: int | None = None) -> Sequential:
    """The reader's network, calibrated, with its card in `metadata`."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(mnist.train))
    learnt = mnist.train.take(order[course.held_out :])
    kept = mnist.train.take(order[: course.held_out])
    lessons = make_lessons(learnt, course, seed, rng)
    model = network()
    rate = OneCycle(course.learning_rate)
    optimizer = AdamW(rate, beta_2=0.99, weight_decay=1e-3)
    model.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    model.fit(
        lessons.x,
        lessons.y,
        course.batch_size,
        course.epochs,
        seed=seed,
        threads=threads,
        verbose=2,
    )
    trial = _trial_lessons(kept, seed + 1, rng)
    temperature = best_temperature(model.predict(trial.x), trial.y)
    model.metadata |= {
        "preprocessing": {"scale": 255, "temperature": temperature},
        "class_names": list(CLASS_NAMES),
        "training": {"recipe": "reader", "seed": seed, "fingerprint": mnist.fingerprint}
        | {"data": "mnist and strokes", "epochs": course.epochs, "lessons": len(lessons.y)},
        "scores": scores(model, mnist.test),
    }
    return model


def network() -> Sequential:
    """225,163 parameters: the practical's two convolutions, then a hidden layer to tell apart what
    only differs in its whole."""
    return Sequential(
        [
            Input((28, 28, 1)),
            Conv2D(32, 3, activation="relu"),
            MaxPooling2D(2),
            Conv2D(64, 3, activation="relu"),
            MaxPooling2D(2),
            Flatten(),
            Dense(128, activation="relu"),
            Dropout(0.3),
            Dense(len(CLASS_NAMES), activation="softmax"),
        ]
    )


def make_lessons(mnist: Split, course: Course, seed: int, rng: np.random.Generator) -> Lessons:
    """All lessons of a course."""
    variety = Variety()
    x, y = mnist.x[..., 0], mnist.y
    drawn = strokes.generate(course.strokes, seed)
    drawn_x, drawn_y = drawn.x[..., 0], drawn.y
    all_x, all_y = np.concatenate([x, drawn_x]), np.concatenate([y, drawn_y])

    def some(count: int) -> NDArray[np.int64]:
        return rng.integers(len(x), size=count)

    plain, varied, turned = some(course.plain), some(course.digits), some(course.turned)
    lessons = Lessons(mnist.x[plain], y[plain])
    lessons = lessons.joined(digit_lessons(x[varied], y[varied], rng, variety))
    lessons = lessons.joined(digit_lessons(drawn_x, drawn_y, rng, variety))
    lessons = lessons.joined(turned_lessons(x[turned], y[turned], rng, variety))
    lessons = lessons.joined(row_lessons(all_x, all_y, rng, variety, course.rows))
    others = strokes.generate_others(course.others, seed).x[..., 0]
    return lessons.joined(other_lessons(others, rng, variety))


def _trial_lessons(kept: Split, seed: int, rng: np.random.Generator) -> Lessons:
    """What calibrates: digits of images never learnt, and other drawings, in equal parts."""
    variety, count = Variety(), len(kept)
    lessons = digit_lessons(kept.x[..., 0], kept.y, rng, variety)
    drawn = strokes.generate(count // 2, seed)
    lessons = lessons.joined(digit_lessons(drawn.x[..., 0], drawn.y, rng, variety))
    others = strokes.generate_others(count, seed).x[..., 0]
    return lessons.joined(other_lessons(others, rng, variety))


def best_temperature(probabilities: Floats, y: NDArray[np.integer[Any]]) -> float:
    """The temperature that makes the labels likeliest (Guo et al. 2017, by a search on a grid)."""
    losses = []
    logits = np.log(np.maximum(probabilities.astype(np.float64), 1e-30))
    for temperature in TEMPERATURES:
        scaled = logits / temperature
        scaled -= np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        losses.append(-scaled[np.arange(len(y)), y].mean())
    return round(float(TEMPERATURES[int(np.argmin(losses))]), 3)


def scores(model: Sequential, test: Split) -> dict[str, float]:
    """On MNIST's test images: right among the ten digits, and with refusals counted as wrong."""
    probabilities = model.predict(test.x)
    among_digits = probabilities[:, :OTHER].argmax(axis=1) == test.y
    outright = probabilities.argmax(axis=1) == test.y
    return {
        "test_accuracy": float(among_digits.mean()),
        "test_accuracy_refusing": float(outright.mean()),
    }


def main(out: Path, seed: int = 0) -> None:
    from tenfold.data import datasets

    train(datasets.load("mnist"), Course(), seed).save(out)


if __name__ == "__main__":
    import sys

    main(Path(sys.argv[1]))
