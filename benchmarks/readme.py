"""Writes the README's measured tables from the newest records.

    python benchmarks/readme.py [--check | --run]

Nothing between the two markers is written by hand. With --check it writes nothing, and ends with 1
where the README does not say what the records say. With --run it also runs the commands that the
README shows, and writes down what they print.
"""

import json
import re
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator
from tempfile import TemporaryDirectory
from typing import Any

from measure import RECORDS, ROOT, TENFOLD

README = ROOT / "README.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
OPEN = "not measured yet"

Record = dict[str, Any]
Row = tuple[str, str, str, str]  # what, tenfold, beside it, how many times better

PEERS = {"keras": "Keras on TensorFlow", "torch": "PyTorch", "onnxruntime": "ONNX Runtime"}
NETWORKS = {
    "practical": "one epoch of the practical, batch 32",
    "deep": "one epoch of four convolutions and two dense layers, 28×28",
    "color": "one epoch of two `same` convolutions, 32×32 in colour",
}


def newest(what: str) -> Record | None:
    """Folders are named by date, so the last one by name is the newest."""
    folders = sorted(RECORDS.glob(f"*_{what}"))
    if not folders:
        return None
    record: Record = json.loads((folders[-1] / "figures.json").read_text())
    return record


def rows() -> Iterator[Row]:
    yield from _whole_process()
    yield from _epochs("epoch-practical", "practical")
    yield from _epochs("epoch-larger", "deep", "color")
    yield from _predictions()
    yield from _accuracies()
    yield from _startup()


def _open(what: str) -> Row:
    return (what, OPEN, "", "")


def _whole_process() -> Iterator[Row]:
    what = "`tenfold train` to a saved model, whole process"
    record = newest("time-to-99")
    if record is None:
        yield _open(what)
        return
    figures = record["figures"]
    ours = figures["tenfold"]
    told = (
        f"{ours['seconds']['median']:.1f} s, mean accuracy {_percent(ours['mean_accuracy'])} over "
        f"{ours['runs']} seeds, {ours['reached']} of them ≥ 99 %"
    )
    theirs, ratio = "", ""
    if "keras" in figures:
        keras = figures["keras"]
        theirs = (
            f"the practical's Keras script {keras['seconds']['median']:.0f} s, "
            f"{_percent(keras['mean_accuracy'])}"
        )
        ratio = _times(figures["ratio"])
    yield (what, told, theirs, ratio)


def _epochs(what: str, *networks: str) -> Iterator[Row]:
    record = newest(what)
    for network in networks:
        if record is None:
            yield _open(NETWORKS[network])
            continue
        figures = record["figures"][network]
        for peer in ("keras", "torch"):
            if peer in figures:
                ours, theirs = figures["tenfold"]["seconds"], figures[peer]["seconds"]
                beside = f"{PEERS[peer]} {theirs:.1f} s"
                yield (NETWORKS[network], f"{ours:.2f} s", beside, _times(theirs / ours))


def _predictions() -> Iterator[Row]:
    record = newest("predict")
    threads = ("1", "2")
    names = [f"reading many pictures, threads: {n}" for n in threads]
    one = "reading one picture, the call in Python"
    if record is None:
        yield from map(_open, (*names, one))
        return
    for name, n in zip(names, threads, strict=True):
        found = record["figures"]["many"][n]
        ours, peer = found["tenfold"]["per_second"], found.get("onnxruntime")
        beside = f"ONNX Runtime {peer['per_second']:,} a second" if peer else ""
        ratio = _times(peer["ratio"]) if peer else ""
        yield (name, f"{ours:,} a second", beside, ratio)
    found = record["figures"]["one"]
    peer = found.get("onnxruntime")
    yield (
        one,
        _latency(found["tenfold"]),
        f"ONNX Runtime {_latency(peer)}" if peer else "",
        _times(peer["ratio"]) if peer else "",
    )


