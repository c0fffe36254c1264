"""tenfold read: the digits in photos, scans, screenshots and drawings."""

import csv
import glob
import io
import os
import sys
import warnings
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, TypeAlias

import typer

from tenfold.cli.options import Threads
from tenfold.cli.output import (
    fail,
    note,
    print_json,
    printable,
    progress_console,
    stop_at_once,
)
from tenfold.data.files import whole_file
from tenfold.errors import InvalidInput

if TYPE_CHECKING:
    from PIL.Image import Image

    from tenfold.errors import TenfoldError
    from tenfold.reader import Reader, Reading

Outcome: TypeAlias = "Reading | TenfoldError"
Seen: TypeAlias = "tuple[Outcome, Image | None]"
Show: TypeAlias = Callable[[str, "Outcome"], None]

SUFFIXES = frozenset(
    [
        *(".png", ".jpg", ".jpeg", ".jfif", ".webp", ".bmp", ".tif", ".tiff", ".gif"),
        *(".heic", ".heif", ".ppm", ".pgm", ".pbm"),
    ]
)
LONGEST = 120  # bytes of a file's name: most file systems take 255, and a temporary one is longer
MANY = 20  # pictures: fewer are done before a bar can be read
STDIN = "-"
RECURSIVE = "**"


def read(
    images: Annotated[
        list[str],
        typer.Argument(
            metavar="IMAGE...", help="Pictures, folders of them, patterns, or - for stdin."
        ),
    ],
    model: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", show_default=False, help="Another model than the one that ships inside."
        ),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, metavar="P", help="Refuse digits less certain than this.")
    ] = 0.3,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a JSON object for each picture, one a line.")
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

    # Of damaged files Pillow also warns, and of large ones; the errors and the limits tell enough.
    warnings.simplefilter("ignore")
    paths = list(_pictures(images))
    reader = Reader(model, min_confidence=min_confidence)
    show = _print_json if as_json else _csv_printer() if as_csv else _text_printer(len(paths) > 1)
    if debug is not None:
        _make_folder(debug)
    seen = _seen(reader, paths, threads or default_threads(), drawn=debug is not None)
    watched = _watched(seen, len(paths))
    bad = 0
    try:
        for number, (path, (outcome, drawing)) in enumerate(zip(paths, watched, strict=True)):
            bad += isinstance(outcome, Exception)
            show(path, outcome)
            if debug is not None and drawing is not None:
                _write_debug(drawing, debug, _debug_name(path, number))
    except KeyboardInterrupt:
        watched.close()  # takes the bar away and shows the cursor again
        stop_at_once()
    if debug is not None and bad < len(paths):
        note(f"what was seen is drawn in {debug}")
    if bad:
        fail(f"{bad} of {len(paths)} pictures could not be read")


def _pictures(images: list[str]) -> Iterator[str]:
    """The paths as given; a folder's pictures, and a pattern's, in the order of their names. A
    folder without pictures stays: reading it is an error, and the rest go on."""
    for image in images:
        for path in _matches(image):
            # Path's own question raises where a name is too long or a folder is not to be entered.
            is_folder = path != STDIN and os.path.isdir(path)  # noqa: PTH112
            yield from (is_folder and _in_folder(path)) or [path]


def _matches(image: str) -> list[str]:
    """What a quoted pattern stands for; all else, and what stands for nothing, as it is."""
    is_pattern = glob.has_magic(image) and not os.path.exists(image)  # noqa: PTH110
    return (is_pattern and sorted(_found(image))) or [image]


def _found(pattern: str) -> list[str]:
    """What a pattern stands for. Where it goes into folders of any depth, Path's own glob: the
    other follows links, which may lead around in circles; but it takes no absolute patterns, and
    finds what is hidden too."""
    if RECURSIVE not in pattern:
        return glob.glob(pattern)  # noqa: PTH207
    start, named = Path(Path(pattern).anchor), Path(pattern).parts
    paths = start.glob(str(Path(pattern).relative_to(start)))

    def is_hidden(path: Path) -> bool:
        return any(part.startswith(".") and part not in named for part in path.parts)

    try:
        return [str(path) for path in paths if not is_hidden(path)]
    except RecursionError:
        raise InvalidInput(f"{pattern}: its folders are too deep; name one within") from None


def _in_folder(folder: str) -> list[str]:
    """Its pictures and its folders' as paths that begin with the folder as it was given; no pipes
    and the like, which could keep it waiting for ever. A folder that cannot be entered stays:
    reading it is an error."""
    found, waiting = [], [folder]
    while waiting:  # not by recursion, which has its depth
        inner = waiting.pop()
        try:
            with os.scandir(inner) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif Path(entry.name).suffix.lower() in SUFFIXES and entry.is_file():
                        found.append(entry.path)
        except OSError:
            found.append(inner)
    return sorted(found, key=Path)


def _seen(reader: "Reader", paths: list[str], threads: int, *, drawn: bool) -> Iterator[Seen]:
    """What each picture gives, in their order, drawn or not."""
    sources = map(_source, paths)
    if not drawn:
        for outcome in reader.read_many(sources, threads):
            yield outcome, None
        return
    for explained in reader.explain_many(sources, threads):
        yield (explained, None) if isinstance(explained, Exception) else explained


def _source(path: str) -> "str | BinaryIO":
    """What is read for a path; for stdin that is closed an empty stream, which is an error."""
    if path != STDIN:
        return path
    return io.BytesIO() if sys.stdin is None else sys.stdin.buffer


def _text_printer(several: bool) -> Show:
    def show(path: str, outcome: "Outcome") -> None:
        if isinstance(outcome, Exception):
            note(f"error: {outcome}")
            return
        rows = outcome.rows or ("",)
        for row in rows:
            print(f"{printable(path)}: {row}" if several else row)

    return show


def _print_json(path: str, outcome: "Outcome") -> None:
    from tenfold.reader import Reading

    if isinstance(outcome, Exception):
        print_json(_record(path, Reading(), str(outcome)))
    else:
        print_json(_record(path, outcome, None))


def _record(path: str, reading: "Reading", error: str | None) -> dict[str, Any]:
    digits = [
        {"label": d.label, "confidence": round(d.confidence, 4), "box": list(d.box), "row": d.row}
        for d in reading.digits
    ]
    return {
        "path": path,
        "text": reading.text,
        "rows": list(reading.rows),
        "digits": digits,
        "rejected": reading.rejected,
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


def _watched(seen: Iterator[Seen], total: int) -> Generator[Seen, None, None]:
    """The same, moving a bar where there are many."""
    if total < MANY:
        yield from seen
        return
    from tenfold.cli.progress import Bar

    with Bar(progress_console(), total) as bar:
        for done, each in enumerate(seen, start=1):
            bar.move(f"{done} of {total} pictures", done)
            yield each


def _make_folder(debug: Path) -> None:
    try:
        debug.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise InvalidInput(
            f"--debug {debug}: a file is there; name a folder, or a new one"
        ) from error


def _write_debug(drawing: "Image", folder: Path, name: str) -> None:
    with whole_file(folder / f"{name}.png") as temporary:
        drawing.save(temporary)


def _debug_name(path: str, number: int) -> str:
    """Number and name: two folders may hold pictures of the same name. Of a long one the
    beginning, for with the number it must fit as well."""
    stem = "stdin" if path == STDIN else Path(path).stem
    return f"{number:04}-{os.fsdecode(os.fsencode(stem)[:LONGEST])}"
