"""tenfold data: which data sets there are, and what is in them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tenfold.cli.options import Color, Fit, Json, Size, SkipUnreadable
from tenfold.cli.output import console, print_json, reporting


def list_(as_json: Json = False) -> None:
    """List the data sets that are known by name, and where they are."""
    from dataclasses import asdict

    from tenfold.data import datasets

    entries = datasets.listing()
    if as_json:
        print_json({"datasets": [asdict(entry) for entry in entries]})
        return
    width = max(len(entry.name) for entry in entries)
    for entry in entries:
        place = entry.found or f"not here yet: tenfold data fetch {entry.name}"
        print(f"{entry.name:{width}}  {place}")
        print(f"{'':{width}}  licence: {entry.licence}")
    print("\nA path works wherever a name does: a folder of IDX files, an mnist.npz,")
    print("or a folder with one folder of pictures for each class.")


def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="mnist, fashion-mnist")],
    as_json: Json = False,
) -> None:
    """Download a data set into the cache; nothing happens if it is there intact."""
    from tenfold.cli import datasets

    folder = datasets.fetch(name)
    if as_json:
        print_json({"name": name, "folder": folder})


def info(
    data: Annotated[str, typer.Argument(metavar="NAME|PATH", help="A data set.")],
    size: Size = None,
    color: Color = False,
    fit: Fit = None,
    skip_unreadable: SkipUnreadable = False,
    sheet: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="Save a picture: some of each class, plain and augmented.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what is in a data set."""
    from tenfold.cli.datasets import load, picture_options
    from tenfold.cli.sheet import check_format, save
    from tenfold.data import datasets
    from tenfold.data.files import check_writable

    if sheet is not None:
        check_format(sheet)
        check_writable(sheet)
    dataset = load(data, **picture_options(size, color, fit, skip_unreadable))
    if sheet is not None:
        save(dataset, sheet)
    facts = datasets.describe(dataset)
    if as_json:
        print_json(facts)
    else:
        _print_facts(facts)


def _print_facts(facts: dict[str, Any]) -> None:
    from rich.text import Text

    from tenfold.cli.tables import plain_table

    height, width, channels = facts["shape"]
    colour = "grey" if channels == 1 else "colour"
    print(f"{facts['name']}: pictures of {width}×{height} pixels, {colour}")
    table = plain_table("class", "training", "test")
    counts = (facts[split]["per_class"] for split in ("train", "test"))
    for name, train, test in zip(facts["class_names"], *counts, strict=True):
        table.add_row(Text(name), f"{train:,}", f"{test:,}")
    table.add_row("all", f"{facts['train']['n']:,}", f"{facts['test']['n']:,}", style="bold")
    console().print(table)
    print(f"fingerprint {facts['fingerprint']}")


data_app = typer.Typer(help="List, fetch and look into data sets.")
data_app.command("list")(reporting(list_))
data_app.command("fetch")(reporting(fetch))
data_app.command("info")(reporting(info))
