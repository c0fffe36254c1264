"""Initial weights: Keras's distributions, and the same numbers for the same seed."""

import numpy as np
import pytest

from tenfold.nn import random
from tenfold.nn.architecture import Architecture
from tenfold.nn.initializers import fans, initial_weights, kernel
from tenfold.nn.layers import Conv2D, Dense, Flatten, MaxPooling2D

PRACTICAL = Architecture(
    (28, 28, 1),
    (Conv2D(32, 3), MaxPooling2D(2), Conv2D(64, 3), MaxPooling2D(2), Flatten(), Dense(10)),
)


def test_shapes_in_kerass_order() -> None:
    weights = initial_weights(PRACTICAL, seed=0)
    assert [w.shape for w in weights] == list(PRACTICAL.weight_shapes.values())
    assert {w.dtype for w in weights} == {np.dtype(np.float32)}
    assert all(not bias.any() for bias in weights[1::2])


def test_the_seed_decides() -> None:
    first, again, other = (initial_weights(PRACTICAL, seed) for seed in (7, 7, 8))
    assert all(map(np.array_equal, first, again))
    assert not np.array_equal(first[0], other[0])


def test_a_layers_weights_do_not_depend_on_the_others() -> None:
    wider = Architecture((28, 28, 1), (Conv2D(64, 3), *PRACTICAL.layers[1:]))
    first, other = initial_weights(PRACTICAL, 1), initial_weights(wider, 1)
    np.testing.assert_array_equal(first[4], other[4])


def test_fans() -> None:
    assert fans((3, 3, 32, 64)) == (288, 576)
    assert fans((1600, 10)) == (1600, 10)


# The deviations are those of Keras's VarianceScaling; 200 × 300 values have them within 1 %.
@pytest.mark.parametrize(
    ("initializer", "deviation", "largest"),
    [
        ("glorot_uniform", np.sqrt(2 / 500), np.sqrt(6 / 500)),
        ("glorot_normal", np.sqrt(2 / 500), 2 * np.sqrt(2 / 500) / 0.87962566),
        ("he_uniform", np.sqrt(2 / 200), np.sqrt(6 / 200)),
        ("he_normal", np.sqrt(2 / 200), 2 * np.sqrt(2 / 200) / 0.87962566),
    ],
)
def test_distributions(initializer: str, deviation: float, largest: float) -> None:
    values = kernel(initializer, (200, 300), random.generator(3, random.WEIGHTS, 0))
    assert values.std() == pytest.approx(deviation, rel=0.01)
    assert abs(values.mean()) < deviation / 50
    assert 0.99 * largest < np.abs(values).max() <= largest * (1 + 1e-6)


def test_streams_are_independent() -> None:
    draws = [
        random.generator(seed, purpose, index).integers(2**62)
        for seed in (0, 1)
        for purpose in (random.WEIGHTS, random.ORDER)
        for index in (0, 1)
    ]
    assert len(set(draws)) == len(draws)


def test_set_seed_repeats_and_still_varies() -> None:
    try:
        random.set_seed(5)
        first = [random.fresh_seed(), random.fresh_seed()]
        random.set_seed(5)
        assert [random.fresh_seed(), random.fresh_seed()] == first
        assert first[0] != first[1]
    finally:
        random._seeds = None
