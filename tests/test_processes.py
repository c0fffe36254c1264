"""Tasks that are spread over processes."""

import operator
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tenfold.reader.processes import FEWEST, in_processes


def test_many_tasks_run_in_other_processes() -> None:
    pids = in_processes([os.getpid] * FEWEST)
    assert os.getpid() not in pids
    assert in_processes([os.getpid] * (FEWEST - 1)) == [os.getpid()] * (FEWEST - 1)


def test_what_tasks_return_is_in_their_order() -> None:
    told: list[float] = []
    squares = [partial(operator.mul, k, k) for k in range(FEWEST)]
    assert in_processes(squares, told.append) == [k * k for k in range(FEWEST)]
    assert told == [pytest.approx((k + 1) / FEWEST) for k in range(FEWEST)]


def test_an_error_in_another_process_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        in_processes([partial(operator.truediv, 1, k) for k in range(FEWEST)])


ENDLESS = """
import threading
from tenfold.reader.processes import FEWEST, in_processes

def wait():
    print("begun", flush=True)
    threading.Event().wait()

if __name__ == "__main__":
    in_processes([wait] * FEWEST)
"""


def test_the_others_end_where_the_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None and parent.stdout.readline() == b"begun\n"
        parent.kill()
        # The pipe is at its end when none of them holds it any more.
        parent.communicate(timeout=60)
