"""Tasks that are spread over processes."""

import operator
import os
from functools import partial

import pytest

from tenfold.reader.processes import FEWEST, in_processes


def test_many_tasks_run_in_other_processes() -> None:
    pids = in_processes([os.getpid] * FEWEST)
    assert os.getpid() not in pids
    assert in_processes([os.getpid] * (FEWEST - 1)) == [os.getpid()] * (FEWEST - 1)


def test_what_tasks_return_is_in_their_order() -> None:
    assert in_processes([partial(operator.mul, k, k) for k in range(FEWEST)]) == [
        k * k for k in range(FEWEST)
    ]


def test_an_error_in_another_process_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        in_processes([partial(operator.truediv, 1, k) for k in range(FEWEST)])