def _accuracies() -> Iterator[Row]:
    for recipe, data in (
        ("practical", "mnist"),
        ("accurate", "mnist"),
        ("accurate", "fashion-mnist"),
    ):
        what = f"test accuracy, recipe `{recipe}` on `{data}`"
        record = newest(f"accuracy-{recipe}-{data}")
        if record is None:
            yield _open(what)
            continue
        figures = record["figures"]
        theirs = f"Keras {_spread(figures['keras'])}" if "keras" in figures else ""
        yield (what, _spread(figures["tenfold"]), theirs, "")


def _reading() -> dict[str, str]:
    """What `tenfold read` was measured on, and the figure."""
    record = newest("reading")
    if record is None:
        return {"pictures of handwriting": OPEN}
    figures = record["figures"]
    digits, rows, made = figures["digits"], figures["numbers"], figures["composites"]
    blank, speed, pages = figures["nothing"], figures["speed"], figures["pages"]
    forms, hands, shown = figures["forms"], figures["hands"], figures["shown"]
    letters = figures["letters"]["whole reading"]
    return {
        f"{digits['pictures']} pictures of one digit": _percent(digits["right"]),
        "pictures of rows": f"{round(rows['right'] * rows['pictures'])} of {rows['pictures']}",
        "rows of MNIST's test digits on made-up photos": _percent(made["all but interlocked"]),
        "such rows, neighbours touching": _percent(made["touching"]),
        "digits found on pages of lines": _percent(pages["lines"]),
        "digits found in tables": _percent(pages["tables"]),
        "digits found in tables whose rules they touch": _percent(pages["tight tables"]),
        "rows of digits of unequal size that touch": _percent(hands["unequal and touching"]),
        "rows that are underlined": _percent(hands["underlined"]),
        "rows that are circled": _percent(hands["circled"]),
        "rows that lean by 10 to 44°": _percent(hands["leaning"]),
        "pages, also ruled and squared, that lean by 20 to 40°": _percent(
            hands["page leaning 20 to 40°"]
        ),
        "digits on which a shadow falls": _percent(shown["shadow"]),
        "digits on a note or a board on a wall": _percent(_of(shown, "note", "board")),
        "digits on a screen, beside all else that is there": _percent(
            _of(shown, "card", "viewer", "palette", "buttons", "editor", "frame")
        ),
        "digits beside a chart, a scale of greys or buttons with round ends": _percent(
            _of(shown, "chart", "scale", "pills")
        ),
        "digits in plots of samples, with titles, ticks or charts": _percent(
            _of(figures["plots"], "samples", "guesses")
        ),
        "digits that a program drew boxes around": _percent(shown["boxed"]),
        "digits beside a pen, a coin, an eraser, a memory stick or a cup": _percent(shown["thing"]),
        "forms with a box for each digit": _percent(forms["combs"]),
        "the same, digits over the boxes' rules": _percent(forms["tight combs"]),
        "rows beside or below a printed label": _percent(forms["labels"]),
        "rows, the page on its side": _percent(_mean(figures["turned"], ("90", "270"))),
        "rows, the page upside down": _percent(_mean(figures["turned"], ("180",))),
        "blank papers of which nothing is read": _percent(blank["blank papers"]),
        "pages of text of which nothing is read": _percent(blank["pages of text"]),
        "letters refused where 98 % of digits are accepted": _percent(letters["refused"]),
        "a picture of 640×480, decoded": f"{speed['640×480, one digit']:.0f} ms",
        "a row on 12 megapixels, decoded": f"{speed['12 megapixels, a row']:.0f} ms",
        "the whole command": f"{speed['command, cold'] / 1000:.2f} s",
    }


def _of(shown: dict[str, float], *kinds: str) -> float:
    return statistics.mean(shown[kind] for kind in kinds)


def _mean(turned: dict[str, float], degrees: tuple[str, ...]) -> float:
    """Over the kinds of rows and these turns; a key is a kind and degrees."""
    return statistics.mean(turned[key] for key in turned if key.split(", ")[1] in degrees)


