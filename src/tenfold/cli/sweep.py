"""tenfold sweep: the same training with many seeds, and how much the result varies."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.options import BatchSize, Data, Epochs, Json, RecipeName, Threads
from tenfold.cli.output import console, print_json, progress_console

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.evaluate.spread import Spread
    from tenfold.train.recipes import Recipe


def sweep(
    recipe: RecipeName = "fast",
    seeds: Annotated[int, typer.Option(min=2, metavar="N", help="Seeds 0 to N-1.")] = 5,
    data: Data = "mnist",
    epochs: Epochs = None,
    batch_size: BatchSize = None,
    threads: Threads = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help="Write the plot as an SVG."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Train with many seeds and see how results vary.

    Mean, standard deviation and quantiles of the accuracy on the test pictures. Nothing is saved.
    """
    from tenfold.cli.datasets import load
    from tenfold.data.files import check_writable, whole_file
    from tenfold.evaluate.spread import spread
    from tenfold.train import recipes

    chosen = recipes.find(recipe, epochs=epochs, batch_size=batch_size)
    if plot is not None:
        check_writable(plot)
    dataset = load(data)
    runs = _runs(chosen, dataset, seeds, threads, quiet=as_json)
    accuracies = [accuracy for accuracy, _ in runs]
    found = spread(accuracies)
    if plot is not None:
        from tenfold.cli.plot import svg

        title = f"{recipe} on {dataset.name}: test accuracy of {seeds} seeds"
        with whole_file(plot) as temporary:
            temporary.write_text(svg(accuracies, found.mean, title), encoding="utf-8")
    if as_json:
        print_json(_result(chosen, dataset, runs, found))
    else:
        _print_result(accuracies, found)


def _runs(
    recipe: "Recipe", dataset: "Dataset", seeds: int, threads: int | None, *, quiet: bool
) -> list[tuple[float, float]]:
    """Test accuracy and seconds of the run with each seed."""
    from tenfold.cli.progress import Bar, SweepProgress
    from tenfold.cli.tables import percent
    from tenfold.train.trainer import Run

    out = progress_console()
    runs: list[tuple[float, float]] = []
    with Bar(out, seeds * recipe.epochs) as bar:
        for seed in range(seeds):
            start = time.perf_counter()
            run = Run(recipe, dataset, seed=seed, threads=threads)
            run.train(SweepProgress(bar, f"seed {seed}", seed * recipe.epochs))
            runs.append((run.history[-1].test_accuracy, time.perf_counter() - start))
            if not quiet:
                accuracy, seconds = runs[-1]
                width = len(str(seeds - 1))
                out.print(f"seed {seed:{width}}   test {percent(accuracy)}   {seconds:.1f} s")
    return runs


def _result(
    recipe: "Recipe", dataset: "Dataset", runs: list[tuple[float, float]], found: "Spread"
) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        **recipe.as_dict(),
        "data": dataset.name,
        "fingerprint": dataset.fingerprint,
        **asdict(found),
        "runs": [
            {"seed": seed, "test_accuracy": accuracy, "seconds": round(seconds, 3)}
            for seed, (accuracy, seconds) in enumerate(runs)
        ],
    }


def _print_result(accuracies: list[float], found: "Spread") -> None:
    from tenfold.cli import plot
    from tenfold.cli.tables import percent

    out = console()
    out.print(f"test accuracy over {found.n} seeds:")
    out.print(
        f"mean {100 * found.mean:.3f} ± {100 * found.standard_error:.3f} % (standard error), "
        f"standard deviation {100 * found.standard_deviation:.3f} %",
        soft_wrap=True,
    )
    quantiles = (f"{100 * q:.0f} %: {percent(value)}" for q, value in found.quantiles.items())
    out.print(f"quantiles  {'   '.join(quantiles)}\n", soft_wrap=True)
    for line in plot.lines(accuracies, out.width):
        out.print(line, soft_wrap=True)
