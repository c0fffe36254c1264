"""Progress of a training run: a bar that moves within the epoch, and a line for each epoch done.

Where the console is no terminal the lines alone are printed.
"""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from tenfold.cli.tables import percent
from tenfold.train.trainer import Epoch


class TrainingProgress:
    """An Observer of a run, to be used in a `with` statement. `quiet` leaves out the lines."""

    def __init__(self, console: Console, epochs: int, *, quiet: bool) -> None:
        self._console = console
        self._epochs = epochs
        self._quiet = quiet
        self._began = time.perf_counter()  # this epoch
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            expand=True,
            auto_refresh=False,  # drawn when something moved, and by no thread of its own
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(f"epoch 1/{epochs}", total=epochs)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def step(self, epoch: int, share: float) -> None:
        """Moves the bar."""
        self._bar.update(
            self._task,
            description=f"epoch {epoch}/{self._epochs}",
            completed=epoch - 1 + share,
            refresh=True,
        )

    def epoch(self, done: Epoch) -> None:
        """Prints what the epoch gave."""
        now = time.perf_counter()
        seconds, self._began = now - self._began, now
        if self._quiet:
            return
        self._console.print(
            f"epoch {done.number:{len(str(self._epochs))}}/{self._epochs}   "
            f"loss {done.loss:.4f}   training {percent(done.accuracy)}   "
            f"test {percent(done.test_accuracy)}   {seconds:.1f} s",
            soft_wrap=True,
        )
