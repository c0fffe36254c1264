"""tenfold read: the digits in photos, scans, screenshots and drawings."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.options import Threads
from tenfold.cli.output import fail, note, progress_console
from tenfold.errors import InvalidInput

if TYPE_CHECKING:
    from tenfold.errors import InvalidPicture
    from tenfold.reader import Reader, Reading

SUFFIXES = frozenset(
    (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".heic", ".heif")
)
MANY = 20  # pictures: fewer are done before a bar can be read
STDIN = "-"


def read(
    images: Annotated[
        list[str],
        typer.Argument(metavar="IMAGE...", help="Pictures, folders of them, or - for stdin."),
    ],
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help="Not the one that ships inside."),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, metavar="P", help="Refuse digits less certain than this.")
    ] = 0.5,
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
    bad = 0
    readings = reader.read_many(map(_source, paths), threads or default_threads())
    with _progress(len(paths)) as step:
        for path, outcome in zip(paths, readings, strict=True):
            bad += isinstance(outcome, Exception)
            show(path, outcome)
            if debug is not None and not isinstance(outcome, Exception):
                _write_debug(reader, path, debug)
            step()
    if bad and len(paths) > 1:
        fail(f"{bad} of {len(paths)} pictures could not be read")
    if bad:
        raise typer.Exit(1)
"""
"""
