"""tenfold train: a recipe on a data set, to a model file."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.output import Json, console, note, print_json, progress_console, stop

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.train.trainer import Run


def train(
    recipe: Annotated[str, typer.Option(help="How to train: practical.")] = "practical",
    data: Annotated[str, typer.Option(metavar="NAME|PATH", help="What to train on.")] = "mnist",
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same weights.")] = 0,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Default: all cores. Any number, same weights.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The model file. Default: DATA-RECIPE.safetensors"),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint of --out.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Train a network and save it.

    Test accuracy is shown after each epoch and never used to choose anything. Beside the model
    lies a checkpoint until training is done: a run that was stopped goes on with --resume.
    """
    ...
