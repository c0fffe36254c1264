"""Dataset and Split: pictures with labels, for training and for testing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenfold.errors import InvalidInput

Images = NDArray[np.uint8]
Labels = NDArray[Any]  # uint8 for up to 256 classes, uint16 beyond
MOST_CLASSES = 65536


@dataclass(frozen=True, eq=False)
class Split:
    """Pictures and their class ids.

    x: uint8 (n, height, width, channels), 0 is black; y: integers (n,), each an index into the
    data set's class names. Raises InvalidInput where they do not fit together.
    """

    x: Images
    y: Labels

    def __post_init__(self) -> None:
        if self.x.dtype != np.uint8 or self.x.ndim != 4 or 0 in self.x.shape[1:]:
            raise InvalidInput(
                f"pictures are {self.x.dtype} {self.x.shape}, expected uint8 (n, height, width, "
                "channels): scale them to 0..255 and reshape them first"
            )
        if self.y.dtype.kind not in "iu" or self.y.ndim != 1:
            raise InvalidInput(
                f"labels are {self.y.dtype} {self.y.shape}, expected integers (n,): "
                "give class ids, not one-hot rows"
            )
        if len(self.x) != len(self.y):
            raise InvalidInput(
                f"{len(self.x)} pictures but {len(self.y)} labels, expected one label per picture"
            )

    def __len__(self) -> int:
        return len(self.y)

    def __repr__(self) -> str:
        return f"Split({len(self)} of {'×'.join(map(str, self.x.shape[1:]))})"

    def take(self, chosen: NDArray[Any]) -> "Split":
        """The pictures at these indices, or where this mask is true, as a new Split."""
        return Split(self.x[chosen], self.y[chosen])

    def hold_out(
        self, fraction: float, seed: int = 0, groups: ArrayLike | None = None
    ) -> tuple["Split", "Split"]:
        """The rest and the held-out part, the same ones for the same seed, each in its order.

        fraction: between 0 and 1; each class gives this share of its pictures. groups: one value
        (n,) per picture, such as its writer; then whole groups are held out, so that none is on
        both sides, and the shares of the classes are only about equal. Raises InvalidInput.
        """
        if not 0 < fraction < 1:
            raise InvalidInput(f"fraction is {fraction}, expected more than 0 and less than 1")
        random = np.random.Generator(np.random.Philox(seed))
        if groups is None:
            held = _hold_out_pictures(self.y, fraction, random)
        else:
            held = _hold_out_groups(np.asarray(groups), len(self), fraction, random)
        if not held.any() or held.all():
            raise InvalidInput(
                f"holding out {fraction} of {len(self)} pictures leaves one side empty; "
                "change the fraction"
            )
        return self.take(~held), self.take(held)


@dataclass(frozen=True)
class Skipped:
    """A file that was left out while a folder was read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, eq=False)
class Dataset:
    """Two splits that share a picture shape and class names.

    `test` is for the last word only: to choose anything, hold out a part of `train` (`split`).
    skipped: files that were left out. fit: "pad" or "stretch" where pictures of any size were
    brought to one, see `picture.read`; None where they came in this size. Raises InvalidInput
    where shapes or labels do not fit together.
    """

    name: str
    train: Split
    test: Split
    class_names: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    fit: str | None = None

    def __post_init__(self) -> None:
        if self.train.x.shape[1:] != self.test.x.shape[1:]:
            raise InvalidInput(
                f"training pictures are {self.train.x.shape[1:]} but test pictures are "
                f"{self.test.x.shape[1:]}, expected one shape (height, width, channels)"
            )
        classes = len(self.class_names)
        for y in (self.train.y, self.test.y):
            if len(y) and not 0 <= int(y.min()) <= int(y.max()) < classes:
                raise InvalidInput(
                    f"labels run from {y.min()} to {y.max()}, "
                    f"expected 0 to {classes - 1} for {classes} class names"
                )

    def __repr__(self) -> str:
        return (
            f"Dataset({self.name!r}, train={self.train}, test={self.test}, "
            f"{len(self.class_names)} classes)"
        )

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of one picture: (height, width, channels)."""
        height, width, channels = self.train.x.shape[1:]
        return height, width, channels

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of the pictures, labels, their order and the class names."""
        digest = hashlib.sha256(repr(self.class_names).encode())
        for split in (self.train, self.test):
            for array in (split.x, split.y):
                digest.update(f"{array.dtype.str}{array.shape}".encode())
                digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()

    def split(self, fraction: float, seed: int = 0, groups: ArrayLike | None = None) -> "Dataset":
        """Holds out a part of `train`: returned as `test`, with the rest as `train`.

        The real test pictures are in neither. See `Split.hold_out` for the arguments.

            dataset.split(0.1)                                  # 54,000 and 6,000 of MNIST
            dataset.split(0.1, groups=datasets.mnist_writers().train)
        """
        rest, held = self.train.hold_out(fraction, seed, groups)
        return replace(self, name=f"{self.name} held-out", train=rest, test=held)


