"""What a recipe scores over seeds; with --keras-seeds, beside the practical's Keras script."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import measure
from keras_practical import run_keras, save_archive
from processes import run
from tenfold.evaluate.spread import spread


def main(arguments: Sequence[str] | None = None) -> None:
    parser = measure.options(__doc__, rounds=1)
    parser.add_argument("--recipe", default="practical")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--keras-seeds", type=int, default=0, help="runs of the Keras script [0]")
    args = measure.parsed(parser, arguments)
    if args.quick:
        args.seeds, args.keras_seeds = 2, min(args.keras_seeds, 2)
    name = args.data if args.data.replace("-", "").isalnum() else "folder"
    benchmark = measure.Benchmark(f"accuracy-{args.recipe}-{name}", args)
    raw = {"tenfold": sweep(args)}
    found = {"tenfold": [turn["test_accuracy"] for turn in raw["tenfold"]["runs"]]}
    if args.keras_seeds > 1:
        raw["keras"] = {"runs": keras(args)}
        found["keras"] = [turn["accuracy"] for turn in raw["keras"]["runs"]]
    figures: dict[str, Any] = {who: asdict(spread(values)) for who, values in found.items()}
    figures["tenfold"]["seconds"] = measure.summary(
        [turn["seconds"] for turn in raw["tenfold"]["runs"]]
    )
    if "keras" in found:
        figures["difference"] = difference(figures["tenfold"], figures["keras"])
    benchmark.save(figures, raw, as_table(figures, list(found)))


def sweep(args: Any) -> dict[str, Any]:
    command = [
        *measure.TENFOLD,
        "sweep",
        *("--recipe", args.recipe),
        *("--data", args.data),
        *("--seeds", str(args.seeds)),
        "--json",
        *(("--epochs", "1") if args.quick else ()),
    ]
    result: dict[str, Any] = json.loads(run(command).output.splitlines()[-1])
    return result


def keras(args: Any) -> list[dict[str, float]]:
    with TemporaryDirectory() as folder:
        archive = save_archive(Path(folder), args.data, 640 if args.quick else None)
        epochs = 1 if args.quick else 10
        return [
            asdict(run_keras(args.peers_python, archive, seed, epochs))
            for seed in range(args.keras_seeds)
        ]


def difference(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, float]:
    """Of the means, with its standard error; |t| under 2 is within the noise."""
    mean = ours["mean"] - theirs["mean"]
    error = sqrt(ours["standard_error"] ** 2 + theirs["standard_error"] ** 2)
    return {"mean": mean, "standard_error": error, "t": mean / error if error else 0.0}


def as_table(figures: dict[str, Any], names: list[str]) -> str:
    keys = ("n", "mean", "standard_deviation", "minimum", "maximum")
    rows = [(who, *(round(figures[who][key], 5) for key in keys)) for who in names]
    lines = measure.table(("test accuracy", *keys), rows)
    if "difference" in figures:
        found = figures["difference"]
        lines += (
            f"\ndifference {found['mean']:+.5f} ± {found['standard_error']:.5f} (standard error)"
        )
    return lines


if __name__ == "__main__":
    main()
