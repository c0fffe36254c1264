"""How well a network that has only seen drawn digits reads MNIST.

    TENFOLD_DATA=../shared python benchmarks/strokes_to_mnist.py [--on train|test] [--out FILE]

Trains the practical's network on the strokes data set, and on nothing else, once per seed. By
default it is scored on MNIST's training pictures, which the drawings and the settings below were
chosen on; `--on test` is for the figure that is reported. On the drawings' own test set it tells
which shapes are hard.
"""

import argparse
import json
import os
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import tenfold
from tenfold.data import strokes
from tenfold.data.dataset import Split
from tenfold.data.files import whole_file
from tenfold.evaluate.metrics import accuracy, confusion_matrix, wilson_interval
from tenfold.nn.optimizers import Adam
from tenfold.nn.schedule import OneCycle
from tenfold.train.networks import practical_layers


@dataclass(frozen=True)
class Settings:
    """Of the training; chosen on MNIST's training pictures."""

    pictures: int = 60_000  # as MNIST has
    epochs: int = 3  # with six the drawings are learned better, and MNIST is read no better
    batch_size: int = 64
    peak: float = 4e-3  # with one cycle; the constant 1e-3 gives scores that jump by 0.5 points


def trained(settings: Settings, seed: int) -> tenfold.Sequential:
    """The practical's network after training on drawings of the same seed."""
    x, y, _ = strokes.generate(settings.pictures, seed)
    model = tenfold.Sequential([tenfold.Input((28, 28, 1)), *practical_layers(10)])
    model.compile(
        Adam(OneCycle(settings.peak), beta_2=0.99), "sparse_categorical_crossentropy", ["accuracy"]
    )
    model.fit(x, y, batch_size=settings.batch_size, epochs=settings.epochs, seed=seed, verbose=0)
    return model


def scores(model: tenfold.Sequential, mnist: Split, drawn: strokes.Drawings) -> dict[str, Any]:
    read = model.predict(mnist.x).argmax(axis=1)
    confusion = confusion_matrix(mnist.y, read, 10)
    right = model.predict(drawn.x).argmax(axis=1) == drawn.y
    names = strokes.shape_names()
    return {
        "accuracy": accuracy(confusion),
        "confusion": confusion.tolist(),
        "strokes_accuracy": float(right.mean()),
        "per_shape": {
            name: float(right[drawn.shape == number].mean()) for number, name in enumerate(names)
        },
    }


def show(runs: list[dict[str, Any]], n: int) -> None:
    found = np.array([run["accuracy"] for run in runs])
    confusion = np.mean([run["confusion"] for run in runs], axis=0)
    low, high = wilson_interval(round(found.mean() * n), n)
    spread = found.std(ddof=1) if len(found) > 1 else float("nan")
    print(f"accuracy  {found.mean():.4f} ± {spread:.4f} over {len(runs)} seeds")
    print(f"          95 % interval of one run on {n} pictures: {low:.4f} to {high:.4f}")
    print("digit     " + " ".join(f"{digit:6d}" for digit in range(10)))
    print("right     " + " ".join(f"{share:6.3f}" for share in _diagonal(confusion)))
    print("\nmean confusion, a row per label")
    for digit, row in enumerate(confusion):
        print(f"{digit:8d}  " + " ".join(f"{count:6.1f}" for count in row))
    print("\nhardest shapes of the drawings' test set")
    shapes = {
        name: np.mean([run["per_shape"][name] for run in runs]) for name in runs[0]["per_shape"]
    }
    for name, share in sorted(shapes.items(), key=lambda item: item[1])[:20]:
        print(f"{share:8.3f}  {name}")


def _diagonal(confusion: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.diag(confusion) / confusion.sum(axis=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--on", choices=("train", "test"), default="train")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path, help="write the raw figures here, as JSON")
    options = parser.parse_args()
    mnist = getattr(tenfold.datasets.load("mnist"), options.on)
    drawn, settings = strokes.generate(10_000, strokes.TEST_SEED), Settings()
    start, runs = time.perf_counter(), []
    for seed in range(options.seeds):
        runs.append({"seed": seed, **scores(trained(settings, seed), mnist, drawn)})
        print(f"seed {seed}: {runs[-1]['accuracy']:.4f}", flush=True)
    show(runs, len(mnist))
    if options.out:
        record = {
            "what": f"practical's network, trained on strokes alone, scored on MNIST {options.on}",
            "settings": asdict(settings),
            "hand": asdict(strokes.Hand()),
            "seconds": round(time.perf_counter() - start, 1),
            "machine": f"{platform.machine()}, {os.cpu_count()} processors",
            "versions": {"python": platform.python_version(), "numpy": np.__version__},
            "runs": runs,
        }
        with whole_file(options.out) as temporary:
            temporary.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
