"""Choosing a recipe's settings on held-out *training* images, writers apart; never on the test set.

    python benchmarks/tune.py --seeds 3 "epochs=2 batch=64 peak=4e-3" "epochs=2 peak=6e-3"

Each argument is one candidate. Prints mean and standard deviation of the accuracy on a sixth of
the writers, and the CPU time of a run (the same work on a busy machine).
"""

import argparse
import time

import numpy as np

from tenfold import Augment, Sequential
from tenfold.data.datasets import load, mnist_writers
from tenfold.nn.layers import Input
from tenfold.nn.losses import CategoricalCrossentropy
from tenfold.nn.optimizers import AdamW
from tenfold.nn.schedule import OneCycle
from tenfold.train.networks import practical_layers

DEFAULTS = {
    "epochs": 2, "batch": 64, "peak": 4e-3, "warm_up": 0.3, "start": 25.0, "beta_1": 0.9,
    "beta_2": 0.99, "smoothing": 0.0, "augment": 0.0, "elastic": 0.06, "stroke": 0.5, "clean": 0,
    "shift": 0.06, "rotation": 12.0, "scale": 0.12, "shear": 0.2, "flip": 0, "decay": 0.0,
}  # fmt: skip


def settings(text: str) -> dict[str, float]:
    found = dict(pair.split("=") for pair in text.split())
    return DEFAULTS | {name: type(DEFAULTS[name])(float(value)) for name, value in found.items()}


def accuracy(s: dict[str, float], train: tuple, held_out: tuple, seed: int) -> float:
    model = Sequential([Input((28, 28, 1)), *practical_layers(10)])
    schedule = OneCycle(s["peak"], s["warm_up"], s["start"])
    # Without decay it is Adam.
    optimizer = AdamW(schedule, beta_1=s["beta_1"], beta_2=s["beta_2"], weight_decay=s["decay"])
    model.compile(optimizer, CategoricalCrossentropy(label_smoothing=s["smoothing"]), ["accuracy"])
    strength = s["augment"]
    names = ("rotation", "scale", "shear", "shift", "elastic", "stroke")
    limits = {name: s[name] * strength for name in names}
    augment = Augment(**limits, flip=bool(s["flip"])) if strength else None
    model.fit(
        *train, epochs=int(s["epochs"]), batch_size=int(s["batch"]), seed=seed, verbose=0,
        augment=augment, clean_epochs=int(s["clean"]),
    )  # fmt: skip
    return float((model.predict(held_out[0]).argmax(1) == held_out[1]).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("candidates", nargs="+")
    parser.add_argument("--seeds", type=int, default=3, help="2 or more")
    parser.add_argument("--data", default="mnist")
    arguments = parser.parse_args()
    dataset = load(arguments.data)
    groups = mnist_writers().train if arguments.data == "mnist" else None
    rest, held = dataset.train.hold_out(1 / 6, seed=0, groups=groups)
    for text in arguments.candidates:
        start = time.process_time()
        found = [
            accuracy(settings(text), (rest.x, rest.y), (held.x, held.y), seed)
            for seed in range(arguments.seeds)
        ]
        cpu = (time.process_time() - start) / arguments.seeds
        mean, sd = np.mean(found) * 100, np.std(found, ddof=1) * 100
        print(f"{mean:.3f} ± {sd:.3f} %   {cpu:5.1f} CPU s   {text}", flush=True)


if __name__ == "__main__":
    main()
