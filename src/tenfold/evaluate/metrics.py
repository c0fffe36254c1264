"""Counts and rates of a classifier, named and defined as in scikit-learn."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from tenfold.errors import InvalidInput


@dataclass(frozen=True)
class ClassScores:
    """One class: rates in [0, 1], 0 where nothing was to be found or nothing was claimed."""

    precision: float
    recall: float
    f1_score: float
    support: int  # pictures whose label is this class


def accuracy(confusion: NDArray[np.int64]) -> float:
    """Share of the pictures on the diagonal of a (classes, classes) confusion matrix."""
    return float(np.trace(confusion) / confusion.sum())


def confusion_matrix(
    y_true: NDArray[np.integer], y_pred: NDArray[np.integer], classes: int
) -> NDArray[np.int64]:
    """Counts, (classes, classes): row i column j holds pictures of class i read as class j.

    y_true, y_pred: class ids (n,) in [0, classes). InvalidInput when they do not fit.

    >>> confusion_matrix(np.array([0, 1, 1]), np.array([0, 0, 1]), classes=2).tolist()
    [[1, 0], [1, 1]]
    """
    if y_true.ndim != 1 or y_true.shape != y_pred.shape or len(y_true) == 0:
        raise InvalidInput(
            f"labels of shape {y_true.shape} and readings of shape {y_pred.shape}; "
            "expected two rows of the same length, at least 1; give one reading for each label"
        )
    lowest = int(min(y_true.min(), y_pred.min()))
    highest = int(max(y_true.max(), y_pred.max()))
    if lowest < 0 or highest >= classes:
        raise InvalidInput(
            f"class ids from {lowest} to {highest}; expected 0 to {classes - 1}; "
            "check that the model and the data set have the same classes"
        )
    pairs = y_true.astype(np.int64) * classes + y_pred.astype(np.int64)
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes).astype(np.int64)


def per_class(confusion: NDArray[np.int64]) -> tuple[ClassScores, ...]:
    """Precision, recall and F1 of each class of a (classes, classes) confusion matrix."""
    return tuple(
        _class_scores(
            right=int(confusion[k, k]),
            support=int(confusion[k].sum()),
            claimed=int(confusion[:, k].sum()),
        )
        for k in range(len(confusion))
    )


def _class_scores(right: int, support: int, claimed: int) -> ClassScores:
    return ClassScores(
        precision=right / claimed if claimed else 0.0,
        recall=right / support if support else 0.0,
        f1_score=2 * right / (support + claimed) if support + claimed else 0.0,
        support=support,
    )


def wilson_interval(successes: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """The score interval of a proportion (Wilson 1927), without continuity correction.

    Unlike the textbook interval it stays inside [0, 1] and is right for rates near 1, where
    accuracies are. successes of n tries, 0 <= successes <= n, n >= 1; confidence in (0, 1).
    """
    if not 0 <= successes <= n or n < 1 or not 0 < confidence < 1:
        raise InvalidInput(
            f"{successes} successes of {n} at confidence {confidence}; "
            "expected 0 <= successes <= n, n >= 1 and 0 < confidence < 1"
        )
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    rate = successes / n
    centre = rate + z * z / (2 * n)
    half_width = z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - half_width) / scale), min(1.0, (centre + half_width) / scale)
