"""Loading a data set for a command: what has to be fetched is fetched with a progress bar."""

from tenfold.cli.output import note, progress_console
from tenfold.data import datasets
from tenfold.data.dataset import Dataset
from tenfold.data.patience import Patience


def load(name_or_path: str) -> Dataset:
    """The data set, fetched first where it is known and not at hand."""
    missing = [entry.name for entry in datasets.listing() if entry.found is None]
    if name_or_path in missing:
        fetch(name_or_path)
    return datasets.load(name_or_path)


def fetch(name: str, patience: Patience = Patience()) -> str:  # noqa: B008, frozen
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

        folder = datasets.fetch(name, progress, patience)
    note(f"fetched {name} into {folder}")
    return str(folder)
