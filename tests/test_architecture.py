"""Networks as values: names, shapes, limits, and to JSON and back."""

import json
from typing import Any

import pytest

from tenfold.errors import InvalidInput, TenfoldError, UnsupportedNetwork
from tenfold.nn.architecture import Architecture, from_json
from tenfold.nn.layers import Conv2D, Dense, Dropout, Flatten, Layer, MaxPooling2D


def test_names_are_kerass() -> None:
    layers: list[Layer] = [
        Conv2D(2, 3),
        Conv2D(2, 3, name="conv2d_1"),
        Conv2D(2, 3),
        MaxPooling2D(2),
        Flatten(),
        Dropout(0.5),
        Dense(3),
        Dense(2, name="out"),
    ]
    names = [layer.name for layer in Architecture((28, 28, 1), tuple(layers)).layers]
    assert names == [
        "conv2d",
        "conv2d_1",
        "conv2d_2",
        "max_pooling2d",
        "flatten",
        "dropout",
        "dense",
        "out",
    ]


def test_weight_shapes_and_counts() -> None:
    network = Architecture((6, 6, 1), (Conv2D(2, 3), MaxPooling2D(2), Flatten(), Dense(3)))
    assert network.weight_shapes == {
        "conv2d/kernel": (3, 3, 1, 2),
        "conv2d/bias": (2,),
        "dense/kernel": (8, 3),
        "dense/bias": (3,),
    }
    assert network.output_shapes == ((4, 4, 2), (2, 2, 2), (8,), (3,))
    assert network.parameter_counts == (20, 0, 0, 27)
    assert network.parameter_count == 47
    assert network.multiplications == 4 * 4 * 9 * 2 + 24


def test_flat_input_reaches_the_engine_as_one_pixel() -> None:
    network = Architecture((784,), (Dense(10),))
    assert network.image_shape == (1, 1, 784)
    assert [type(layer) for layer in network.engine_layers] == [Flatten, Dense]


def test_to_json_and_back() -> None:
    network = Architecture(
        (28, 20, 3),
        (
            Conv2D(4, (3, 5), padding="same", activation="relu"),
            MaxPooling2D(2),
            Dropout(0.25),
            Flatten(),
            Dense(10, activation="softmax", name="digits"),
        ),
    )
    entries = json.loads(json.dumps(network.to_json()))
    assert entries[:2] == [
        {"type": "Input", "shape": [28, 20, 3]},
        {
            "type": "Conv2D",
            "name": "conv2d",
            "filters": 4,
            "kernel_size": [3, 5],
            "padding": "same",
            "activation": "relu",
        },
    ]
    assert from_json(entries) == network


@pytest.mark.parametrize(
    "entries",
    [
        None,
        [],
        {},
        "layers",
        [1],
        [None],
        [{"type": "Dense", "units": 3}],
        [{"type": "Input"}],
        [{"type": "Input", "shape": [28, 28, 1]}, {"type": "Input", "shape": [28, 28, 1]}],
        [{"type": "Input", "shape": [28, -28, 1]}],
        [{"type": "Input", "shape": [1e9, 28, 1]}],
        [{"type": "Input", "shape": [28, 28, 1]}, {"type": "LSTM", "units": 3}],
        [{"type": "Input", "shape": [28, 28, 1]}, {"type": ["Dense"], "units": 3}],
        [{"type": "Input", "shape": [28, 28, 1]}, {"type": "Conv2D", "filters": 3}],
        [{"type": "Input", "shape": [28]}, {"type": "Dense", "units": 3, "__class__": "x"}],
        [{"type": "Input", "shape": [28]}, {"type": "Dense", "units": "3"}],
        [{"type": "Input", "shape": [28]}, {"type": "Dense", "units": 3, "name": 4}],
        [{"type": "Input", "shape": [28]}] + 300 * [{"type": "Dropout", "rate": 0.5}],
    ],
)
def test_json_that_is_no_network(entries: Any) -> None:
    with pytest.raises(TenfoldError):
        from_json(entries)


def test_limits_come_before_memory() -> None:
    wide = (Conv2D(1, 3, padding="same"),) + 16 * (MaxPooling2D(2),)
    with pytest.raises(UnsupportedNetwork, match="outputs for one image"):
        Architecture((65_536, 65_536, 1), (*wide, Flatten(), Dense(2)))
    many = tuple(Conv2D(1, 3, padding="same") for _ in range(200))
    with pytest.raises(UnsupportedNetwork, match="outputs for one image"):
        Architecture((512, 512, 1), (*many, Flatten(), Dense(2)))
    with pytest.raises(UnsupportedNetwork, match="parameters"):
        Architecture((65_536,), (Dense(65_536),))


def test_layers_that_do_not_fit() -> None:
    with pytest.raises(UnsupportedNetwork, match="dense: softmax is supported on the last layer"):
        Architecture((4,), (Dense(3, activation="softmax"), Dense(2)))
    with pytest.raises(InvalidInput, match="two layers named 'a'"):
        Architecture((4,), (Dense(3, name="a"), Dense(2, name="a")))
    with pytest.raises(UnsupportedNetwork, match=r"add Flatten\(\)"):
        Architecture((4, 4, 1), (Conv2D(2, 3), Dense(3)))
