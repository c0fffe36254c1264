"""What every contender does: wait for a line, do what it asks, answer with a line.

Each contender is a process of its own, so that neither its imports nor its threads mix with
another's. It imports nothing but what it measures and NumPy. Lines are JSON:

    {"prepare": settings}  ->  {"ready": facts worth recording}   or {"missing": why}
    {"run": settings}      ->  {"seconds": ..., ...}
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

Settings = dict[str, Any]
Run = Callable[[Settings], dict[str, Any]]
Prepare = Callable[[Settings], tuple[Run, dict[str, Any]]]


def serve(tasks: Callable[[], dict[str, Prepare]]) -> None:
    """Answers until stdin ends. `tasks` imports what is measured: {task: its preparation}."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a framework prints must not look like an answer

    def answer(line: dict[str, Any]) -> None:
        print(json.dumps(line), file=answers, flush=True)

    run: Run | None = None
    for line in sys.stdin:
        order = json.loads(line)
        if "prepare" in order:
            try:
                run, facts = tasks()[order["prepare"]["task"]](order["prepare"])
            except ImportError as error:
                answer({"missing": str(error)})
            else:
                answer({"ready": facts})
        else:
            assert run is not None, "prepare comes first"
            answer(run(order["run"]))


def seconds_of(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def call_times(call: Callable[[], object], count: int) -> list[float]:
    """Seconds of each of `count` calls."""
    times = []
    clock = time.perf_counter
    for _ in range(count):
        start = clock()
        call()
        times.append(clock() - start)
    return times
