"""Arguments and options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
ModelArgument = Annotated[Path, typer.Argument(metavar="MODEL", help="A .safetensors file.")]
ThreadsOption = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", show_default=False, help="All cores by default; same result with any."
    ),
]
