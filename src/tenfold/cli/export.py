"""tenfold export: a model in a form that needs no tenfold."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from tenfold.cli.output import console


def export(
    model: Annotated[
        Path | None,
        typer.Argument(
            metavar="[MODEL]",
            help="A .safetensors file; without one, the page's own network that ships inside.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[Literal["html"], typer.Option(help="One page, for a browser.")] = "html",
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help="[default: MODEL with .html]"),
    ] = None,
) -> None:
    """Write a model as one page to draw on.

    It needs no server and no network: open it from disk, or put it on any site.
    """
    from tenfold.data.files import whole_file
    from tenfold.nn.network import load
    from tenfold.serve.html import export_html
    from tenfold.serve.settings import shipped

    page = export_html(load(model or shipped("page"))).encode()
    target = out or (model or Path("tenfold")).with_suffix(f".{to}")
    with whole_file(target) as temporary:
        temporary.write_bytes(page)
    console().print(f"saved {target} ({len(page):,} bytes)", markup=False, soft_wrap=True)
