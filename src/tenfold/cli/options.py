"""Arguments and options that several commands have."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Model = Annotated[Path, typer.Argument(metavar="MODEL", help="A .safetensors file.")]
Data = Annotated[str, typer.Option(metavar="NAME|PATH", help="A data set; see tenfold data list.")]
RecipeName = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="How to train: fast, accurate, practical, reader, reader-further, rows, orientation.",
    ),
]
Epochs = Annotated[
    int | None, typer.Option(min=1, metavar="N", show_default=False, help="Not the recipe's.")
]
BatchSize = Annotated[
    int | None, typer.Option(min=1, metavar="N", show_default=False, help="Not the recipe's.")
]
Threads = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", show_default=False, help="All cores by default; same result with any."
    ),
]

# For folders of pictures of any size.
Size = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", show_default=False, help="Pictures become N×N.  [28]"),
]
Color = Annotated[bool, typer.Option("--color", help="Pictures keep their colours.")]
Fit = Annotated[
    Literal["pad", "stretch"] | None,
    typer.Option(metavar="pad|stretch", show_default=False, help="Keep proportions or not.  [pad]"),
]
SkipUnreadable = Annotated[
    bool, typer.Option("--skip-unreadable", help="Leave out files that are no pictures.")
]
