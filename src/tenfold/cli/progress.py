"""Progress: a bar that moves, of training within the epoch, and a line for what is done.

Where the console is no terminal the lines alone are printed.
"""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from tenfold.cli.tables import percent
from tenfold.train.trainer import Epoch


class Bar:
    """A bar over `total` units of work, drawn whenever it is moved: it has no thread."""

    def __init__(self, console: Console, total: int) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            expand=True,
            auto_refresh=False,
            disable=not console.is_terminal,
            # On a terminal results go above the bar. Elsewhere Rich would take them to stderr.
            redirect_stdout=sys.stdout.isatty(),
        )
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def move(self, description: str, done: float) -> None:
        self._progress.update(self._task, description=description, completed=done, refresh=True)


class TrainingProgress:
    """Observes one run. `quiet` leaves out the lines."""

    def __init__(self, console: Console, bar: Bar, epochs: int, *, quiet: bool) -> None:
        self._console = console
        self._bar = bar
        self._epochs = epochs
        self._quiet = quiet
        self._began = time.perf_counter()  # this epoch

    def step(self, epoch: int, share: float) -> None:
        self._bar.move(f"epoch {epoch}/{self._epochs}", epoch - 1 + share)

    def epoch(self, done: Epoch) -> None:
        now = time.perf_counter()
        seconds, self._began = now - self._began, now
        if not self._quiet:
            self._console.print(
                f"epoch {done.number:{len(str(self._epochs))}}/{self._epochs}   "
                f"loss {done.loss:.4f}   training {percent(done.accuracy)}   "
                f"test {percent(done.test_accuracy)}   {seconds:.1f} s",
                soft_wrap=True,
            )


class SweepProgress:
    """Observes one run of many: moves the bar that all of them share."""

    def __init__(self, bar: Bar, description: str, epochs_before: int) -> None:
        self._bar = bar
        self._description = description
        self._before = epochs_before

    def step(self, epoch: int, share: float) -> None:
        self._bar.move(self._description, self._before + epoch - 1 + share)

    def epoch(self, done: Epoch) -> None:
        """The sweep prints a line for a whole run."""
