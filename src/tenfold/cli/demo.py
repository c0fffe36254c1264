"""tenfold demo: the practical, start to finish, in the terminal."""

from typing import TYPE_CHECKING

from tenfold.cli.options import Json, Threads
from tenfold.cli.output import console, note, print_json, progress_console

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from rich.console import Console

    from tenfold.data.dataset import Dataset
    from tenfold.evaluate.report import Report

SECONDS_TO_FETCH = 10.0  # a demo is not kept waiting for longer
SHOWN = 3  # pictures of a kind: what fits a row of 80 columns


def demo(threads: Threads = None, as_json: Json = False) -> None:
    """Train a network here and now and see it read.

    The network and the settings are the practical's; nothing is saved.
    """
    from tenfold.cli.progress import Bar, TrainingProgress
    from tenfold.evaluate.report import report
    from tenfold.train.recipes import PRACTICAL
    from tenfold.train.trainer import Run

    dataset = _dataset()
    run = Run(PRACTICAL, dataset, threads=threads)
    if not as_json:
        note(
            f"training {run.model.count_params():,} parameters on {len(dataset.train):,} pictures "
            f"of {dataset.name}, {PRACTICAL.epochs} times each"
        )
    progress = progress_console()
    with Bar(progress, PRACTICAL.epochs) as bar:
        run.train(TrainingProgress(progress, bar, PRACTICAL.epochs, quiet=as_json))
    probabilities = run.model.predict(dataset.test.x, threads=threads)  # (n, classes)
    result = report(dataset.test.y, probabilities, dataset.class_names)
    if as_json:
        print_json({"data": dataset.name, **result.as_dict()})
        return
    out = console()
    _print_scores(out, result)
    _draw_some(out, dataset, probabilities)


def _dataset() -> "Dataset":
    """MNIST if it is at hand or comes quickly, or else the digits that tenfold draws itself."""
    from tenfold.cli.datasets import load
    from tenfold.data import datasets
    from tenfold.errors import DownloadFailed

    patience = datasets.Patience(silence=3.0, deadline=SECONDS_TO_FETCH)
    try:
        return load("mnist", patience)
    except DownloadFailed as error:
        note(f"{error}; the demo goes on with digits that tenfold draws itself")
        return load("strokes")


def _print_scores(out: "Console", report: "Report") -> None:
    from tenfold.cli.tables import confusion_table, interval, percent

    out.print(
        f"\ntest accuracy {percent(report.accuracy)} on {report.n:,} pictures that the network "
        f"was not trained on\n(95 % interval {interval(report.interval)})\n"
    )
    out.print(confusion_table(report, out))


def _draw_some(out: "Console", dataset: "Dataset", probabilities: "NDArray[np.float32]") -> None:
    from tenfold.cli.drawing import draw

    y, y_pred = dataset.test.y, probabilities.argmax(axis=1)  # (n,)
    for title, chosen in (("read right", y == y_pred), ("read wrong", y != y_pred)):
        places = chosen.nonzero()[0][:SHOWN]
        if len(places):
            captions = [_caption(dataset.class_names, y[i], probabilities[i]) for i in places]
            out.print(f"\n{title}:\n")
            draw(out, list(dataset.test.x[places]), captions)


def _caption(
    class_names: tuple[str, ...], label: "np.integer", probabilities: "NDArray[np.float32]"
) -> str:
    best = int(probabilities.argmax())
    return f"{class_names[label]} read as {class_names[best]}, {100 * probabilities[best]:.0f} %"
