"""Keras's progress lines: a bar while an epoch runs, its results after it."""

import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tenfold.errors import InvalidInput
from tenfold.nn.callbacks import Callback, Logs

BAR_WIDTH = 20
REDRAW_SECONDS = 0.05
BOLD, GREEN, WHITE, RESET = "\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m"


class ProgressBar:
    """One line on stdout: "1875/1875 ━━━━━━━━━━━━━━━━━━━━ 1s 700us/step - loss: 0.1604".

    On a terminal it is redrawn in place; elsewhere only its final state is printed.
    """

    def __init__(self, steps: int, start: float) -> None:
        self.steps = steps
        self.start = start  # of time.perf_counter
        self.drawn = 0.0  # when
        self.width = 0  # characters on the line now
        self.live = sys.stdout.isatty() or "ipykernel" in sys.modules  # a notebook

    def update(self, step: int, logs: Logs) -> None:
        now = time.perf_counter()
        if self.live and step and now - self.drawn >= REDRAW_SECONDS:
            self.drawn = now
            left = (now - self.start) / step * (self.steps - step)
            self._draw(step, f"{BOLD}{duration(left)}{RESET}", logs)

    def finish(self, logs: Logs) -> None:
        total = f"{BOLD}{duration(time.perf_counter() - self.start)}{RESET}"
        self._draw(self.steps, total, logs)
        print(flush=True)

    def abandon(self) -> None:
        """Leave the line as it is: what follows starts on the next."""
        if self.width:
            print(flush=True)

    def _draw(self, step: int, clock: str, logs: Logs) -> None:
        per_step = (time.perf_counter() - self.start) / max(step, 1)
        count = f"{step:{len(str(self.steps))}d}/{self.steps}"
        done = BAR_WIDTH * step // self.steps
        bar = _encodable("━")
        line = (
            f"{BOLD}{count}{RESET} {GREEN}{bar * done}{RESET}{WHITE}{bar * (BAR_WIDTH - done)}"
            f"{RESET} {clock} {step_time(per_step)}{metrics(logs)}"
        )
        for code in (BOLD, GREEN, WHITE, RESET) if not self.live else ():
            line = line.replace(code, "")
        padding = " " * (self.width - len(line))  # over the end of a longer line
        self.width = len(line)
        print(f"\r{line}{padding}" if self.live else line, end="", flush=self.live)


class ProgressBars(Callback):
    """A bar for each epoch: verbose=1."""

    every_batch = False
    bar: ProgressBar | None = None

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        print_heading(epoch, self.params["epochs"])
        self.bar = ProgressBar(self.params["steps"], time.perf_counter())

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        if self.bar:
            self.bar.update(batch + 1, logs or {})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if self.bar:
            self.bar.finish(logs or {})
        self.bar = None


class ProgressLines(Callback):
    """A line for each epoch: verbose=2."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self.start = time.perf_counter()
        print_heading(epoch, self.params["epochs"])

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        steps, seconds = self.params["steps"], time.perf_counter() - self.start
        print(result_line(steps, seconds, logs or {}), flush=True)


@contextmanager
def shown(verbose: str | int) -> Iterator[Callback]:
    """The callback that shows training: a bar ("auto" or 1), lines (2) or nothing (0)."""
    level = checked_verbose(verbose)
    if level == 2:
        yield ProgressLines()
    elif level == 0:
        yield Callback()
    else:
        bars = ProgressBars()
        try:
            yield bars
        finally:
            if bars.bar:  # interrupted
                bars.bar.abandon()


def show_result(verbose: str | int, steps: int, start: float, logs: Logs) -> None:
    """The one line of an evaluation that began at `start` of time.perf_counter."""
    level = checked_verbose(verbose)
    if level == 1:
        ProgressBar(steps, start).finish(logs)
    elif level == 2:
        print(result_line(steps, time.perf_counter() - start, logs), flush=True)


def checked_verbose(verbose: str | int) -> int:
    """Keras's verbose as 0, 1 or 2."""
    if verbose not in ("auto", 0, 1, 2):
        raise InvalidInput(f"found verbose={verbose!r}, expected 'auto', 0, 1 or 2")
    return 1 if verbose == "auto" else int(verbose)


def print_heading(epoch: int, epochs: int) -> None:
    if epochs > 1:  # as Keras does
        print(f"Epoch {epoch + 1}/{epochs}")


def result_line(steps: int, seconds: float, logs: Logs) -> str:
    """1875/1875 - 1s - 700us/step - accuracy: 0.9512 - loss: 0.1604"""
    times = f"{duration(seconds)} - {step_time(seconds / steps)}"
    return f"{steps}/{steps} - {times}{metrics(logs)}"


def metrics(logs: Logs) -> str:
    """ " - accuracy: 0.9512 - loss: 0.1604", small numbers as 1.2345e-04."""
    return "".join(
        f" - {name}: {value:.4f}" if abs(value) > 1e-3 else f" - {name}: {value:.4e}"
        for name, value in sorted(logs.items())
    )


def duration(seconds: float) -> str:
    """0.4 to "0s", 75 to "1:15", 3675 to "1:01:15"."""
    whole = math.floor(seconds)
    if whole >= 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
    return f"{whole // 60}:{whole % 60:02d}" if whole >= 60 else f"{whole}s"


def step_time(seconds: float) -> str:
    """0.0007 to "700us/step"."""
    if seconds >= 1:
        return f"{seconds:.0f}s/step"
    return f"{seconds * 1e3:.0f}ms/step" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/step"


def _encodable(character: str) -> str:
    try:
        character.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return "="
    return character
