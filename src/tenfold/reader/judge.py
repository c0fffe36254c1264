"""The network's word on pieces of ink."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tenfold.errors import InvalidModel
from tenfold.reader.model import CLASSES, DIGITS, SEVERAL, Model
from tenfold.vision.normalise import normalise
from tenfold.vision.piece import Piece


@dataclass(frozen=True, eq=False)
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

    def taken_for(self, label: int | None) -> "Verdict":
        """The verdict where this digit is as likely as the likeliest was, and the other way
        round: what speaks for it lies outside this piece. None leaves it as it is."""
        if label is None or label == self.label:
            return self
        digits = self.digits.copy()
        digits[[label, self.label]] = digits[[self.label, label]]
        return replace(self, digits=digits)

    def weighed_with(self, opinion: NDArray[np.float64]) -> "Verdict":
        """The verdict where each digit is also as likely as this opinion (10,) says, in nats; that
        it is one of them is as likely as before."""
        product = self.digits * np.exp(opinion - opinion.max())
        digits = product * (self.digits.sum() / product.sum())
        return replace(self, digits=np.asarray(digits, np.float32))

    def reweighed(self, odds: float) -> "Verdict":
        """The verdict where what is no digit is `odds` times as likely as the network thought."""
        total = float(self.digits.sum()) + odds * self.other
        digits, share = self.digits / np.float32(total), odds / total
        return Verdict(self.image, digits, share * self.other, share * self.several)


def judge(
    model: Model,
    levels: NDArray[np.uint8],
    pieces: Sequence[Piece],
    joined: Sequence[Piece | None] | None = None,
) -> list[Verdict]:
    """Each piece of ink, brought to MNIST's form, to the network's verdict. `joined` has for each
    the ink that it was cut from."""
    if not pieces:
        return []
    beside = joined if joined is not None else [None] * len(pieces)
    images = np.stack([view(levels, *each) for each in zip(pieces, beside, strict=True)])
    probabilities = np.asarray(model.predict(images[..., None]))  # (n, 10) to (n, 12)
    if probabilities.shape not in [(len(images), count) for count in CLASSES]:
        raise InvalidModel(
            f"for {len(images)} pictures the model gave an array {probabilities.shape}, expected "
            f"({len(images)}, 10), or with 'other' and 'several' up to 12 columns"
        )
    if not (np.isfinite(probabilities).all() and probabilities.min() >= 0):
        raise InvalidModel("the model gave what are no probabilities, such as NaN; train it anew")
    digits, other = probabilities[:, :DIGITS], probabilities[:, DIGITS:].sum(axis=1)
    told = probabilities.shape[1] > SEVERAL
    # A model that cannot tell leaves open whatever is not surely one digit.
    several = probabilities[:, SEVERAL] if told else 1 - digits.max(axis=1)
    each = zip(images, digits, other.tolist(), several.tolist(), strict=True)
    return [Verdict(*values) for values in each]


def view(levels: NDArray[np.uint8], piece: Piece, joined: Piece | None = None) -> NDArray[np.uint8]:
    """One piece as the network sees it (28, 28), beside the ink that it was cut from; `levels` is
    the whole picture's contrast."""
    if joined is None:
        own_levels = levels[piece.y : piece.bottom, piece.x : piece.right]
        return normalise(own_levels, piece.mask, pen=piece.pen)
    reach = max(piece.width, piece.height)  # further ink lies outside the network's picture
    left, top = max(0, piece.x - reach), max(0, piece.y - reach)
    part = levels[top : piece.bottom + reach, left : piece.right + reach]
    own, around = (_within(p, (left, top), part.shape) for p in (piece, joined))
    return normalise(part, own, around, piece.pen)


def _within(piece: Piece, corner: tuple[int, int], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """The piece's mask in a window of this shape (h, w) at the corner (x, y)."""
    window = np.zeros(shape, np.uint8)
    x, y = piece.x - corner[0], piece.y - corner[1]
    into = window[max(0, y) : y + piece.height, max(0, x) : x + piece.width]
    into[...] = piece.mask[max(0, -y) :, max(0, -x) :][: into.shape[0], : into.shape[1]]
    return window
