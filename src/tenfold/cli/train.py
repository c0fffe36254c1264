"""tenfold train: a recipe on a data set, to a model file."""

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.options import (
    BatchSize,
    Color,
    Data,
    Epochs,
    Fit,
    Json,
    RecipeName,
    Size,
    SkipUnreadable,
    Threads,
)
from tenfold.cli.output import command_line, console, note, print_json, progress_console, stop

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from tenfold.data.dataset import Dataset
    from tenfold.train.trainer import Finish, Run


def train(
    recipe: RecipeName = "fast",
    data: Data = "mnist",
    epochs: Epochs = None,
    batch_size: BatchSize = None,
    seed: Annotated[
        int, typer.Option(min=0, metavar="N", help="The same seed gives the same model.")
    ] = 0,
    threads: Threads = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help="[DATA-RECIPE.safetensors]"),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the checkpoint of a run that was stopped.")
    ] = False,
    start: Annotated[
        Path | None,
        typer.Option(
            metavar="MODEL", show_default=False, help="Begin with the weights of a model."
        ),
    ] = None,
    size: Size = None,
    color: Color = False,
    fit: Fit = None,
    skip_unreadable: SkipUnreadable = False,
    as_json: Json = False,
) -> None:
    """Train a network and save it.

    The accuracy on the test pictures is shown after each epoch and never used to choose anything.
    Until the run is done a checkpoint lies beside the model file.
    """
    began = time.perf_counter()
    from tenfold.cli.datasets import load, picture_options
    from tenfold.data.files import check_writable
    from tenfold.errors import InvalidInput
    from tenfold.train import recipes
    from tenfold.train.trainer import Finish, Run, check_start, no_more

    chosen = recipes.find(recipe, epochs=epochs, batch_size=batch_size)
    if out is not None:
        check_writable(out)  # before the data: a mistyped path is reported at once
    if start is not None:
        check_start(start, chosen)  # likewise: drawing lessons takes minutes
    elif chosen.name == recipes.READER_FURTHER.name:
        raise InvalidInput(f"recipe {recipe} goes on from a model; say which: --start MODEL")
    dataset = load(data, **picture_options(size, color, fit, skip_unreadable))
    loaded = time.perf_counter()
    out = out or Path(f"{dataset.name}-{recipe}.safetensors")
    finish: Finish = no_more
    targets: NDArray[np.float32] | None = None
    if chosen.name == recipes.READER.name:
        dataset, targets, finish = _reading_lessons(dataset, seed)
    elif chosen.name == recipes.READER_FURTHER.name:
        dataset, targets, finish = _reading_lessons(dataset, seed, start)
    elif chosen.name == recipes.ROWS.name:
        dataset = _row_lessons(dataset, seed)
    elif chosen.name == recipes.ORIENTATION.name:
        dataset = _orientation_lessons(dataset, seed)
    run = Run(chosen, dataset, seed=seed, threads=threads, out=out, start=start, targets=targets)
    if resume:
        _resume(run)
    _train(run, finish, quiet=as_json)
    end = time.perf_counter()
    seconds = {"total": end - began, "train": end - loaded, "load": loaded - began}
    if as_json:
        print_json(_result(run, seconds))
    else:
        _print_result(run, seconds)


def _resume(run: "Run") -> None:
    if run.resume():
        note(f"going on after epoch {len(run.history)} of {run.recipe.epochs}")
    else:
        note(f"there is no checkpoint beside {run.out} to go on from: starting at epoch 1")


def _reading_lessons(
    dataset: "Dataset", seed: int, start: Path | None = None
) -> "tuple[Dataset, NDArray[np.float32] | None, Finish]":
    """What `tenfold read`'s network learns from, what it is to say of it if not the labels, and how
    it is calibrated in the end."""
    from tenfold import load as load_model
    from tenfold.cli.progress import Bar
    from tenfold.reader.training import School

    with Bar(progress_console(), 1) as bar:
        school = School(
            dataset,
            seed,
            progress=partial(bar.move, "drawing lessons"),
            start=load_model(start) if start else None,
        )
        note(f"drawing the reader's lessons from {dataset.name} and strokes: some minutes")
        lessons = school.lessons
        targets = school.targets(partial(bar.move, "asking the model about them"))
        return lessons, targets, school.calibrate


def _row_lessons(dataset: "Dataset", seed: int) -> "Dataset":
    """What the network learns from that gives `tenfold read` its second opinion on rows."""
    from tenfold.reader.training import windows_of

    return _drawn_lessons(dataset, "rows", partial(windows_of, dataset, seed))


def _orientation_lessons(dataset: "Dataset", seed: int) -> "Dataset":
    """What the network learns from that tells which way up a page is."""
    from tenfold.reader.training import both_ways_up

    return _drawn_lessons(dataset, "digits", partial(both_ways_up, dataset, seed))


def _drawn_lessons(dataset: "Dataset", what: str, draw: "Callable[..., Dataset]") -> "Dataset":
    from tenfold.cli.progress import Bar
    from tenfold.reader.training import check_digits

    check_digits(dataset)
    with Bar(progress_console(), 1) as bar:
        note(f"drawing {what} from {dataset.name} and strokes: some minutes")
        return draw(progress=partial(bar.move, f"drawing {what}"))


def _train(run: "Run", finish: "Finish", quiet: bool) -> None:
    from tenfold.cli.progress import Bar, TrainingProgress

    out, epochs = progress_console(), run.recipe.epochs
    try:
        with Bar(out, epochs) as bar:
            run.train(TrainingProgress(out, bar, epochs, quiet=quiet), finish)
    except KeyboardInterrupt:
        done = len(run.history)
        if not done:
            stop("stopped in the first epoch: nothing is kept, and no file was changed")
        again = command_line(add="--resume")
        stop(f"stopped: {done} of {epochs} epochs are kept; go on with: {again}")


def _result(run: "Run", seconds: dict[str, float]) -> dict[str, Any]:
    from dataclasses import asdict

    from tenfold.nn import engine

    return {
        "recipe": run.recipe.name,
        "data": run.dataset.name,
        "fingerprint": run.dataset.fingerprint,
        "seed": run.seed,
        "threads": run.threads or engine.default_threads(),
        "isa": engine.isa(),
        "params": run.model.count_params(),
        "epochs": run.recipe.epochs,
        "batch_size": run.recipe.batch_size,
        "test_accuracy": run.history[-1].test_accuracy,
        "history": [asdict(epoch) for epoch in run.history],
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "model": str(run.out),
    }


def _print_result(run: "Run", seconds: dict[str, float]) -> None:
    from tenfold.cli.tables import percent

    out = console()
    out.print(
        f"test accuracy {percent(run.history[-1].test_accuracy)} on {len(run.dataset.test):,} "
        f"pictures of {run.dataset.name}, after {seconds['train']:.1f} s of training",
        markup=False,
        soft_wrap=True,
    )
    out.print(f"saved {run.out}", markup=False, soft_wrap=True)
