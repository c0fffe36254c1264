"""Small tables of results, readable at 80 columns."""

from collections.abc import Iterator

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from tenfold.evaluate.report import Report

LABEL_WIDTH = 14  # columns for a class name before it is cut
WIDEST = 10_000
MOST_CONFUSED = 10  # pairs listed where the whole matrix does not fit


def percent(rate: float) -> str:
    """0.98953 to "98.95 %"."""
    return f"{100 * rate:.2f} %"


def interval(bounds: tuple[float, float]) -> str:
    """(0.98733, 0.99136) to "98.73 to 99.14 %"."""
    low, high = bounds
    return f"{100 * low:.2f} to {percent(high)}"


def score_table(report: Report) -> Table:
    """Accuracy with its interval, of the whole and of each part."""
    table = plain_table("", "pictures", "accuracy", "95 % interval")
    for part in report.parts:
        table.add_row(part.name, f"{part.n:,}", percent(part.accuracy), interval(part.interval))
    whole = (f"{report.n:,}", percent(report.accuracy), interval(report.interval))
    table.add_row("all", *whole, style="bold")
    return table


def class_table(report: Report) -> Table:
    """Precision, recall and F1 of each class."""
    table = plain_table("class", "pictures", "recall", "precision", "F1")
    for name, score in zip(report.class_names, report.per_class, strict=True):
        table.add_row(
            Text(name),
            f"{score.support:,}",
            percent(score.recall),
            percent(score.precision),
            percent(score.f1_score),
        )
    return table


def confusion_table(report: Report, console: Console) -> RenderableType:
    """The confusion matrix, or its largest errors where the console is too narrow for it."""
    labels = [_label(k, name) for k, name in enumerate(report.class_names)]
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("label \\ read as")
    for k in range(len(labels)):
        table.add_column(str(k), justify="right", no_wrap=True)
    for k, row in enumerate(report.confusion):
        table.add_row(labels[k], *(_count(int(n), right=k == j) for j, n in enumerate(row)))
    unbounded = console.options.update(max_width=WIDEST)  # measure() cuts at the width it is given
    if console.measure(table, options=unbounded).maximum <= console.width:
        return table
    errors = list(_largest_errors(report))
    return Group("most frequent errors:" if errors else "no errors", *errors)


def plain_table(*headers: str) -> Table:
    """Text in the first column, numbers in the others."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for number, header in enumerate(headers):
        table.add_column(header, justify="right" if number else "left", no_wrap=True)
    return table


def _label(k: int, name: str) -> Text:
    """A digit's row is "7", another class's "9 Ankle boot": columns carry the number."""
    label = Text(name if name == str(k) else f"{k} {name}", no_wrap=True)
    label.truncate(LABEL_WIDTH, overflow="ellipsis")
    return label


def _count(n: int, right: bool) -> Text:
    if not n:
        return Text("·", style="dim")
    return Text(str(n), style="green" if right else "bold red")


def _largest_errors(report: Report) -> Iterator[Text]:
    errors = report.confusion.copy()
    np.fill_diagonal(errors, 0)
    for place in np.argsort(errors, axis=None, kind="stable")[::-1][:MOST_CONFUSED]:
        label, read = divmod(int(place), len(errors))
        if errors[label, read]:
            names = report.class_names
            yield Text(f"  {errors[label, read]:5,}  {names[label]} read as {names[read]}")
