"""Minutes of drawing, spread over processes: most of it is Python, which threads cannot share."""

import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from operator import call
from threading import Thread
from typing import TypeVar

from tenfold.nn.engine import default_threads

Made = TypeVar("Made")

Progress = Callable[[float], None]  # is told the share that is done

FEWEST = 30  # tasks of some seconds: with fewer, new processes are not worth their start


def silent(share: float) -> None:
    """For those who need not know how far it is."""


def in_processes(tasks: Sequence[Callable[[], Made]], progress: Progress = silent) -> list[Made]:
    """What the tasks return, in their order. Tasks and what they return must be picklable."""
    if len(tasks) < FEWEST:
        return [task() for task in tasks]
    made = []
    # Spawned: a fork would lack the engine's threads, and wait for them for ever.
    with ProcessPoolExecutor(default_threads(), get_context("spawn"), _left_to_the_parent) as pool:
        for result in pool.map(call, tasks):
            made.append(result)
            progress(len(made) / len(tasks))
    return made


def _left_to_the_parent() -> None:
    """Ctrl-C reaches every process: the parent alone says so. If that is killed, they end too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Else they would wait for its next task for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
