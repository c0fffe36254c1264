"""The optimisers that the engine runs, as settings. Names and defaults are Keras's."""

import math
from dataclasses import dataclass, fields

from tenfold.errors import InvalidInput, UnsupportedNetwork
from tenfold.nn.schedule import Constant, Schedule


@dataclass(frozen=True)
class SGD:
    """Gradient descent: v = momentum * v - rate * g, then w += v.

    With `nesterov` it looks ahead: w += momentum * v - rate * g.
    `weight_decay` is decoupled: w -= rate * weight_decay * w before the step.
    """

    learning_rate: float | Schedule = 0.01
    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        _check(self, below_one=("momentum",))


@dataclass(frozen=True)
class Adam:
    """Kingma & Ba 2015 (arXiv:1412.6980), with Keras's defaults."""

    learning_rate: float | Schedule = 1e-3
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7

    def __post_init__(self) -> None:
        _check(self, below_one=("beta_1", "beta_2"))


@dataclass(frozen=True)
class AdamW:
    """Adam with decoupled weight decay, Loshchilov & Hutter 2019 (arXiv:1711.05101)."""

    learning_rate: float | Schedule = 1e-3
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    weight_decay: float = 0.004

    def __post_init__(self) -> None:
        _check(self, below_one=("beta_1", "beta_2"))


Optimizer = SGD | Adam | AdamW


def _check(optimizer: Optimizer, below_one: tuple[str, ...]) -> None:
    for field in fields(optimizer):
        value = getattr(optimizer, field.name)
        if field.name == "nesterov" or isinstance(value, Schedule):
            continue
        number = isinstance(value, int | float) and not isinstance(value, bool)
        limit = 1.0 if field.name in below_one else math.inf
        if not number or not 0 <= value < limit:  # false for NaN too
            expected = "[0, 1)" if field.name in below_one else "0 or more"
            raise InvalidInput(
                f"{type(optimizer).__name__}: found {field.name}={value!r}, expected {expected}"
            )


def get(identifier: object) -> Optimizer:
    """An optimiser from Keras's name for it ("adam", "adamw", "sgd"), or one of the above."""
    if isinstance(identifier, SGD | Adam | AdamW):
        return identifier
    for kind in (SGD, Adam, AdamW):
        if isinstance(identifier, str) and identifier.lower() == kind.__name__.lower():
            return kind()
    raise UnsupportedNetwork(
        f"compile: optimizer={identifier!r} is not supported, only 'adam', 'adamw' or 'sgd'"
    )


def schedule(optimizer: Optimizer) -> Schedule:
    """The optimiser's learning rate as a schedule."""
    rate = optimizer.learning_rate
    return rate if isinstance(rate, Schedule) else Constant(rate)
