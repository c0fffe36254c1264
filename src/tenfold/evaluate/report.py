"""What a model scores on a split of a data set, in one value."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenfold.data.dataset import Dataset
from tenfold.errors import InvalidInput
from tenfold.evaluate.calibration import expected_calibration_error, log_loss
from tenfold.evaluate.metrics import (
    ClassScores,
    accuracy,
    confusion_matrix,
    per_class,
    wilson_interval,
)
from tenfold.nn.network import Sequential


@dataclass(frozen=True)
class Part:
    """A share of the pictures, scored apart."""

    name: str
    n: int
    accuracy: float
    interval: tuple[float, float]  # 95 %, Wilson


@dataclass(frozen=True, eq=False)
class Report:
    """The whole, its parts, and where the errors are."""

    class_names: tuple[str, ...]
    n: int
    accuracy: float
    interval: tuple[float, float]  # 95 %, Wilson
    confusion: NDArray[np.int64]  # (classes, classes): row is the label, column what was read
    per_class: tuple[ClassScores, ...]
    log_loss: float
    calibration_error: float  # expected, over 15 bins
    parts: tuple[Part, ...]

    def as_dict(self) -> dict[str, Any]:
        """The report in JSON's types."""
        scores = zip(self.class_names, self.per_class, strict=True)
        return {
            "accuracy": self.accuracy,
            "interval": list(self.interval),
            "n": self.n,
            "log_loss": self.log_loss,
            "calibration_error": self.calibration_error,
            "class_names": list(self.class_names),
            "confusion": self.confusion.tolist(),
            "per_class": {name: asdict(score) for name, score in scores},
            "parts": [asdict(part) | {"interval": list(part.interval)} for part in self.parts],
        }


def report(
    y_true: NDArray[np.integer],
    probabilities: NDArray[np.floating],
    class_names: tuple[str, ...],
    parts: dict[str, slice] | None = None,
) -> Report:
    """Scores of readings, probabilities (n, classes), against labels, class ids (n,).

    parts: named slices of the n pictures that are scored apart as well. InvalidInput where
    labels and readings do not fit.
    """
    y_pred = probabilities.argmax(axis=1)  # (n,)
    confusion = confusion_matrix(y_true, y_pred, len(class_names))
    return Report(
        class_names=class_names,
        n=len(y_true),
        accuracy=accuracy(confusion),
        interval=wilson_interval(int(np.trace(confusion)), len(y_true)),
        confusion=confusion,
        per_class=per_class(confusion),
        log_loss=log_loss(y_true, probabilities),
        calibration_error=expected_calibration_error(y_true, probabilities),
        parts=tuple(_part(name, y_true[s] == y_pred[s]) for name, s in (parts or {}).items()),
    )


def evaluate(model: Sequential, dataset: Dataset, threads: int | None = None) -> Report:
    """Scores of a model on the test pictures of a data set.

    InvalidInput where the pictures' shape or the number of classes is not the model's.
    """
    found = (dataset.shape, len(dataset.class_names))
    expected = (model.architecture.input_shape, model.architecture.output_shape[0])
    if found != expected:
        raise InvalidInput(
            f"{dataset.name} has pictures of {found[0]} in {found[1]} classes, the model takes "
            f"{expected[0]} in {expected[1]}; evaluate it on the data set it was made for"
        )
    test = dataset.test
    probabilities = model.predict(test.x, threads=threads)  # (n, classes)
    return report(test.y, probabilities, dataset.class_names, parts(dataset))


def parts(dataset: Dataset) -> dict[str, slice]:
    """Shares of the test pictures to be scored apart: MNIST's halves have different writers.

    QMNIST's labels (Yadav & Bottou 2019) tell: 249 pupils (NIST's hsf_4) wrote the first 5,000
    pictures, 48 employees of the Census Bureau (hsf_0) the others, but for one picture. The MNIST
    page has it the other way round.
    """
    if dataset.name != "mnist" or len(dataset.test) != 10_000:
        return {}
    return {"first half, by pupils": slice(0, 5000), "second half, by clerks": slice(5000, 10_000)}


def _part(name: str, right: NDArray[np.bool_]) -> Part:
    return Part(
        name=name,
        n=len(right),
        accuracy=float(right.mean()),
        interval=wilson_interval(int(right.sum()), len(right)),
    )
