"""Cross-entropy, the loss that the engine trains with. Names are Keras's.

Labels may be class ids, one-hot rows or shares with either name; `labels.py` tells them apart.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenfold.errors import InvalidInput, UnsupportedNetwork
from tenfold.nn.labels import Labels, most_likely

SMALLEST_PROBABILITY = 1e-7  # Keras's epsilon: the logarithm of nothing is capped


@dataclass(frozen=True)
class CategoricalCrossentropy:
    """-log of the probability given to the right class, averaged over images.

    `label_smoothing` takes that share from the right class and spreads it over all (Szegedy et
    al. 2016). `from_logits` says that the last layer is linear and not a softmax.
    """

    from_logits: bool = False
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.label_smoothing < 1:
            raise InvalidInput(f"found label_smoothing={self.label_smoothing}, expected [0, 1)")


@dataclass(frozen=True)
class SparseCategoricalCrossentropy:
    """The same loss, under the name that Keras uses with class ids."""

    from_logits: bool = False


Loss = CategoricalCrossentropy | SparseCategoricalCrossentropy


def get(identifier: Any) -> CategoricalCrossentropy:
    """A loss from Keras's name for it, or from one of the classes above."""
    if isinstance(identifier, CategoricalCrossentropy):
        return identifier
    if isinstance(identifier, SparseCategoricalCrossentropy):
        return CategoricalCrossentropy(identifier.from_logits)
    if identifier in ("categorical_crossentropy", "sparse_categorical_crossentropy"):
        return CategoricalCrossentropy()
    raise UnsupportedNetwork(
        f"compile: loss={identifier!r} is not supported, only 'categorical_crossentropy' or "
        "'sparse_categorical_crossentropy'"
    )


def summed_loss(
    outputs: NDArray[np.float32], labels: Labels, loss: CategoricalCrossentropy
) -> float:
    """The loss summed over images, from the network's outputs (n, classes)."""
    logs = _log_softmax(outputs) if loss.from_logits else _log(outputs)  # (n, classes)
    right = (
        (labels * logs).sum()
        if labels.ndim == 2
        else logs[np.arange(len(labels)), most_likely(labels)].sum()
    )
    if not loss.label_smoothing:
        return -float(right)
    return -float(
        (1 - loss.label_smoothing) * right + loss.label_smoothing * logs.mean(axis=1).sum()
    )


def _log(probabilities: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.log(np.clip(probabilities.astype(np.float64), SMALLEST_PROBABILITY, 1.0))


def _log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    logs: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs
