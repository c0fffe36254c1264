"""Layers: canonical fields, shapes worked out by hand, and what is refused."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from tenfold.errors import InvalidInput, UnsupportedNetwork
from tenfold.nn import layers
from tenfold.nn.layers import Conv2D, Dense, Dropout, Flatten, Input, Layer, MaxPooling2D


def test_fields_are_canonical() -> None:
    conv = Conv2D(np.int64(32), 3, padding="SAME", activation=None)
    assert (conv.filters, conv.kernel_size, conv.padding, conv.activation) == (
        (32, (3, 3), "same", "linear")
    )
    assert type(conv.filters) is int
    assert Conv2D(8, [3, 5], activation="relu") == Conv2D(8, (3, 5), activation="relu")
    assert MaxPooling2D() == MaxPooling2D((2, 2), strides=2) == MaxPooling2D(2, (2, 2))
    assert Input([28, 28]) == Input((28, 28, 1))
    assert Input((784,)).shape == (784,)
    assert Flatten(input_shape=(28, 28)).input_shape == (28, 28, 1)
    assert Dropout(0).rate == 0.0


def test_layers_are_values() -> None:
    with pytest.raises(FrozenInstanceError):
        Dense(10).units = 11  # type: ignore[misc]
    assert replace(Conv2D(4, 3, padding="same"), name="first") == (
        Conv2D(4, 3, padding="same", name="first")
    )
    assert len({Dense(3), Dense(3), Dense(4)}) == 2


@pytest.mark.parametrize(
    ("layer", "given", "expected", "parameters", "multiplications"),
    [
        # The practical, as Keras's summary has it.
        (Conv2D(32, 3), (28, 28, 1), (26, 26, 32), 320, 26 * 26 * 9 * 32),
        (MaxPooling2D(2), (26, 26, 32), (13, 13, 32), 0, 0),
        (Conv2D(64, 3), (13, 13, 32), (11, 11, 64), 18_496, 11 * 11 * 9 * 32 * 64),
        (MaxPooling2D(2), (11, 11, 64), (5, 5, 64), 0, 0),
        (Flatten(), (5, 5, 64), (1600,), 0, 0),
        (Dense(10), (1600,), (10,), 16_010, 16_000),
        (Dropout(0.5), (10,), (10,), 0, 0),
        (Conv2D(7, (5, 1), padding="same"), (4, 9, 3), (4, 9, 7), 112, 4 * 9 * 5 * 3 * 7),
        (Conv2D(2, (1, 3)), (4, 3, 1), (4, 1, 2), 8, 4 * 3 * 2),
        (Flatten(), (7,), (7,), 0, 0),
    ],
)
def test_shapes(
    layer: Layer,
    given: tuple[int, ...],
    expected: tuple[int, ...],
    parameters: int,
    multiplications: int,
) -> None:
    assert layer.output_shape(given) == expected
    assert layers.parameter_count(layer, given) == parameters
    assert layers.multiplications(layer, given) == multiplications


def test_weight_shapes_are_kerass() -> None:
    assert Conv2D(8, (3, 5)).weight_shapes((9, 9, 2)) == {"kernel": (3, 5, 2, 8), "bias": (8,)}
    assert Dense(10).weight_shapes((50,)) == {"kernel": (50, 10), "bias": (10,)}
    assert Flatten().weight_shapes((5, 5, 2)) == {}


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Conv2D(8, 4), r"Conv2D: kernel_size=\(4, 4\).* only odd"),
        (lambda: Conv2D(8, 3, strides=2), r"Conv2D: strides=2 .* only strides=1"),
        (lambda: Conv2D(8, 3, 2), "Conv2D: strides=2"),
        (lambda: Conv2D(8, 3, activation="sigmoid"), "Conv2D: activation='sigmoid'.*'relu'"),
        (lambda: Conv2D(8, 3, activation="softmax"), "Conv2D: activation='softmax'"),
        (lambda: Conv2D(8, 3, padding="causal"), "Conv2D: padding='causal'"),
        (lambda: Conv2D(8, 3, use_bias=False), "Conv2D: use_bias=False"),
        (lambda: Conv2D(8, 3, dilation_rate=(2, 2)), "Conv2D: dilation_rate"),
        (lambda: Conv2D(8, 3, data_format="channels_first"), "Conv2D: data_format"),
        (lambda: Conv2D(8, 3, kernel_initializer="zeros"), "Conv2D: kernel_initializer='zeros'"),
        (lambda: Conv2D(8, 3, flavour=1), "Conv2D: tenfold has no option 'flavour'"),
        (lambda: MaxPooling2D(3), r"MaxPooling2D: pool_size=\(3, 3\)"),
        (lambda: MaxPooling2D(2, strides=1), "MaxPooling2D: .*strides"),
        (lambda: MaxPooling2D(2, padding="same"), "MaxPooling2D: padding='same'"),
        (lambda: Dense(10, activation="tanh"), "Dense: activation='tanh'"),
        (lambda: Dense(10, kernel_regularizer="l2"), "Dense: kernel_regularizer='l2'"),
        (lambda: Dense(10).output_shape((5, 5, 2)), r"Dense: .*add Flatten\(\)"),
        (lambda: layers.LSTM, "layer LSTM is not supported; tenfold runs Input, Conv2D"),
    ],
)
def test_outside_the_family(make: Any, says: str) -> None:
    with pytest.raises(UnsupportedNetwork, match=says) as caught:
        make()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Conv2D(0, 3), "Conv2D: found filters=0"),
        (lambda: Conv2D(10**9, 3), "Conv2D: found filters=1000000000"),
        (lambda: Conv2D(8.5, 3), "Conv2D: found filters=8.5"),  # type: ignore[arg-type]
        (lambda: Conv2D(True, 3), "Conv2D: found filters=True"),
        (lambda: Conv2D(8, (3, 3, 3)), "Conv2D: found kernel_size"),
        (lambda: Conv2D(8, 5).output_shape((4, 9, 1)), "5×5 kernel does not fit in a 4×9 map"),
        (lambda: Conv2D(8, 3).output_shape((9,)), r"Conv2D: .* before Flatten\(\)"),
        (lambda: MaxPooling2D(2).output_shape((1, 9, 1)), "2×2 window does not fit"),
        (lambda: Dropout(1.0), "Dropout: found rate=1.0"),
        (lambda: Dropout(float("nan")), "Dropout: found rate=nan"),
        (lambda: Input((28, 28, 1, 1)), "Input: found shape"),
        (lambda: Input(28), "Input: found shape 28"),  # type: ignore[arg-type]
        (lambda: Input((0, 28, 1)), "Input: found shape=0"),
        (lambda: Dense(10, name="a/b"), "Dense: found name='a/b'"),
        (lambda: Dense(10, name=""), "Dense: found name=''"),
    ],
)
def test_nonsense(make: Any, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        make()


def test_no_such_attribute() -> None:
    assert not hasattr(layers, "no_such_thing")


def test_kerass_defaults_may_be_spelled_out() -> None:
    conv = Conv2D(8, 3, (1, 1), "valid", dilation_rate=[1, 1], use_bias=True, groups=1, dtype=None)
    assert conv == Conv2D(8, 3)
