"""What every benchmark does the same way: options, taking turns, medians, records."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from contender import Contender, MissingError

ROOT = Path(__file__).parents[1]
RECORDS = ROOT / "benchmarks" / "records"
QUICK_RECORDS = ROOT / "build" / "benchmarks"  # smoke runs: not kept, not shown in the README
OWN_PYTHON = sys.executable  # has tenfold; the peers may live elsewhere
TENFOLD = [str(Path(sysconfig.get_path("scripts"), "tenfold"))]
PAUSE = 0.5  # seconds between turns: a peer's threads spin for a while after their work


def options(
    description: str | None, *, rounds: int, quick_rounds: int = 1
) -> argparse.ArgumentParser:
    """A parser with the options that every benchmark has."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="tiny sizes: does it run at all?")
    parser.add_argument("--rounds", type=int, help=f"turns each contender takes [{rounds}]")
    parser.add_argument("--minutes", type=float, default=20.0, help="start no round after [20]")
    parser.add_argument(
        "--peers-python", default=sys.executable, metavar="PATH", help="who has the peers installed"
    )
    parser.add_argument("--data", default="mnist", help="a data set's name or path [mnist]")
    parser.set_defaults(default_rounds=rounds, quick_rounds=quick_rounds)
    return parser


def parsed(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    args = parser.parse_args(arguments)
    if args.rounds is None:
        args.rounds = args.quick_rounds if args.quick else args.default_rounds
    args.deadline = time.monotonic() + 60 * args.minutes
    return args


def take_turns(
    turns: dict[str, Callable[[], Any]], rounds: int, deadline: float, pause: float = PAUSE
) -> dict[str, list[Any]]:
    """A B C A B C …: what each call gave in each round. The first round is always finished."""
    results: dict[str, list[Any]] = {name: [] for name in turns}
    for number in range(rounds):
        if number and time.monotonic() > deadline:
            say(f"  out of time after {number} of {rounds} rounds")
            break
        for name, turn in turns.items():
            time.sleep(pause)
            results[name].append(turn())
    return results


@contextmanager
def started(contenders: Iterable[Contender]) -> Iterator[list[Contender]]:
    """Their processes end with the `with` statement."""
    with ExitStack() as stack:
        yield [stack.enter_context(contender) for contender in contenders]


def prepared(contenders: Iterable[Contender], **settings: Any) -> dict[str, Contender]:
    """Those that could prepare, by name; says who is left out."""
    ready = {}
    for contender in contenders:
        try:
            contender.prepare(**settings)
        except MissingError as error:
            say(f"  left out: {error}")
        else:
            ready[contender.name] = contender
    return ready


def summary(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies: the nearest one, no mean of two."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def machine() -> dict[str, Any]:
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip()


class Benchmark:
    """One benchmark's run, from its heading to its record."""

    def __init__(self, what: str, args: argparse.Namespace) -> None:
        import tenfold

        self.what = what
        self.args = args
        self.record: dict[str, Any] = {
            "what": what,
            "date": date.today().isoformat(),
            "commit": _git("rev-parse", "--short", "HEAD"),
            "changed_since": bool(_git("status", "--porcelain", "--untracked-files=no")),
            "machine": machine(),
            "versions": {"tenfold": tenfold.__version__},
            "settings": {
                k: v
                for k, v in vars(args).items()
                if k not in ("deadline", "peers_python", "default_rounds", "quick_rounds")
            },
        }
        found = self.record["machine"]
        say(f"{what}: {found['processor']}, {found['cores']} cores, load {found['load']}")
        if found["load"] > 0.5 * (found["cores"] or 1):
            say("  the machine is busy: figures will be too slow, and ratios uncertain")

    def versions(self, contenders: dict[str, Contender]) -> None:
        for name, contender in contenders.items():
            facts = {k: v for k, v in contender.facts.items() if k != "outputs"}
            self.record["versions"][name] = facts.pop("version")
            self.record.setdefault("facts", {}).setdefault(name, facts)

    def save(self, figures: dict[str, Any], raw: dict[str, Any], table: str) -> Path:
        """`figures` are what is told, `raw` what they were computed from."""
        say("\n" + table)
        parent = QUICK_RECORDS if self.args.quick else RECORDS
        folder = parent / f"{self.record['date']}_{self.what}"
        folder.mkdir(parents=True, exist_ok=True)
        record = self.record | {"figures": figures, "raw": raw}
        (folder / "figures.json").write_text(json.dumps(record, indent=1) + "\n")
        (folder / "table.txt").write_text(table + "\n")
        say(f"wrote {folder.relative_to(ROOT)}/")
        return folder


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns, the first to the left and the others to the right."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def say(line: str) -> None:
    print(line, flush=True)
