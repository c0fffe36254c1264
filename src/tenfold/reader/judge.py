"""The network's word on pieces of ink."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.reader.model import DIGITS, SEVERAL, Model
from tenfold.vision.normalise import normalise
from tenfold.vision.pieces import Piece


@dataclass(frozen=True)
class Verdict:
    """One piece as the network saw it: `image` (28, 28), the probabilities of the ten digits (10,)
    and of none of them; of the latter `several` may be digits that touch."""

    image: NDArray[np.uint8]
    digits: NDArray[np.float32]
    other: float
    several: float

    @property
    def label(self) -> int:
        return int(self.digits.argmax())

    @property
    def confidence(self) -> float:
        return float(self.digits.max())

    @property
    def refused(self) -> bool:
        """Whether it is likelier to be none than any one digit."""
        return self.other > self.confidence

    def reweighed(self, odds: float) -> "Verdict":
        """The verdict where what is no digit is `odds` times as likely as the network thought."""
        total = float(self.digits.sum()) + odds * self.other
        digits, share = self.digits / np.float32(total), odds / total
        return Verdict(self.image, digits, share * self.other, share * self.several)


def judge(model: Model, levels: NDArray[np.uint8], pieces: Sequence[Piece]) -> list[Verdict]:
    """Each piece of ink, brought to MNIST's form, to the network's verdict."""
    if not pieces:
        return []
    parts = [levels[piece.y : piece.bottom, piece.x : piece.right] for piece in pieces]
    images = np.stack([view(part, piece) for part, piece in zip(parts, pieces, strict=True)])
    probabilities = np.asarray(model.predict(images[..., None]))  # (n, 10) to (n, 12)
    digits, other = probabilities[:, :DIGITS], probabilities[:, DIGITS:].sum(axis=1)
    told = probabilities.shape[1] > SEVERAL
    # A model that cannot tell leaves open whatever is not surely one digit.
    several = probabilities[:, SEVERAL] if told else 1 - digits.max(axis=1)
    each = zip(images, digits, other.tolist(), several.tolist(), strict=True)
    return [Verdict(*values) for values in each]


def view(levels: NDArray[np.uint8], piece: Piece) -> NDArray[np.uint8]:
    """One piece as the network sees it (28, 28); `levels` is the contrast within its box."""
    return normalise(levels, piece.mask)
