"""Labels: class ids, one-hot rows, and rows that are shared among classes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenfold.errors import InvalidInput
from tenfold.nn.images import as_array

Labels = NDArray[np.int64] | NDArray[np.float32]  # class ids (n,), or shares (n, classes)
ROUNDING = 1e-3  # how far the sum of a row's shares may be from 1: half-precision numbers are


def to_categorical(x: Any, num_classes: int | None = None) -> NDArray[np.float32]:
    """Class ids (n,) to one-hot rows float32 (n, num_classes): 2 of 4 to [0, 0, 1, 0].

    `num_classes` is the largest id plus one unless given. Raises InvalidInput when an id is
    negative, no whole number, or not below `num_classes`.
    """
    ids = _whole_numbers(as_array(x, "labels"), "labels")
    ids = ids[..., 0] if ids.ndim > 1 and ids.shape[-1] == 1 else ids  # (n, 1) to (n,)
    classes = int(ids.max(initial=-1)) + 1 if num_classes is None else num_classes
    _check_ids(ids, classes, "labels")
    return np.eye(classes, dtype=np.float32)[ids]


def checked_labels(y: Any, count: int, classes: int, name: str = "y") -> Labels:
    """Class ids, int64 (count,), from ids or one-hot rows; what is shared among classes, such as
    another network's probabilities, stays float32 (count, classes).

    Takes (count,) or (count, 1) whole numbers from 0 to classes - 1, or rows (count, classes) that
    sum to 1, as either of Keras's two losses does. Raises InvalidInput otherwise.
    """
    labels = as_array(y, name)
    if labels.ndim == 0 or len(labels) != count:
        found = 0 if labels.ndim == 0 else len(labels)
        raise InvalidInput(f"{name} has {found} labels for {count} images, expected one for each")
    if labels.ndim == 2 and labels.shape[1] == classes and classes > 1:
        if not _is_one_hot(labels):
            return _shares(labels, name)
        ids = labels.argmax(axis=1)
    elif labels.ndim == 1 or labels.shape[1:] == (1,):
        ids = _whole_numbers(labels.reshape(count), name)
    else:
        raise InvalidInput(
            f"{name} has shape {labels.shape}, expected class ids ({count},) or one-hot rows "
            f"({count}, {classes}); the network has {classes} outputs"
        )
    _check_ids(ids, classes, name)
    return np.ascontiguousarray(ids)


def most_likely(labels: Labels) -> NDArray[np.int64]:
    """The class ids (n,) of labels that may be shared."""
    return labels.argmax(axis=1) if labels.ndim == 2 else labels.astype(np.int64, copy=False)


def _is_one_hot(labels: NDArray[Any]) -> bool:
    ones, zeros = (labels == 1).sum(axis=1), (labels == 0).sum(axis=1)
    return bool(((ones == 1) & (zeros == labels.shape[1] - 1)).all())


def _shares(labels: NDArray[Any], name: str) -> NDArray[np.float32]:
    shares = np.ascontiguousarray(labels, np.float32)
    whole = np.abs(shares.sum(axis=1) - 1) <= ROUNDING  # false for NaN
    if not (whole.all() and (shares >= 0).all()):
        raise InvalidInput(
            f"{name} has rows that are not one-hot and no shares either, expected a single 1 in "
            "each, or numbers from 0 that sum to 1"
        )
    return shares


def _whole_numbers(labels: NDArray[Any], name: str) -> NDArray[np.int64]:
    if labels.dtype.kind == "f" and not (np.abs(labels) < 2**53).all():  # false for NaN too
        raise InvalidInput(f"{name} holds NaN or huge numbers, expected class ids")
    ids = labels.astype(np.int64)  # above 2**63 they come out negative, and are refused for it
    if labels.dtype.kind == "f" and (ids != labels).any():
        raise InvalidInput(f"{name} holds fractions, expected class ids: whole numbers")
    return ids


def _check_ids(ids: NDArray[np.int64], classes: int, name: str) -> None:
    if ids.size and (ids.min() < 0 or ids.max() >= classes):
        worst = ids.min() if ids.min() < 0 else ids.max()
        raise InvalidInput(
            f"{name} holds the label {worst}, expected 0 to {classes - 1} for {classes} classes"
        )