def from_arrays(
    name: str,
    train: tuple[NDArray[Any], NDArray[Any]],
    test: tuple[NDArray[Any], NDArray[Any]],
    class_names: Sequence[str] | None = None,
) -> Dataset:
    """A Dataset from (x, y) pairs of arrays.

    x: uint8 (n, h, w), which gains a channel axis, or (n, h, w, c); y: integers (n,). Without
    class names the classes are called "0", "1" … up to the largest label. Raises InvalidInput.
    """
    if not (train[0].size and test[0].size):
        raise InvalidInput("there are no pictures for training, or none for testing")
    highest = max((int(y.max()) for _, y in (train, test) if _is_labels(y)), default=0)
    if highest >= MOST_CLASSES:
        raise InvalidInput(f"the largest label is {highest}, expected less than {MOST_CLASSES}")
    names = tuple(class_names or (str(i) for i in range(highest + 1)))
    return Dataset(name, _split(*train, len(names)), _split(*test, len(names)), names)


def label_type(classes: int) -> type[np.uint8] | type[np.uint16]:
    """The smallest type that holds the class ids."""
    return np.uint8 if classes <= 256 else np.uint16


def _split(x: NDArray[Any], y: NDArray[Any], classes: int) -> Split:
    if x.ndim == 3:
        x = x[..., np.newaxis]  # (n, h, w, 1)
    if _is_labels(y) and y.min() >= 0 and y.max() < classes:  # else Dataset says what is wrong
        y = y.astype(label_type(classes), copy=False)
    return Split(np.ascontiguousarray(x), y)


def _is_labels(y: NDArray[Any]) -> bool:
    return y.dtype.kind in "iu" and y.size > 0


def _hold_out_pictures(
    y: Labels, fraction: float, random: np.random.Generator
) -> NDArray[np.bool_]:
    """A mask (n,) with the same share of every class set."""
    keys = random.random(len(y))
    order = np.lexsort((keys, y))  # class by class, shuffled within
    counts = np.bincount(y)
    rank = np.empty(len(y), np.int64)
    rank[order] = np.arange(len(y)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rank < np.round(counts * fraction)[y]


def _hold_out_groups(
    groups: NDArray[Any], n: int, fraction: float, random: np.random.Generator
) -> NDArray[np.bool_]:
    """A mask (n,) set for whole groups, with about this share of the pictures."""
    if groups.shape != (n,):
        raise InvalidInput(f"groups are {groups.shape}, expected ({n},): one per picture")
    _, members, counts = np.unique(groups, return_inverse=True, return_counts=True)
    if len(counts) < 2:
        raise InvalidInput("groups has one value only, expected at least two to part them")
    order = np.argsort(random.random(len(counts)))
    sizes = np.cumsum(counts[order])[:-1]  # pictures held out with 1, 2 … groups
    held = order[: 1 + np.argmin(np.abs(sizes - fraction * n))]
    return np.isin(members, held)
