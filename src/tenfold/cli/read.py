"""tenfold read: the digits in photos, scans, screenshots and drawings."""

import csv
import glob
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from tenfold.cli.options import Threads
from tenfold.cli.output import fail, note, print_json, progress_console
from tenfold.data.files import whole_file
from tenfold.errors import InvalidInput

if TYPE_CHECKING:
    from tenfold.errors import InvalidPicture
    from tenfold.reader import Reader, Reading

Outcome: TypeAlias = "Reading | InvalidPicture"
Show: TypeAlias = Callable[[str, "Outcome"], None]

SUFFIXES = frozenset(
    (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".heic", ".heif")
)
MANY = 20  # pictures: fewer are done before a bar can be read
STDIN = "-"


def read(
    images: Annotated[
        list[str],
        typer.Argument(
            metavar="IMAGE...", help="Pictures, folders of them, patterns, or - for stdin."
        ),
    ],
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help="Not the one that ships inside."),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, metavar="P", help="Refuse digits less certain than this.")
    ] = 0.3,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object per picture and line.")
    ] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print path,text,confidence,rejected,error.")
    ] = False,
    debug: Annotated[
        Path | None,
        typer.Option(metavar="DIR", show_default=False, help="Write what was seen, as pictures."),
    ] = None,
    threads: Threads = None,
) -> None:
    """Read the digits in pictures of any kind; rows become lines.

    A picture that cannot be read is reported, and the rest go on.
    """
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other")
    from tenfold.nn.engine import default_threads
    from tenfold.reader import Reader

    paths = list(_pictures(images))
    reader = Reader(model, min_confidence=min_confidence)
    show = _print_json if as_json else _csv_printer() if as_csv else _text_printer(len(paths) > 1)
    sources = [_source(path) for path in paths]
    outcomes = reader.read_many(sources, threads or default_threads())
    bad = 0
    for number, (path, outcome) in enumerate(
        zip(paths, _watched(outcomes, len(paths)), strict=True)
    ):
        bad += isinstance(outcome, Exception)
        show(path, outcome)
        if debug is not None and not isinstance(outcome, Exception):
            _write_debug(reader, sources[number], debug, _debug_name(path, number))
    if debug is not None:
        note(f"what was seen is drawn in {debug}")
    if bad:
        fail(f"{bad} of {len(paths)} pictures could not be read")


def _pictures(images: list[str]) -> Iterator[str]:
    """The paths as given; a folder's pictures, and a pattern's, in the order of their names."""
    for image in images:
        if image != STDIN and Path(image).is_dir():
            found = sorted(p for p in Path(image).rglob("*") if p.suffix.lower() in SUFFIXES)
            if not found:
                raise InvalidInput(f"{image}: no pictures in this folder; name one that has some")
            yield from map(str, found)
        elif image != STDIN and glob.has_magic(image) and not Path(image).exists():
            # A quoted pattern. Path's own glob takes no absolute ones.
            yield from sorted(glob.glob(image)) or [image]  # noqa: PTH207
        else:
            yield image


def _source(path: str) -> "str | bytes":
    return sys.stdin.buffer.read() if path == STDIN else path


def _text_printer(several: bool) -> Show:
    def show(path: str, outcome: "Outcome") -> None:
        if isinstance(outcome, Exception):
            note(f"error: {outcome}")
            return
        rows = outcome.rows or ("",)
        for row in rows:
            print(f"{path}: {row}" if several else row)

    return show


def _print_json(path: str, outcome: "Outcome") -> None:
    if isinstance(outcome, Exception):
        record = _record(path, None, str(outcome))
    else:
        record = _record(path, outcome, None)
    print_json(record)


def _record(path: str, reading: "Reading | None", error: str | None) -> dict[str, Any]:
    digits = [
        {"label": d.label, "confidence": round(d.confidence, 4), "box": list(d.box), "row": d.row}
        for d in (reading.digits if reading else ())
    ]
    return {
        "path": path,
        "text": reading.text if reading else "",
        "rows": list(reading.rows) if reading else [],
        "digits": digits,
        "rejected": reading.rejected if reading else 0,
        "error": error,
    }


def _csv_printer() -> Show:
    lines = csv.writer(sys.stdout, lineterminator="\n")
    lines.writerow(["path", "text", "confidence", "rejected", "error"])

    def show(path: str, outcome: "Outcome") -> None:
        if isinstance(outcome, Exception):
            lines.writerow([path, "", "", "", outcome])
        else:
            confidence = f"{outcome.confidence:.4f}"
            lines.writerow([path, outcome.text, confidence, outcome.rejected, ""])

    return show


def _watched(outcomes: Iterator["Outcome"], total: int) -> Iterator["Outcome"]:
    """The same, moving a bar where there are many."""
    if total < MANY:
        yield from outcomes
        return
    from tenfold.cli.progress import Bar

    with Bar(progress_console(), total) as bar:
        for done, outcome in enumerate(outcomes, start=1):
            bar.move(f"{done} of {total} pictures", done)
            yield outcome


def _write_debug(reader: "Reader", source: "str | bytes", folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / f"{name}.png") as temporary:
        reader.explain(source).save(temporary)


def _debug_name(path: str, number: int) -> str:
    """Number and name: two folders may hold pictures of the same name."""
    return f"{number:04}-{'stdin' if path == STDIN else Path(path).stem}"
