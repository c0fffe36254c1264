"""From typing to a saved model: whole processes of `tenfold train` beside the Keras script.

Imports, loading and saving are in the time of both. tenfold runs many seeds; the Keras script, at
its own ten epochs, takes its turns in between.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import measure
from keras_practical import run_keras, save_archive
from processes import FailedError, run
from tenfold.evaluate.metrics import wilson_interval
from tenfold.evaluate.spread import spread
from tenfold.train.recipes import FAST

GOAL = 0.99


def main(arguments: Sequence[str] | None = None) -> None:
    parser = measure.options(__doc__, rounds=3, quick_rounds=1)
    parser.add_argument("--recipe", default=FAST.name)
    parser.add_argument("--seeds", type=int, default=30, help="of tenfold, in all rounds together")
    args = measure.parsed(parser, arguments)
    if args.quick:
        args.seeds = 2
    benchmark = measure.Benchmark("time-to-99", args)
    with TemporaryDirectory() as name:
        raw = take_turns(args, Path(name))
    figures = told(raw)
    benchmark.save(figures, raw, as_table(figures))


def take_turns(args: Any, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Each round: a share of tenfold's seeds, then one run of the Keras script."""
    archive = save_archive(folder, args.data, 640 if args.quick else None)
    raw: dict[str, list[dict[str, Any]]] = {"tenfold": [], "keras": []}
    for round_ in range(args.rounds):
        for seed in range(round_, args.seeds, args.rounds):
            raw["tenfold"].append({"seed": seed, **train(args, folder, seed)})
        try:
            epochs = 1 if args.quick else 10
            result = run_keras(args.peers_python, archive, round_, epochs)
        except FailedError as error:
            if "No module named" not in str(error):
                raise
            measure.say(f"  left out: keras is not installed in {args.peers_python}")
        else:
            raw["keras"].append({"seed": round_, **asdict(result)})
    return raw


def train(args: Any, folder: Path, seed: int) -> dict[str, Any]:
    command = [
        *measure.TENFOLD,
        "train",
        *("--recipe", args.recipe),
        *("--data", args.data),
        *("--seed", str(seed)),
        *("--out", str(folder / f"{seed}.safetensors")),
        "--json",
        *(("--epochs", "1") if args.quick else ()),
    ]
    done = run(command)
    result = json.loads(done.output.splitlines()[-1])
    return {
        "seconds": done.seconds,
        "accuracy": result["test_accuracy"],
        "peak_bytes": done.peak_bytes,
        "inside": result["seconds"],
    }


def told(raw: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for who, runs in raw.items():
        if not runs:
            continue
        accuracies = [turn["accuracy"] for turn in runs]
        reached = sum(accuracy >= GOAL for accuracy in accuracies)
        figures[who] = {
            "runs": len(runs),
            "seconds": measure.summary([turn["seconds"] for turn in runs]),
            "mean_accuracy": sum(accuracies) / len(runs),
            "reached": reached,
            "share_reached": reached / len(runs),
            "share_interval": wilson_interval(reached, len(runs)),
            "peak_bytes": max(turn["peak_bytes"] for turn in runs),
        }
        if len(runs) > 1:
            figures[who]["spread"] = asdict(spread(accuracies))
    if "keras" in figures:
        medians = {who: found["seconds"]["median"] for who, found in figures.items()}
        figures["ratio"] = medians["keras"] / medians["tenfold"]
    return figures


def as_table(figures: dict[str, Any]) -> str:
    rows = [
        (
            who,
            found["runs"],
            f"{found['seconds']['median']:.2f}",
            f"{100 * found['mean_accuracy']:.3f} %",
            f"{found['reached']} of {found['runs']}",
        )
        for who, found in figures.items()
        if who != "ratio"
    ]
    head = ("whole process", "runs", "seconds", "mean accuracy", "99 % or more")
    lines = measure.table(head, rows)
    return lines + (f"\ntimes as fast: {figures['ratio']:.1f}" if "ratio" in figures else "")


if __name__ == "__main__":
    main()
