"""Schedules against numbers worked out by hand and formulas from elsewhere."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.errors import InvalidInput
from tenfold.nn.optimizers import SGD, Adam, AdamW, schedule
from tenfold.nn.schedule import Constant, CosineDecay, OneCycle, PiecewiseLinear, Schedule


@pytest.mark.parametrize(
    "make",
    [
        Constant(0.1),
        CosineDecay(0.1),
        OneCycle(0.1),
        PiecewiseLinear(((0.0, 0.1), (1.0, 0.0))),
    ],
)
@pytest.mark.parametrize("steps", [0, 1, 2, 7])
def test_one_finite_rate_for_each_step(make: Schedule, steps: int) -> None:
    rates = make.rates(steps)
    assert rates.shape == (steps,)
    assert rates.dtype == np.float32
    assert np.isfinite(rates).all()
    assert (rates >= 0).all()
    assert isinstance(make, Schedule)


def test_constant() -> None:
    assert Constant(0.25).rates(3).tolist() == [0.25, 0.25, 0.25]


def test_cosine_decay_is_kerass() -> None:
    # keras.optimizers.schedules.CosineDecay: ((1 - alpha) * cosine + alpha) * initial
    rates = CosineDecay(0.5, decay_steps=4, alpha=0.1).rates(6)
    expected = [
        0.5 * (0.9 * 0.5 * (1 + math.cos(math.pi * min(step, 4) / 4)) + 0.1) for step in range(6)
    ]
    np.testing.assert_allclose(rates, expected, rtol=1e-6)
    np.testing.assert_array_equal(CosineDecay(0.5).rates(8), CosineDecay(0.5, 8).rates(8))


@pytest.mark.parametrize(
    ("warm_up", "expected"),
    [
        # Printed by torch.optim.lr_scheduler.OneCycleLR(max_lr=0.5, total_steps=10 and 11) of
        # PyTorch 2.13; with 0.25 the peak lies between two steps.
        (
            0.3,
            [0.02, 0.26, 0.5, 0.475242, 0.405873, 0.305631, 0.194371, 0.094129, 0.02476, 2e-06],
        ),
        (
            0.25,
            [
                *[0.02, 0.313405, 0.498868, 0.472209, 0.413716, 0.331768],
                *[0.238106, 0.146148, 0.069068, 0.01791, 2e-06],
            ],
        ),
    ],
)
def test_one_cycle_is_pytorchs(warm_up: float, expected: list[float]) -> None:
    rates = OneCycle(0.5, warm_up).rates(len(expected))
    np.testing.assert_allclose(rates, expected, atol=5e-7)


def test_one_cycle_without_warm_up_begins_at_the_peak() -> None:
    assert OneCycle(0.5, warm_up=0.0).rates(5)[0] == 0.5


def test_piecewise_linear() -> None:
    rates = PiecewiseLinear(((0.0, 0.0), (0.5, 1.0), (1.0, 0.0))).rates(5)
    np.testing.assert_allclose(rates, [0, 0.5, 1, 0.5, 0])


@pytest.mark.parametrize(
    "make",
    [
        lambda: Constant(-1),
        lambda: Constant(math.nan),
        lambda: CosineDecay(math.inf),
        lambda: CosineDecay(0.1, decay_steps=0),
        lambda: CosineDecay(0.1, alpha=1.5),
        lambda: OneCycle(0.1, warm_up=2),
        lambda: OneCycle(0.1, start_divisor=0),
        lambda: PiecewiseLinear(()),
        lambda: PiecewiseLinear(((1.0, 0.1), (0.0, 0.1))),
        lambda: PiecewiseLinear(((0.0, -0.1),)),
        lambda: Adam(-1e-3),
        lambda: Adam(beta_2=1.0),
        lambda: Adam(learning_rate="fast"),  # type: ignore[arg-type]
        lambda: AdamW(weight_decay=-1),
        lambda: SGD(momentum=1.0),
        lambda: SGD(math.nan),
    ],
)
def test_nonsense(make: Any) -> None:
    with pytest.raises(InvalidInput):
        make()


def test_an_optimizers_rate_is_a_schedule() -> None:
    assert schedule(SGD(0.1)) == Constant(0.1)
    assert schedule(Adam(OneCycle(4e-3))) == OneCycle(4e-3)
