"""Learning-rate schedules: the rate of every minibatch of a run, known before it starts."""

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from tenfold.errors import InvalidInput


@runtime_checkable
class Schedule(Protocol):
    """Anything with `rates`."""

    def rates(self, steps: int) -> NDArray[np.float32]:
        """The learning rate of each of a run's minibatches, float32 (steps,)."""
        ...


@dataclass(frozen=True)
class Constant:
    """The same rate throughout."""

    learning_rate: float

    def __post_init__(self) -> None:
        _check_rate("Constant", "learning_rate", self.learning_rate)

    def rates(self, steps: int) -> NDArray[np.float32]:
        return np.full(steps, self.learning_rate, np.float32)


@dataclass(frozen=True)
class CosineDecay:
    """Half a cosine from the initial rate to `alpha` times it (Loshchilov & Hutter 2017, SGDR).

    It takes `decay_steps` minibatches and stays there; None is the whole run.
    """

    initial_learning_rate: float
    decay_steps: int | None = None
    alpha: float = 0.0

    def __post_init__(self) -> None:
        _check_rate("CosineDecay", "initial_learning_rate", self.initial_learning_rate)
        _check_share("CosineDecay", "alpha", self.alpha)
        if self.decay_steps is not None and self.decay_steps < 1:
            raise InvalidInput(
                f"CosineDecay: found decay_steps={self.decay_steps}, expected 1 or more"
            )

    def rates(self, steps: int) -> NDArray[np.float32]:
        done = np.minimum(np.arange(steps) / (self.decay_steps or max(steps, 1)), 1.0)
        share = self.alpha + (1 - self.alpha) * _falling_cosine(done)
        return (self.initial_learning_rate * share).astype(np.float32)


@dataclass(frozen=True)
class OneCycle:
    """Up to the peak, then down to almost nothing, both along a cosine (Smith & Topin 2018).

    The rates are those of PyTorch's OneCycleLR. The warm-up lets the peak be several times the
    rate that a cold start would bear.
    """

    peak_learning_rate: float
    warm_up: float = 0.3  # share of the run; PyTorch's default
    start_divisor: float = 25.0  # the first rate is peak / 25
    final_divisor: float = 1e4  # the last is the first / 10,000

    def __post_init__(self) -> None:
        _check_rate("OneCycle", "peak_learning_rate", self.peak_learning_rate)
        _check_share("OneCycle", "warm_up", self.warm_up)
        for name in ("start_divisor", "final_divisor"):
            if not getattr(self, name) >= 1:
                raise InvalidInput(
                    f"OneCycle: found {name}={getattr(self, name)}, expected 1 or more"
                )

    def rates(self, steps: int) -> NDArray[np.float32]:
        peak, start = self.peak_learning_rate, self.peak_learning_rate / self.start_divisor
        end = start / self.final_divisor
        last = max(steps - 1, 1)
        top = max(self.warm_up * steps - 1, 0.0)  # the step of the peak
        step = np.arange(steps, dtype=np.float64)
        up = step / max(top, 1e-12)
        down = (step - top) / max(last - top, 1e-12)
        rising = peak + (start - peak) * _falling_cosine(np.clip(up, 0, 1))
        falling = end + (peak - end) * _falling_cosine(np.clip(down, 0, 1))
        return np.where(step < top, rising, falling).astype(np.float32)


@dataclass(frozen=True)
class PiecewiseLinear:
    """Straight lines between (share of the run, rate) points: ((0, 0), (0.2, 4e-3), (1, 0))."""

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        shares = [share for share, _ in self.points]
        if not shares or shares != sorted(shares):
            raise InvalidInput(
                f"PiecewiseLinear: found points at {shares}, expected rising shares of the run"
            )
        for share, rate in self.points:
            _check_share("PiecewiseLinear", "share", share)
            _check_rate("PiecewiseLinear", "rate", rate)

    def rates(self, steps: int) -> NDArray[np.float32]:
        done = np.arange(steps) / max(steps - 1, 1)
        shares, rates = zip(*self.points, strict=True)
        values: NDArray[np.float64] = np.interp(done, shares, rates)
        return values.astype(np.float32)


def _falling_cosine(done: NDArray[np.float64]) -> NDArray[np.float64]:
    """From 1 at 0 to 0 at 1."""
    share: NDArray[np.float64] = 0.5 * (1.0 + np.cos(math.pi * done))
    return share


def _check_rate(owner: str, name: str, value: float) -> None:
    if not (isinstance(value, int | float) and 0 <= value < math.inf):
        raise InvalidInput(f"{owner}: found {name}={value!r}, expected 0 or more")


def _check_share(owner: str, name: str, value: float) -> None:
    if not (isinstance(value, int | float) and 0 <= value <= 1):
        raise InvalidInput(f"{owner}: found {name}={value!r}, expected a share in [0, 1]")
