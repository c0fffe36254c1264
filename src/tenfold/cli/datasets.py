"""Loading a data set for a command: what has to be fetched is fetched with a progress bar."""

from typing import Any

from tenfold.cli.output import note, progress_console
from tenfold.data import datasets
from tenfold.data.dataset import Dataset
from tenfold.data.patience import Patience

PATIENCE = Patience()


def load(name_or_path: str, patience: Patience = PATIENCE, **options: Any) -> Dataset:
    """The data set, fetched first where it is known and not at hand.

    Options are those of `datasets.load`; None and False stand for what it does anyway.
    """
    missing = [entry.name for entry in datasets.listing() if entry.found is None]
    if name_or_path in missing:
        fetch(name_or_path, patience)
    dataset = datasets.load(name_or_path, **{k: v for k, v in options.items() if v})
    for file in dataset.skipped:
        note(f"left out {file.path}: {file.reason}")
    return dataset


def fetch(name: str, patience: Patience = PATIENCE) -> str:
    """Brings a published data set into the cache and returns its folder."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    out = progress_console()
    columns = (TextColumn("fetching {task.description}"), BarColumn(), DownloadColumn())
    with Progress(
        *columns, console=out, transient=True, auto_refresh=False, disable=not out.is_terminal
    ) as bar:
        task = bar.add_task(name, total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        return str(datasets.fetch(name, progress, patience))


def picture_options(
    size: int | None, color: bool, fit: str | None, skip_unreadable: bool
) -> dict[str, Any]:
    """The command line's options for a folder of pictures, as `load` takes them."""
    on_error = "skip" if skip_unreadable else None
    return {"size": size, "color": color, "fit": fit, "on_error": on_error}
