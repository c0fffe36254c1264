"""Whether probabilities mean what they say: of readings made with 90 %, 90 % should be right.

Guo, Pleiss, Sun & Weinberger 2017, "On Calibration of Modern Neural Networks" (arXiv:1706.04599).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenfold.errors import InvalidInput, InvalidModel

SMALLEST = 1e-38  # a probability below float32's range, as after a very sure softmax
TEMPERATURES = (0.05, 20.0)  # what is searched; networks' lie between 0.5 and 5
STEPS = 40  # halvings: to 1e-11


@dataclass(frozen=True)
class Bin:
    """The readings whose confidence lies in one step of [0, 1]."""

    confidence: float  # mean of the largest probability
    accuracy: float  # share that is right
    n: int


def reliability(
    y_true: NDArray[np.integer], probabilities: NDArray[np.floating], bins: int = 15
) -> tuple[Bin, ...]:
    """The non-empty ones of `bins` equal steps of confidence, lowest first.

    y_true: class ids (n,); probabilities: (n, classes). InvalidInput where they do not fit.
    """
    _check(y_true, probabilities)
    confidence = probabilities.max(axis=1)  # (n,)
    right = probabilities.argmax(axis=1) == y_true  # (n,)
    place = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    return tuple(
        Bin(
            confidence=float(confidence[inside].mean(dtype=np.float64)),
            accuracy=float(right[inside].mean()),
            n=int(inside.sum()),
        )
        for inside in (place == step for step in range(bins))
        if inside.any()
    )


def expected_calibration_error(
    y_true: NDArray[np.integer], probabilities: NDArray[np.floating], bins: int = 15
) -> float:
    """Mean distance of confidence from accuracy over the bins, weighted by their readings."""
    return sum(
        abs(step.confidence - step.accuracy) * step.n
        for step in reliability(y_true, probabilities, bins)
    ) / len(y_true)


def log_loss(y_true: NDArray[np.integer], probabilities: NDArray[np.floating]) -> float:
    """Mean of -log of the probability that the right class was given."""
    _check(y_true, probabilities)
    return -float(_logs(probabilities)[np.arange(len(y_true)), y_true].mean())


def fit_temperature(y_true: NDArray[np.integer], probabilities: NDArray[np.floating]) -> float:
    """The temperature that makes the log loss on these readings least; above 1 lowers confidence.

    Fit it on held-out pictures, neither those of training nor those of the test. The loss is
    convex in 1 / temperature, so that the root of its slope is found by halving.
    """
    _check(y_true, probabilities)
    logs = _logs(probabilities)  # (n, classes)
    of_label = logs[np.arange(len(y_true)), y_true].mean()
    low, high = 1 / TEMPERATURES[1], 1 / TEMPERATURES[0]
    for _ in range(STEPS):
        middle = (low + high) / 2
        expected = (_softmax(middle * logs) * logs).sum(axis=1).mean()
        if expected < of_label:  # the slope is negative: sharper is better
            low = middle
        else:
            high = middle
    return 2 / (low + high)


def temperature_of(metadata: Mapping[str, Any], whose: str) -> float:
    """The temperature in a model's metadata, 1 where there is none.

    Raises InvalidModel for one that no network has; its message begins with `whose` it is.
    """
    temperature = metadata.get("preprocessing", {}).get("temperature", 1.0)
    if not isinstance(temperature, int | float) or not 0.01 < temperature < 100:
        raise InvalidModel(f"{whose} temperature is {temperature!r}, expected about 1")
    return float(temperature)


def with_temperature(
    probabilities: NDArray[np.floating], temperature: float
) -> NDArray[np.float32]:
    """The probabilities (n, classes) that a softmax of the logits over the temperature gives."""
    if not temperature > 0:
        raise InvalidInput(f"temperature is {temperature}, expected more than 0; 1 changes nothing")
    return _softmax(_logs(probabilities) / temperature).astype(np.float32)


def _logs(probabilities: NDArray[np.floating]) -> NDArray[np.float64]:
    """Logits but for a constant in each row, which no softmax sees."""
    return np.log(np.maximum(probabilities.astype(np.float64), SMALLEST))


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _check(y_true: NDArray[np.integer], probabilities: NDArray[np.floating]) -> None:
    if y_true.ndim != 1 or probabilities.ndim != 2 or not 0 < len(y_true) == len(probabilities):
        raise InvalidInput(
            f"labels of shape {y_true.shape} and probabilities of shape {probabilities.shape}; "
            "expected (n,) and (n, classes)"
        )
    if y_true.min() < 0 or y_true.max() >= probabilities.shape[1]:
        raise InvalidInput(
            f"class ids from {y_true.min()} to {y_true.max()}; "
            f"expected 0 to {probabilities.shape[1] - 1}"
        )
