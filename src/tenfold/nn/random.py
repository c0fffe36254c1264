"""Random numbers: counter-based (Philox), one independent stream for each purpose and index.

What is drawn for epoch 7 does not depend on what was drawn for epoch 6, so that a resumed run
and one that was never stopped draw the same.
"""

import numpy as np

from tenfold.errors import InvalidInput

WEIGHTS, ORDER = 0, 1  # the purposes

# Quoted: naming np.random loads it, and most programs only predict.
_seeds: "np.random.Generator | None" = None  # set_seed's; None draws seeds from the system


def set_seed(seed: int) -> None:
    """Make everything that follows in this process repeat, as `tf.random.set_seed` does."""
    global _seeds
    _seeds = np.random.default_rng(checked_seed(seed))


def fresh_seed() -> int:
    """A seed for a network that was given none; short enough to write down."""
    source = np.random.default_rng() if _seeds is None else _seeds
    return int(source.integers(2**32))


def checked_seed(seed: int) -> int:
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool) or not 0 <= seed < 2**63:
        raise InvalidInput(f"found seed={seed!r}, expected a whole number from 0 to 2**63 - 1")
    return int(seed)


def generator(seed: int, purpose: int, index: int) -> "np.random.Generator":
    """The stream for, say, the order of epoch `index`."""
    # The counter's high word tells the purposes apart; draws only ever move its low words.
    return np.random.Generator(np.random.Philox(counter=[0, 0, 0, purpose], key=[seed, index]))
