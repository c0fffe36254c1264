"""One epoch: tenfold beside PyTorch and Keras, taking turns.

The practical's network at batch 32 against both; the two larger networks and every corner of the
family against PyTorch. With --subset fewer pictures are timed and the seconds scaled to the whole
training set; the record keeps how many.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import measure
from contender import Contender
from networks import COLOR, CORNER_BATCHES, CORNERS, DEEP, PRACTICAL, Network
from pictures import save_pictures

WHOLE = 60_000  # pictures in an epoch
QUICK = 640  # pictures in a smoke run
TRIAL_BATCHES = 4
CORNER_SECONDS = 0.7  # of the slower contender, each turn


def main(arguments: Sequence[str] | None = None) -> None:
    parser = measure.options(__doc__, rounds=5)
    parser.add_argument("--subset", type=int, default=WHOLE, help="pictures timed an epoch [all]")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    args = measure.parsed(parser, arguments)
    if args.quick:
        args.subset = QUICK
    with TemporaryDirectory() as folder:
        for part in args.parts:
            PARTS[part](args, Path(folder))


def practical(args: Any, folder: Path) -> None:
    benchmark = measure.Benchmark("epoch-practical", args)
    with contenders(args, "tenfold", "torch", "keras") as started:
        ready = prepared(started, args, folder, PRACTICAL)
        benchmark.versions(ready)
        raw = {PRACTICAL.name: timed(ready, args, args.subset)}
    save(benchmark, raw, args.subset)


def larger(args: Any, folder: Path) -> None:
    benchmark = measure.Benchmark("epoch-larger", args)
    raw = {}
    with contenders(args, "tenfold", "torch") as started:
        for network in (DEEP, COLOR):
            ready = prepared(started, args, folder, network)
            raw[network.name] = timed(ready, args, args.subset)
        benchmark.versions(ready)
    save(benchmark, raw, args.subset)


def corners(args: Any, folder: Path) -> None:
    """Every corner at every batch size: µs a picture, the worst ratio first."""
    benchmark = measure.Benchmark("epoch-corners", args)
    figures, raw = {}, {}
    chosen = CORNERS[:2] if args.quick else CORNERS
    with contenders(args, "tenfold", "torch") as started:
        for network, batch_size in product(chosen, CORNER_BATCHES):
            ready = prepared(started, args, folder, network, batch_size)
            images = corner_images(ready, batch_size, args.quick)
            key = f"{network.name}, batch {batch_size}"
            raw[key] = {"images": images, "seconds": timed(ready, args, images)}
            figures[key] = per_image(raw[key]["seconds"], images)
            measure.say(f"  {key}: {figures[key]}")
        benchmark.versions(ready)
    ranked = dict(sorted(figures.items(), key=lambda item: item[1].get("ratio", 0.0)))
    rows = (
        (key, *(f"{found.get(name, float('nan')):.1f}" for name in ("tenfold", "torch", "ratio")))
        for key, found in ranked.items()
    )
    head = ("µs per picture, worst first", "tenfold", "PyTorch", "ratio")
    benchmark.save(ranked, raw, measure.table(head, rows))


PARTS = {"practical": practical, "larger": larger, "corners": corners}


def contenders(args: Any, *kinds: str) -> AbstractContextManager[list[Contender]]:
    """Their processes, in a `with` statement."""
    own = {"tenfold": measure.OWN_PYTHON}
    return measure.started(Contender(k, k, own.get(k, args.peers_python)) for k in kinds)


def prepared(
    started: list[Contender], args: Any, folder: Path, network: Network, batch_size: int = 32
) -> dict[str, Contender]:
    return measure.prepared(
        started,
        task="train",
        network=network.as_dict(),
        data=str(save_pictures(folder, args.data, network.shape)),
        batch_size=batch_size,
        threads=args.threads,
    )


def timed(contenders: dict[str, Contender], args: Any, images: int) -> dict[str, list[float]]:
    """Seconds for this many pictures, of each contender and round."""
    turns = {
        name: lambda c=contender: c.run(images=images)["seconds"]
        for name, contender in contenders.items()
    }
    return measure.take_turns(turns, args.rounds, args.deadline)


def corner_images(contenders: dict[str, Contender], batch_size: int, quick: bool) -> int:
    """Whole batches that take the slower contender about CORNER_SECONDS."""
    trial = TRIAL_BATCHES * batch_size
    if quick:
        return trial
    slowest = max(contender.run(images=trial)["seconds"] for contender in contenders.values())
    batches = max(TRIAL_BATCHES, int(CORNER_SECONDS * TRIAL_BATCHES / slowest))
    return min(batches * batch_size, WHOLE // batch_size * batch_size)


def per_image(seconds: dict[str, list[float]], images: int) -> dict[str, float]:
    found = {
        name: 1e6 * measure.summary(times)["median"] / images for name, times in seconds.items()
    }
    if "torch" in found:
        found["ratio"] = found["torch"] / found["tenfold"]
    return {name: round(value, 2) for name, value in found.items()}


def save(benchmark: measure.Benchmark, raw: dict[str, dict[str, list[float]]], images: int) -> None:
    """Seconds of a whole epoch, and how many times tenfold's each contender takes."""
    scale = WHOLE / images
    figures: dict[str, Any] = {}
    rows = []
    for network, times in raw.items():
        medians = {n: scale * measure.summary(t)["median"] for n, t in times.items()}
        figures[network] = {
            name: {"seconds": round(value, 3), "ratio": round(value / medians["tenfold"], 2)}
            for name, value in medians.items()
        }
        rows += [
            (f"{network}, {name}", f"{f['seconds']:.2f}", f"{f['ratio']:.1f}")
            for name, f in figures[network].items()
        ]
    head = ("one epoch", "seconds", "times tenfold's")
    benchmark.save(figures, {"images": images, "seconds": raw}, measure.table(head, rows))


if __name__ == "__main__":
    main()
