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
    told: list[float] = []
    squares = [partial(operator.mul, k, k) for k in range(FEWEST)]
    assert in_processes(squares, told.append) == [k * k for k in range(FEWEST)]
    assert told == [pytest.approx((k + 1) / FEWEST) for k in range(FEWEST)]


def test_an_error_in_another_process_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        in_processes([partial(operator.truediv, 1, k) for k in range(FEWEST)])
