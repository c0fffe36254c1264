"""Threads: how training scales, and that any number of them gives the same weights.

A weight file's SHA-256 after the same epochs from the same seed, with 1, 2, 3 and 8 threads.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import measure
from contender import Contender
from networks import PRACTICAL
from pictures import save_pictures

THREADS = (1, 2, 3, 8)


def main(arguments: Sequence[str] | None = None) -> None:
    args = measure.parsed(measure.options(__doc__, rounds=3), arguments)
    benchmark = measure.Benchmark("threads", args)
    images = 640 if args.quick else 60_000
    with TemporaryDirectory() as folder:
        data = str(save_pictures(Path(folder), args.data, PRACTICAL.shape))
        names = [str(threads) for threads in THREADS]
        contenders = [Contender(name, "tenfold", measure.OWN_PYTHON) for name in names]
        with measure.started(contenders) as started:
            for contender in started:
                contender.prepare(
                    task="train",
                    network=PRACTICAL.as_dict(),
                    data=data,
                    batch_size=32,
                    threads=int(contender.name),
                )
            benchmark.versions({"tenfold": started[0]})
            turns = {c.name: lambda c=c: c.run(images=images) for c in started}
            raw = measure.take_turns(turns, args.rounds, args.deadline)
    figures = {
        name: {
            "seconds": round(measure.summary([turn["seconds"] for turn in turns])["median"], 3),
            "sha256": turns[-1]["sha256"],
        }
        for name, turns in raw.items()
    }
    same = all(
        len({turn["sha256"] for turn in round_}) == 1 for round_ in zip(*raw.values(), strict=True)
    )
    rows = [
        (name, f["seconds"], f"{figures['1']['seconds'] / f['seconds']:.2f}", f["sha256"][:16])
        for name, f in figures.items()
    ]
    head = ("threads", "seconds an epoch", "speed of one", "weights after the last epoch")
    verdict = "the same bytes" if same else "DIFFERENT BYTES"
    benchmark.save(
        {"threads": figures, "same_bytes": same}, raw, f"{measure.table(head, rows)}\n{verdict}"
    )
    if not same:
        raise SystemExit("the number of threads changed the weights")


if __name__ == "__main__":
    main()
