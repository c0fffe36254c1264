"""Whole processes, timed from outside: wall time and the most memory they held."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PEAK_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in a unit of ru_maxrss


@dataclass(frozen=True)
class Process:
    seconds: float
    peak_bytes: int
    output: str


class FailedError(Exception):
    """The process ended with an error."""


def run(command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> Process:
    """Waits for its end. Raises FailedError with what it complained of."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=os.environ | (env or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)  # the memory of this child alone
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise FailedError(f"{' '.join(command)} failed:\n{output[-2000:]}")
    return Process(seconds, usage.ru_maxrss * PEAK_UNIT, output)
