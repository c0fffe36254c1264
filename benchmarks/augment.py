"""What augmentation costs: an epoch of the practical with the full warp beside one without."""

from collections.abc import Sequence
from time import perf_counter
from typing import Any

import measure
import tenfold
from tenfold.data.augment import Augment
from tenfold.data.dataset import Split
from tenfold.train.networks import practical_layers

EVERYTHING = Augment(flip=True)  # every change that the kernel knows, at its default strength
GOAL = 1.4


def main(arguments: Sequence[str] | None = None) -> None:
    parser = measure.options(__doc__, rounds=5)
    parser.add_argument("--threads", type=int, default=2)
    args = measure.parsed(parser, arguments)
    benchmark = measure.Benchmark("augment", args)
    data = tenfold.datasets.load(args.data)
    train = data.train
    if args.quick:
        train = Split(train.x[:640], train.y[:640])
    model = tenfold.Sequential([tenfold.Input(data.shape), *practical_layers(10)])
    model.compile()

    def epoch(augment: Augment | None) -> float:
        start = perf_counter()
        model.fit(train.x, train.y, seed=0, threads=args.threads, verbose=0, augment=augment)
        return perf_counter() - start

    epoch(None)  # the first one makes the buffers
    turns = {"plain": lambda: epoch(None), "warped": lambda: epoch(EVERYTHING)}
    raw = measure.take_turns(turns, args.rounds, args.deadline)
    benchmark.save(figures := told(raw), raw, as_table(figures))


def told(raw: dict[str, list[float]]) -> dict[str, Any]:
    seconds = {name: measure.summary(turns)["median"] for name, turns in raw.items()}
    return {"seconds": seconds, "ratio": seconds["warped"] / seconds["plain"], "goal": GOAL}


def as_table(figures: dict[str, Any]) -> str:
    rows = [(name, f"{seconds:.2f}") for name, seconds in figures["seconds"].items()]
    table = measure.table(("one epoch", "seconds"), rows)
    return f"{table}\ntimes as long with the full warp: {figures['ratio']:.2f}"


if __name__ == "__main__":
    main()
