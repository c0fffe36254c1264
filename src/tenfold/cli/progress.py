"""Progress of a training run: a bar that moves within the epoch, a line for each epoch done.

Where stderr is no terminal the lines alone are printed.
"""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from tenfold.cli.tables import percent
from tenfold.train.trainer import Epoch


class TrainingProgress:
    """Draws while it is entered; `step` and `epoch` are what `train` calls."""

    def __init__(self, console: Console, epochs: int, pictures: int) -> None:
        self._console = console
        self._epochs = epochs
        self._pictures = pictures  # in one epoch
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.percentage:3.0f} %"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            auto_refresh=False,  # no thread beside the engine's: drawn when something moved
            disable=not console.is_terminal,
            expand=True,
        )
        self._task = self._bar.add_task("", total=epochs * pictures)

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

    def step(self, epoch: int, pictures: int) -> None:
        """`pictures` of the epoch are done; epochs count from 1."""
        self._bar.update(
            self._task,
            description=f"epoch {epoch}/{self._epochs}",
            completed=(epoch - 1) * self._pictures + pictures,
            refresh=True,
        )

    def epoch(self, done: Epoch) -> None:
        """One epoch is over."""
        width = len(str(self._epochs))
        self._console.print(
            f"epoch {done.number:{width}}/{self._epochs}   loss {done.loss:.4f}   "
            f"training {percent(done.accuracy)}   test {percent(done.test_accuracy)}   "
            f"{done.seconds:.1f} s"
        )
