"""A second opinion on a row's text: what a network says that sees it uncut, through a window that
slides along it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from tenfold.nn.network import Sequential
from tenfold.reader.model import BETWEEN
from tenfold.vision.piece import Piece, join
from tenfold.vision.strip import SIDE, leaning, strip, windows

FAINT = 1e-6  # keeps the logarithms finite
SLANTS = (-0.15, 0.0, 0.15)  # a row is seen as it is, and as other hands would lean it
TALLEST, LONGEST = 5, 200  # times the row's height: ink that is higher or wider is no row of digits

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Slide:
    """The window's way along a row of this height. Most rows need none: only then is the network
    asked for."""

    network: Callable[[], Sequential]
    pieces: Sequence[Piece]
    height: float

    @cached_property
    def row(self) -> Piece:
        return join(list(self.pieces))

    @cached_property
    def frames(self) -> list[Floats]:
        """For each slant (columns, 11): the log-probability that each digit's middle is here, or
        none's."""
        strips = [strip(leaning(self.row.mask, slant), self.height) for slant in SLANTS]
        images = [windows(seen, np.arange(seen.shape[1] - SIDE + 1)) for seen in strips]
        ends = np.cumsum([len(own) for own in images])[:-1]
        seen = np.concatenate(images)  # (columns of all, 28, 28)
        return np.split(_seen(self.network(), seen), ends)

    def log_likelihoods(self, texts: Sequence[Sequence[int]]) -> list[float]:
        """Of each text, on average over the slants; -inf for all where the ink is no row of
        digits."""
        if self.row.width > LONGEST * self.height or self.row.height > TALLEST * self.height:
            return [-inf] * len(texts)
        said = [log_likelihoods(frames, texts) for frames in self.frames]
        return [float(own) for own in np.mean(said, axis=0)]


def log_probabilities(network: Sequential, piece: Piece) -> Floats:
    """(10,): of each digit, where a piece is one, on average over the slants."""
    images = np.concatenate([_middle(leaning(piece.mask, slant), piece.height) for slant in SLANTS])
    return np.asarray(_seen(network, images)[:, :BETWEEN].mean(axis=0))


def _seen(network: Sequential, images: Pixels) -> Floats:
    """Windows (n, 28, 28) to log-probabilities (n, 11)."""
    found = network.predict(images[..., None], verbose=0, threads=1)
    return np.asarray(np.log(np.maximum(found, FAINT, dtype=np.float64)))


def _middle(mask: Pixels, height: int) -> Pixels:
    """The window (1, 28, 28) over the middle of the ink."""
    seen = strip(mask, height)
    inked = np.flatnonzero(seen.any(axis=0))
    return windows(seen, np.array([(inked[0] + inked[-1] + 1 - SIDE) // 2]))


def log_likelihoods(frames: Floats, texts: Sequence[Sequence[int]]) -> list[float]:
    """Of each text, over all ways to write it along the frames (columns, 11): each digit in one
    frame or more, and none in those before, between and behind, of which there need be none but
    between two of the same (Graves et al. 2006, "connectionist temporal classification")."""
    longest = max(len(text) for text in texts)
    states = np.full((len(texts), 2 * longest + 1), BETWEEN)
    for own, text in zip(states, texts, strict=True):
        own[1 : 2 * len(text) : 2] = text
    # Straight from the digit before, with nothing between.
    straight = np.full(states.shape, -np.inf)
    straight[:, 3::2][states[:, 3::2] != states[:, 1:-2:2]] = 0.0
    ways = np.full((len(texts), 2 * longest + 3), -np.inf)  # the first two lie before the text
    ways[:, 2:4] = frames[0, states[:, :2]]
    for frame in frames[1:]:
        stepped = np.logaddexp(ways[:, 2:], ways[:, 1:-1])
        ways[:, 2:] = np.logaddexp(stepped, ways[:, :-2] + straight) + frame[states]
    last = [2 * len(text) + 2 for text in texts]
    ends = [own[[k - 1, k]] for own, k in zip(ways, last, strict=True)]
    return [float(np.logaddexp(*end)) for end in ends]
