"""tenfold summary: the layers of a model."""

from pathlib import Path
from typing import Annotated

import typer

from tenfold.cli.output import Json


def summary(
    model: Annotated[
        Path | None, typer.Argument(metavar="[MODEL]", help="Default: the practical's network.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the layers of a model, and how it was trained."""
    ...
