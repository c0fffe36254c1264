"""tenfold's instruction sets beside each other, on a machine that has them all."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import measure
from contender import Contender
from networks import PRACTICAL
from pictures import save_pictures
from tenfold.nn.engine import available_isas


def main(arguments: Sequence[str] | None = None) -> None:
    parser = measure.options(__doc__, rounds=7)
    parser.add_argument("--threads", type=int, default=1)
    args = measure.parsed(parser, arguments)
    benchmark = measure.Benchmark("isa", args)
    images = 640 if args.quick else 60_000
    raw = {"train": train(benchmark, args, images)}
    figures = {"train": speeds(raw["train"], images)}
    rows = [
        (name, f"{f['us_per_image']:.1f} µs", f"{f['speed']:.0%}")
        for name, f in figures["train"].items()
    ]
    head = ("training the practical's network", "per picture", "of the best's speed")
    benchmark.save(figures, raw, measure.table(head, rows))


def train(benchmark: measure.Benchmark, args: Any, images: int) -> dict[str, list[float]]:
    with TemporaryDirectory() as folder:
        data = save_pictures(Path(folder), args.data, PRACTICAL.shape)
        contenders = [
            Contender(name, "tenfold", measure.OWN_PYTHON, {"TENFOLD_ISA": name})
            for name in available_isas()
        ]
        with measure.started(contenders) as started:
            ready = measure.prepared(
                started,
                task="train",
                network=PRACTICAL.as_dict(),
                data=str(data),
                batch_size=32,
                threads=args.threads,
            )
            benchmark.versions(ready)
            turns = {n: lambda c=c: c.run(images=images)["seconds"] for n, c in ready.items()}
            return measure.take_turns(turns, args.rounds, args.deadline)


def speeds(seconds: dict[str, list[float]], images: int) -> dict[str, dict[str, float]]:
    medians = {name: measure.summary(times)["median"] for name, times in seconds.items()}
    best = next(iter(medians.values()))  # available_isas() gives the best first
    return {
        name: {"us_per_image": round(1e6 * m / images, 2), "speed": round(best / m, 3)}
        for name, m in medians.items()
    }


if __name__ == "__main__":
    main()
