"""Dataset and Split: pictures with labels, for training and for testing."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenfold.errors import InvalidInput

Images = NDArray[np.uint8]
Labels = NDArray[Any]  # uint8 up to 256 classes, uint16 beyond


@dataclass(frozen=True, eq=False)
class Split:
    """Pictures and their class ids.

    x: uint8 (n, height, width, channels), 0 is black; y: integers (n,), each an index into the
    data set's class names.
    """

    x: Images
    y: Labels

    def __post_init__(self) -> None:
        if self.x.dtype != np.uint8 or self.x.ndim != 4:
            raise InvalidInput(
                f"pictures are {self.x.dtype} {self.x.shape}, expected uint8 (n, height, width, "
                "channels): scale and reshape them first"
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


@dataclass(frozen=True, eq=False)
class Dataset:
    """Two splits that share a picture shape and class names.

    `test` is for the last word only: choose with a part of `train` (see `split`).
    """

    name: str
    train: Split
    test: Split
    class_names: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.train.x.shape[1:] != self.test.x.shape[1:]:
            raise InvalidInput(
                f"training pictures are {self.train.x.shape[1:]} but test pictures are "
                f"{self.test.x.shape[1:]}, expected one shape (height, width, channels)"
            )
        for part in (self.train, self.test):
            if len(part) and not 0 <= int(part.y.min()) <= int(part.y.max()) < self.classes:
                raise InvalidInput(
                    f"labels run from {part.y.min()} to {part.y.max()}, expected 0 to "
                    f"{self.classes - 1} for {self.classes} class names"
                )

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.class_names)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of one picture: (height, width, channels)."""
        height, width, channels = self.train.x.shape[1:]
        return height, width, channels

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of pictures, labels, their order and the class names; not of the name."""
        digest = hashlib.sha256(repr(self.class_names).encode())
        for part in (self.train, self.test):
            for array in (part.x, part.y):
                digest.update(f"{array.dtype.str}{array.shape}".encode())
                digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()
