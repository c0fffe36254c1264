"""A network as a value: its input's shape and its named layers, checked to fit each other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from tenfold.errors import InvalidInput, TenfoldError, UnsupportedNetwork
from tenfold.nn.arguments import Shape
from tenfold.nn.layers import (
    LAYERS,
    SUPPORTED,
    Dense,
    Flatten,
    Input,
    Layer,
    multiplications,
    parameter_count,
)

# Limits before allocation: a model file can declare anything.
MOST_LAYERS = 256
MOST_PARAMETERS = 2**28  # 1 GB of float32
MOST_OUTPUTS = 2**24  # values that all layers give for one image, 64 MB


@dataclass(frozen=True)
class Architecture:
    """Layers in order, each with a name of its own, and the shape of one input image.

    Raises InvalidInput where two layers do not fit, UnsupportedNetwork for what does not run.
    """

    input_shape: Shape  # (h, w, c) or (n,)
    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", named(self.layers))
        if len(self.layers) > MOST_LAYERS:
            raise UnsupportedNetwork(f"found {len(self.layers)} layers, at most {MOST_LAYERS}")
        for layer in self.layers[:-1]:
            if isinstance(layer, Dense) and layer.activation == "softmax":
                raise UnsupportedNetwork(
                    f"{layer.name}: softmax is supported on the last layer only; use relu here"
                )
        outputs = sum(math.prod(shape) for shape in (self.input_shape, *self.output_shapes))
        if outputs > MOST_OUTPUTS:
            raise UnsupportedNetwork(
                f"the layers have {outputs:,} outputs for one image, at most {MOST_OUTPUTS:,}; "
                "use smaller images or fewer filters"
            )
        if self.parameter_count > MOST_PARAMETERS:
            raise UnsupportedNetwork(
                f"found {self.parameter_count:,} parameters, at most {MOST_PARAMETERS:,}"
            )

    @cached_property
    def output_shapes(self) -> tuple[Shape, ...]:
        """One per layer, for one image."""
        shapes: list[Shape] = []
        for layer in self.layers:
            shapes.append(layer.output_shape(shapes[-1] if shapes else self.input_shape))
        return tuple(shapes)

    @property
    def output_shape(self) -> Shape:
        return self.output_shapes[-1] if self.layers else self.input_shape

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """What each layer receives, for one image."""
        return (self.input_shape, *self.output_shapes)[: len(self.layers)]

    @cached_property
    def parameter_counts(self) -> tuple[int, ...]:
        return tuple(map(parameter_count, self.layers, self.input_shapes))

    @property
    def parameter_count(self) -> int:
        return sum(self.parameter_counts)

    @property
    def multiplications(self) -> int:
        """Of one image's forward pass."""
        return sum(map(multiplications, self.layers, self.input_shapes))

    @cached_property
    def weight_shapes(self) -> dict[str, Shape]:
        """{"conv2d/kernel": (3, 3, 1, 32), "conv2d/bias": (32,), ...} in Keras's order."""
        return {
            f"{layer.name}/{weight}": weight_shape
            for layer, shape in zip(self.layers, self.input_shapes, strict=True)
            for weight, weight_shape in layer.weight_shapes(shape).items()
        }

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """The input as the engine takes it: flat features are a row of channels in one pixel."""
        shape = self.input_shape if len(self.input_shape) == 3 else (1, 1, *self.input_shape)
        return (shape[0], shape[1], shape[2])

    @property
    def engine_layers(self) -> tuple[Layer, ...]:
        """The layers as the engine takes them, see `image_shape`."""
        return self.layers if len(self.input_shape) == 3 else (Flatten(), *self.layers)

    def to_json(self) -> list[dict[str, Any]]:
        """A list of objects, the input first: the form that model files hold."""
        return [{"type": "Input", "shape": list(self.input_shape)}, *map(_to_json, self.layers)]


def from_json(entries: object) -> Architecture:
    """The reverse of `to_json`; raises a TenfoldError for anything else."""
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_LAYERS + 1:
        raise InvalidInput(f"layers: expected a list of 1 to {MOST_LAYERS + 1} objects")
    first = _from_json(entries[0])
    if not isinstance(first, Input):
        raise InvalidInput("layers: expected the first to be the Input")
    layers: list[Layer] = []
    for entry in entries[1:]:
        layer = _from_json(entry)
        if isinstance(layer, Input):
            raise InvalidInput("layers: found a second Input, expected one")
        layers.append(layer)
    return Architecture(first.shape, tuple(layers))


def named(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Names as Keras gives them: conv2d, conv2d_1, ...; given names stay.

    Raises InvalidInput when two layers are given the same name.
    """
    taken = [layer.name for layer in layers if layer.name is not None]
    for name in taken:
        if taken.count(name) > 1:
            raise InvalidInput(f"found two layers named {name!r}; give each its own name")
    result: list[Layer] = []
    for layer in layers:
        if layer.name is None:
            name, number = layer.keras_name, 0
            while name in taken:
                number += 1
                name = f"{layer.keras_name}_{number}"
            taken.append(name)
            layer = replace(layer, name=name)
        result.append(layer)
    return tuple(result)


def _to_json(layer: Layer) -> dict[str, Any]:
    left_out = {"name", "input_shape", "kernel_initializer"}  # of use before training only
    values = {f.name: getattr(layer, f.name) for f in fields(layer) if f.name not in left_out}
    lists = {key: list(v) if isinstance(v, tuple) else v for key, v in values.items()}
    return {"type": type(layer).__name__, "name": layer.name, **lists}


def _from_json(entry: object) -> Input | Layer:
    if not isinstance(entry, dict):
        raise InvalidInput("layers: expected every layer to be an object")
    arguments = {key: value for key, value in entry.items() if key != "type"}
    for kind in (Input, *LAYERS):
        if kind.__name__ == entry.get("type"):
            try:
                return kind(**arguments)
            except TenfoldError:
                raise
            except TypeError as error:  # an argument is missing
                raise InvalidInput(f"layers: {kind.__name__} is incomplete: {error}") from None
    raise UnsupportedNetwork(f"layer {entry.get('type')!r} is not supported, only {SUPPORTED}")
