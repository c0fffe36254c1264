"""What it costs to begin: import, the command's first word, memory of a training run, disk."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import measure
from processes import FailedError, run

INSTALLED = str(Path(__file__).parent / "installed.py")
PEERS = ("torch", "tensorflow", "onnxruntime")
PEER_ROUNDS = 3  # they take seconds each, so few will do
DISTRIBUTIONS = {"tensorflow": ("tensorflow-cpu", "tensorflow")}  # where the names differ


def main(arguments: Sequence[str] | None = None) -> None:
    args = measure.parsed(measure.options(__doc__, rounds=20, quick_rounds=2), arguments)
    benchmark = measure.Benchmark("startup", args)
    raw: dict[str, Any] = {"seconds": times(args)}
    medians = {name: measure.summary(t)["median"] for name, t in raw["seconds"].items()}
    bare, peer_bare = medians.pop("python"), medians.pop("peers' python", 0.0)
    command = medians.pop("tenfold --help")
    figures = {
        "import_seconds": {
            name: round(median - (bare if name == "tenfold" else peer_bare), 4)
            for name, median in medians.items()
        },
        "help_seconds": round(command, 4),
        "training_peak_bytes": training_peak(args),
        "installed_bytes": installed(args),
    }
    benchmark.save(figures, raw, as_table(figures))


def times(args: Any) -> dict[str, list[float]]:
    """Seconds of new processes. They have run before: their files are in the system's cache."""

    def python(interpreter: str, code: str) -> list[str]:
        return [interpreter, "-c", code]

    own, peers = measure.OWN_PYTHON, args.peers_python
    commands = {
        "python": python(own, "pass"),
        "tenfold": python(own, "import tenfold"),
        "tenfold --help": [*measure.TENFOLD, "--help"],
    }
    peer_commands = {"peers' python": python(peers, "pass")}
    peer_commands |= {name: python(peers, f"import {name}") for name in PEERS}
    seconds = turns(commands, args.rounds, args.deadline)
    return seconds | turns(peer_commands, min(args.rounds, PEER_ROUNDS), args.deadline)


def turns(commands: dict[str, list[str]], rounds: int, deadline: float) -> dict[str, list[float]]:
    working = {}
    for name, command in commands.items():
        try:
            run(command)
        except FailedError as error:
            measure.say(f"  left out: {str(error).splitlines()[-1]}")
        else:
            working[name] = command
    calls = {name: lambda c=command: run(c).seconds for name, command in working.items()}
    return measure.take_turns(calls, rounds, deadline, pause=0.05)


def training_peak(args: Any) -> int:
    """The most memory that `tenfold train` held, in bytes."""
    with TemporaryDirectory() as folder:
        out = str(Path(folder, "model.safetensors"))
        command = ["train", "--recipe", "practical", "--data", args.data, "--epochs", "1"]
        return run([*measure.TENFOLD, *command, "--out", out, "--json"]).peak_bytes


def installed(args: Any) -> dict[str, int]:
    """Bytes with everything required. tenfold is installed afresh: here it may be editable."""
    found = {}
    with TemporaryDirectory() as folder:
        if not args.quick:
            run([measure.OWN_PYTHON, "-m", "venv", folder])
            fresh = str(Path(folder, "bin", "python"))
            run([fresh, "-m", "pip", "install", "--quiet", str(measure.ROOT)])
            found["tenfold"] = size_of(fresh, ("tenfold",))
    for name in PEERS:
        found[name] = size_of(args.peers_python, DISTRIBUTIONS.get(name, (name,)))
    return {name: size for name, size in found.items() if size}


def size_of(interpreter: str, distributions: tuple[str, ...]) -> int:
    """Of the first of these names that is installed; 0 where none is."""
    for name in distributions:
        sizes = json.loads(run([interpreter, INSTALLED, name]).output.splitlines()[-1])
        if sizes:
            return sum(sizes.values())
    return 0


def as_table(figures: dict[str, Any]) -> str:
    rows = [
        (f"import {name}, over bare Python", f"{1000 * seconds:.0f} ms")
        for name, seconds in figures["import_seconds"].items()
    ]
    rows.append(("tenfold --help, whole process", f"{1000 * figures['help_seconds']:.0f} ms"))
    rows.append(
        ("memory of a training run, peak", f"{figures['training_peak_bytes'] / 1e6:.0f} MB")
    )
    rows += [
        (f"{name} installed, with what it requires", f"{size / 1e6:.0f} MB")
        for name, size in figures["installed_bytes"].items()
    ]
    return measure.table(("", ""), rows)


if __name__ == "__main__":
    main()
