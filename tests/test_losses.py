"""The loss against the formula, written out."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.errors import InvalidInput, UnsupportedNetwork
from tenfold.nn import losses, optimizers
from tenfold.nn.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy, summed_loss

OUTPUTS = np.array([[0.7, 0.2, 0.1], [0.0, 0.5, 0.5]], np.float32)


def test_cross_entropy() -> None:
    found = summed_loss(OUTPUTS, np.array([0, 2]), CategoricalCrossentropy())
    assert found == pytest.approx(-math.log(0.7) - math.log(0.5), rel=1e-6)


def test_a_probability_of_nothing_is_capped_as_in_keras() -> None:
    found = summed_loss(OUTPUTS, np.array([0, 0]), CategoricalCrossentropy())
    assert found == pytest.approx(-math.log(0.7) - math.log(1e-7), rel=1e-6)


def test_label_smoothing() -> None:
    # Keras: targets become one_hot * (1 - s) + s / classes.
    found = summed_loss(OUTPUTS[:1], np.array([0]), CategoricalCrossentropy(label_smoothing=0.3))
    targets = [0.8, 0.1, 0.1]
    expected = -sum(t * math.log(p) for t, p in zip(targets, [0.7, 0.2, 0.1], strict=True))
    assert found == pytest.approx(expected, rel=1e-6)


def test_shares() -> None:
    shares = np.array([[0.6, 0.3, 0.1]], np.float32)
    found = summed_loss(OUTPUTS[:1], shares, CategoricalCrossentropy())
    expected = -sum(t * math.log(p) for t, p in zip([0.6, 0.3, 0.1], [0.7, 0.2, 0.1], strict=True))
    assert found == pytest.approx(expected, rel=1e-6)


def test_logits_of_any_size() -> None:
    logits = np.log(OUTPUTS[:1]) + 1000
    found = summed_loss(logits, np.array([1]), CategoricalCrossentropy(from_logits=True))
    assert found == pytest.approx(-math.log(0.2), rel=1e-3)
    far = np.array([[1e4, 0, 0]], np.float32)
    assert summed_loss(far, np.array([1]), CategoricalCrossentropy(from_logits=True)) == 1e4


def test_names_are_kerass() -> None:
    plain = CategoricalCrossentropy()
    assert losses.get("categorical_crossentropy") == plain
    assert losses.get("sparse_categorical_crossentropy") == plain
    assert losses.get(SparseCategoricalCrossentropy(from_logits=True)).from_logits
    assert optimizers.get("Adam") == optimizers.Adam()
    assert optimizers.get("sgd") == optimizers.SGD()


@pytest.mark.parametrize("name", ["mse", None, 3])
def test_other_names(name: Any) -> None:
    with pytest.raises(UnsupportedNetwork, match="loss="):
        losses.get(name)
    with pytest.raises(UnsupportedNetwork, match="optimizer="):
        optimizers.get(name)


@pytest.mark.parametrize("share", [-0.1, 1.0, math.nan])
def test_smoothing_out_of_range(share: float) -> None:
    with pytest.raises(InvalidInput):
        CategoricalCrossentropy(label_smoothing=share)