def _startup() -> Iterator[Row]:
    record = newest("startup")
    if record is None:
        yield from map(_open, ("import", "installed, with what it requires", "memory to train"))
        return
    figures = record["figures"]
    seconds, sizes = figures["import_seconds"], figures["installed_bytes"]
    tensorflow = seconds.get("tensorflow")
    yield (
        "import",
        f"{1000 * seconds['tenfold']:.0f} ms",
        f"TensorFlow {tensorflow:.1f} s" if tensorflow else "",
        _times(tensorflow / seconds["tenfold"]) if tensorflow else "",
    )
    if "tenfold" in sizes:
        theirs = sizes.get("tensorflow")
        yield (
            "installed, with what it requires",
            f"{sizes['tenfold'] / 1e6:.0f} MB",
            f"TensorFlow {theirs / 1e6:,.0f} MB" if theirs else "",
            _times(theirs / sizes["tenfold"]) if theirs else "",
        )
    yield ("memory to train", f"{figures['training_peak_bytes'] / 1e6:.0f} MB", "", "")


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _times(ratio: float) -> str:
    return f"{ratio:.1f} ×" if ratio < 10 else f"{ratio:.0f} ×"


def _latency(found: dict[str, float]) -> str:
    return f"p50 {found['p50_us']:.0f} µs, p99 {found['p99_us']:.0f} µs"


def _spread(found: dict[str, Any]) -> str:
    deviation = 100 * found["standard_deviation"]
    return f"{_percent(found['mean'])} ± {deviation:.2f} ({found['n']} seeds)"


def _sources() -> str:
    """The machines and the versions behind the tables, one line for each machine."""
    machines: dict[str, set[str]] = {}
    versions: dict[str, str] = {}
    for name in ("time-to-99", "epoch-practical", "epoch-larger", "predict", "startup", "reading"):
        record = newest(name)
        if record is not None:
            m = record["machine"]
            where = f"{m['processor']}, {m['cores']} cores, {m['system']}, Python {m['python']}"
            machines.setdefault(where, set()).add(record["date"])
            versions |= {k: v for k, v in record["versions"].items() if k in PEERS}
    if not machines:
        return "No figure is written here before it is measured."
    found = "; ".join(f"{where} ({', '.join(sorted(days))})" for where, days in machines.items())
    beside = ", ".join(f"{PEERS[name]} {version}" for name, version in sorted(versions.items()))
    return f"Measured on {found}, two threads, beside {beside}."


def measured() -> str:
    peers = _table(("", "tenfold", "beside it", ""), rows())
    reading = _table(
        ("`tenfold read`, exactly right unless it says otherwise", ""), _reading().items()
    )
    return "\n".join([*peers, "", _sources(), "", *reading])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = (head, ("---",) * len(head), *rows)
    return [f"| {' | '.join(line)} |".replace("  ", " ") for line in lines]


def rendered(text: str) -> str:
    """The README with its table as the records have it."""
    pattern = re.escape(BEGIN) + ".*?" + re.escape(END)
    table = f"{BEGIN}\n{measured()}\n{END}"
    new, count = re.subn(pattern, lambda _: table, text, flags=re.DOTALL)
    if count != 1:
        raise SystemExit(f"{README.name}: expected the markers {BEGIN} and {END} once")
    return new


def with_outputs(text: str) -> str:
    """Each ```console block with what its command prints now."""
    with TemporaryDirectory() as folder:

        def run(block: re.Match[str]) -> str:
            program, *arguments = block[1].split()
            assert program == "tenfold"
            done = subprocess.run(
                [*TENFOLD, *arguments], cwd=folder, capture_output=True, text=True, check=True
            )
            return f"```console\n$ {block[1]}\n{done.stdout}```"

        return re.sub(r"```console\n\$ (.*)\n[^`]*```", run, text)


def main() -> None:
    old = README.read_text(encoding="utf-8")
    new = rendered(old)
    if sys.argv[1:] == ["--check"]:
        if new != old:
            raise SystemExit("README.md differs from the records; run python benchmarks/readme.py")
    else:
        if sys.argv[1:] == ["--run"]:
            new = with_outputs(new)
        README.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
