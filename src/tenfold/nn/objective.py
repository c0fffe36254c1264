"""What `compile` settles: optimiser, loss and the metrics that are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tenfold.errors import InvalidInput, UnsupportedNetwork
from tenfold.nn import losses, optimizers
from tenfold.nn.architecture import Architecture
from tenfold.nn.callbacks import Logs
from tenfold.nn.layers import Dense
from tenfold.nn.losses import CategoricalCrossentropy
from tenfold.nn.optimizers import Optimizer

ACCURACY = ("accuracy", "acc", "categorical_accuracy", "sparse_categorical_accuracy")


@dataclass(frozen=True)
class Objective:
    """An optimiser, a loss, and the names under which the accuracy is shown."""

    optimizer: Optimizer
    loss: CategoricalCrossentropy
    metrics: tuple[str, ...]

    def logs(self, loss: float, accuracy: float) -> Logs:
        """The measured values by name, in the order of Keras's history."""
        return {**dict.fromkeys(self.metrics, accuracy), "loss": loss}

    def check(self, architecture: Architecture) -> int:
        """The number of classes; raises InvalidInput when loss and last layer do not fit."""
        last = architecture.layers[-1] if architecture.layers else None
        if not isinstance(last, Dense) or last.activation == "relu":
            raise InvalidInput(
                f"the network ends in {last}, expected Dense(classes, activation='softmax')"
            )
        if self.loss.from_logits == (last.activation == "softmax"):
            wanted = "linear" if self.loss.from_logits else "softmax"
            raise InvalidInput(
                f"the last layer's activation is {last.activation}, but the loss has "
                f"from_logits={self.loss.from_logits}, which expects {wanted}; change one"
            )
        return last.units


def objective(optimizer: Any, loss: Any, metrics: Sequence[str] | None) -> Objective:
    """From what `compile` is given: Keras's names or objects. Raises UnsupportedNetwork."""
    names = [metrics] if isinstance(metrics, str) else list(metrics or ())
    for name in names:
        if name not in ACCURACY:
            raise UnsupportedNetwork(
                f"compile: the metric {name!r} is not supported, only 'accuracy'"
            )
    return Objective(optimizers.get(optimizer), losses.get(loss), tuple(names))
