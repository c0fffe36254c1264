"""Prediction with the practical's network: tenfold beside ONNX Runtime with the same weights.

Many pictures on one and on two threads, and one picture through the Python call. Both are given
the same floats; tenfold is also timed on the bytes that pictures come as.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

import measure
import tenfold
from contender import Contender
from networks import PRACTICAL
from pictures import save_pictures

IMAGES = 10_000
THREADS = (1, 2)
CALLS = 5000  # of one picture, each turn
AGREE = 1e-4  # probabilities computed in different orders of summation


def main(arguments: Sequence[str] | None = None) -> None:
    args = measure.parsed(measure.options(__doc__, rounds=9), arguments)
    benchmark = measure.Benchmark("predict", args)
    with TemporaryDirectory() as name:
        folder = Path(name)
        common = {
            "task": "predict",
            "network": PRACTICAL.as_dict(),
            "data": str(save_pictures(folder, args.data, PRACTICAL.shape, test=True)),
            "weights": str(trained_weights(folder, args)),
        }
        raw = {}
        for threads in THREADS:
            raw[f"many, threads {threads}"] = many(benchmark, args, common, threads)
        raw["one"] = one(args, common)
    figures = {"many": rates(raw), "one": latencies(raw["one"])}
    benchmark.save(figures, raw, as_table(figures))


def trained_weights(folder: Path, args: Any) -> Path:
    """A network that can read: what a prediction costs may depend on its zeros."""
    train = tenfold.datasets.load(args.data).train
    n = 2000 if args.quick else len(train)
    layers = [
        getattr(tenfold, layer["type"])(**{k: v for k, v in layer.items() if k != "type"})
        for layer in PRACTICAL.layers
    ]
    model = tenfold.Sequential([tenfold.Input(PRACTICAL.shape), *layers])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(train.x[:n], train.y[:n], verbose=0, seed=0)
    file = folder / "weights.npz"
    np.savez(file, *model.get_weights())
    return file


def contenders(args: Any) -> list[Contender]:
    return [
        Contender("tenfold", "tenfold", measure.OWN_PYTHON),
        Contender("tenfold, bytes", "tenfold", measure.OWN_PYTHON),
        Contender("onnxruntime", "onnxruntime", args.peers_python),
    ]


def ready(started: list[Contender], common: dict[str, Any], threads: int) -> dict[str, Contender]:
    plain = [c for c in started if c.name != "tenfold, bytes"]
    as_bytes = [c for c in started if c.name == "tenfold, bytes"]
    prepared = measure.prepared(plain, **common, threads=threads, dtype="float32")
    prepared |= measure.prepared(as_bytes, **common, threads=threads, dtype="uint8")
    expected = prepared["tenfold"].facts["outputs"]
    for name, contender in prepared.items():
        apart = float(np.abs(np.subtract(contender.facts["outputs"], expected)).max())
        if apart > AGREE:
            raise SystemExit(f"{name} and tenfold differ by {apart}: not the same network")
    return prepared


def many(
    benchmark: measure.Benchmark, args: Any, common: dict[str, Any], threads: int
) -> dict[str, list[float]]:
    """Seconds for IMAGES pictures."""
    with measure.started(contenders(args)) as started:
        prepared = ready(started, common, threads)
        benchmark.versions(prepared)
        turns = {n: lambda c=c: c.run()["seconds"] for n, c in prepared.items()}
        return measure.take_turns(turns, args.rounds, args.deadline)


def one(args: Any, common: dict[str, Any]) -> dict[str, list[list[float]]]:
    """Seconds of each call, by round. One thread: more only make one picture slower."""
    calls = 50 if args.quick else CALLS
    with measure.started(contenders(args)) as started:
        prepared = ready(started, common, threads=1)
        turns = {n: lambda c=c: c.run(calls=calls)["times"] for n, c in prepared.items()}
        rounds = measure.take_turns(turns, args.rounds, args.deadline)
    return {name: [[round(t, 7) for t in turn] for turn in turns] for name, turns in rounds.items()}


def rates(raw: dict[str, Any]) -> dict[str, Any]:
    """Pictures a second, and how many times the peer's."""
    figures: dict[str, Any] = {}
    for threads in THREADS:
        times = raw[f"many, threads {threads}"]
        per_second = {n: IMAGES / measure.summary(t)["median"] for n, t in times.items()}
        figures[str(threads)] = {
            name: {"per_second": round(rate), "ratio": round(per_second["tenfold"] / rate, 2)}
            for name, rate in per_second.items()
        }
    return figures


def latencies(rounds: dict[str, list[list[float]]]) -> dict[str, Any]:
    """Microseconds: the median over rounds of each round's quantile."""
    figures = {
        name: {
            f"p{share * 100:.0f}_us": round(
                1e6 * measure.summary([measure.quantile(turn, share) for turn in turns])["median"],
                1,
            )
            for share in (0.5, 0.99)
        }
        for name, turns in rounds.items()
    }
    for found in figures.values():
        found["ratio"] = round(found["p50_us"] / figures["tenfold"]["p50_us"], 2)
    return figures


def as_table(figures: dict[str, Any]) -> str:
    rows = [
        (
            f"many pictures, threads {threads}: {name}",
            f"{f['per_second']:,} /s",
            f"{f['ratio']:.2f}",
        )
        for threads, found in figures["many"].items()
        for name, f in found.items()
    ]
    rows += [
        (f"one picture: {name}", f"p50 {f['p50_us']:.1f} µs, p99 {f['p99_us']:.1f} µs", f["ratio"])
        for name, f in figures["one"].items()
    ]
    return measure.table(("practical", "", "tenfold is better by"), rows)


if __name__ == "__main__":
    main()
