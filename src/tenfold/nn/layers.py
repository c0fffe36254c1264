"""The layers that the engine runs, as specifications: what a layer is, never its numbers.

Names and arguments are Keras's. After construction every field is in one canonical form
(`Conv2D(32, 3).kernel_size == (3, 3)`). What Keras allows and the engine does not run raises
`UnsupportedNetwork`; what makes no sense anywhere raises `InvalidInput`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NoReturn

from tenfold.errors import InvalidInput, UnsupportedNetwork
from tenfold.nn import arguments
from tenfold.nn.arguments import Shape


@dataclass(frozen=True, init=False)
class Input:
    """The shape of one image: (h, w, c), (h, w) for one channel, or (n,) for flat features."""

    shape: Shape
    name: str | None

    def __init__(self, shape: Sequence[int], *, name: str | None = None, **options: object) -> None:
        arguments.refuse("Input", options)
        arguments.assign(
            self, shape=arguments.shape("Input", shape), name=arguments.name("Input", name)
        )


@dataclass(frozen=True, init=False)
class Conv2D:
    """A 2-D convolution with bias, stride 1 and an odd kernel: (h, w, c) to (h', w', filters).

    `padding` is "valid" (h' = h - kh + 1) or "same" (h' = h); `activation` is None ("linear") or
    "relu".
    """

    keras_name: ClassVar[str] = "conv2d"

    filters: int
    kernel_size: tuple[int, int]
    padding: str
    activation: str
    kernel_initializer: str
    input_shape: Shape | None
    name: str | None

    def __init__(
        self,
        filters: int,
        kernel_size: int | Sequence[int],
        strides: int | Sequence[int] = 1,
        padding: str = "valid",
        *,
        activation: str | None = None,
        kernel_initializer: str = "glorot_uniform",
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
        **options: object,
    ) -> None:
        arguments.refuse("Conv2D", {"strides": strides, **options})
        kernel = arguments.pair("Conv2D", "kernel_size", kernel_size)
        if kernel[0] % 2 == 0 or kernel[1] % 2 == 0:
            raise UnsupportedNetwork(
                f"Conv2D: kernel_size={kernel} is not supported, only odd sizes such as 3 or 5"
            )
        arguments.assign(
            self,
            filters=arguments.whole("Conv2D", "filters", filters),
            kernel_size=kernel,
            padding=arguments.one_of("Conv2D", "padding", padding, ("valid", "same")),
            activation=arguments.activation("Conv2D", activation, ("linear", "relu")),
            kernel_initializer=arguments.initializer("Conv2D", kernel_initializer),
            input_shape=arguments.optional_shape("Conv2D", input_shape),
            name=arguments.name("Conv2D", name),
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        height, width, _ = arguments.image_shape("Conv2D", input_shape)
        if self.padding == "same":
            return (height, width, self.filters)
        kernel_height, kernel_width = self.kernel_size
        if kernel_height > height or kernel_width > width:
            raise InvalidInput(
                f"Conv2D: a {kernel_height}×{kernel_width} kernel does not fit in a "
                f'{height}×{width} map; use a smaller kernel, less pooling or padding="same"'
            )
        return (height - kernel_height + 1, width - kernel_width + 1, self.filters)

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        channels = arguments.image_shape("Conv2D", input_shape)[2]
        return {"kernel": (*self.kernel_size, channels, self.filters), "bias": (self.filters,)}


@dataclass(frozen=True, init=False)
class MaxPooling2D:
    """The maximum of each 2×2 window: (h, w, c) to (h // 2, w // 2, c)."""

    keras_name: ClassVar[str] = "max_pooling2d"

    pool_size: tuple[int, int]
    input_shape: Shape | None
    name: str | None

    def __init__(
        self,
        pool_size: int | Sequence[int] = 2,
        strides: int | Sequence[int] | None = None,
        padding: str = "valid",
        *,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
        **options: object,
    ) -> None:
        arguments.refuse("MaxPooling2D", options)
        window = arguments.pair("MaxPooling2D", "pool_size", pool_size)
        step = window if strides is None else arguments.pair("MaxPooling2D", "strides", strides)
        if window != (2, 2) or step != (2, 2):
            raise UnsupportedNetwork(
                f"MaxPooling2D: pool_size={window} with strides={step} is not supported, "
                "only 2×2 windows side by side: MaxPooling2D(2)"
            )
        arguments.one_of("MaxPooling2D", "padding", padding, ("valid",))
        arguments.assign(
            self,
            pool_size=window,
            input_shape=arguments.optional_shape("MaxPooling2D", input_shape),
            name=arguments.name("MaxPooling2D", name),
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        height, width, channels = arguments.image_shape("MaxPooling2D", input_shape)
        if height < 2 or width < 2:
            raise InvalidInput(
                f"MaxPooling2D: a 2×2 window does not fit in a {height}×{width} map; pool less"
            )
        return (height // 2, width // 2, channels)

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return {}


@dataclass(frozen=True, init=False)
class Flatten:
    """(h, w, c) to (h * w * c,), row by row, channels last."""

    keras_name: ClassVar[str] = "flatten"

    input_shape: Shape | None
    name: str | None

    def __init__(
        self,
        *,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
        **options: object,
    ) -> None:
        arguments.refuse("Flatten", options)
        arguments.assign(
            self,
            input_shape=arguments.optional_shape("Flatten", input_shape),
            name=arguments.name("Flatten", name),
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        return (math.prod(input_shape),)

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return {}


@dataclass(frozen=True, init=False)
class Dense:
    """Every input to every unit, with bias: (n,) to (units,).

    `activation` is None ("linear"), "relu" or, on the last layer, "softmax".
    """

    keras_name: ClassVar[str] = "dense"

    units: int
    activation: str
    kernel_initializer: str
    input_shape: Shape | None
    name: str | None

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        *,
        kernel_initializer: str = "glorot_uniform",
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
        **options: object,
    ) -> None:
        arguments.refuse("Dense", options)
        arguments.assign(
            self,
            units=arguments.whole("Dense", "units", units),
            activation=arguments.activation("Dense", activation, ("linear", "relu", "softmax")),
            kernel_initializer=arguments.initializer("Dense", kernel_initializer),
            input_shape=arguments.optional_shape("Dense", input_shape),
            name=arguments.name("Dense", name),
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        if len(input_shape) != 1:
            raise UnsupportedNetwork(
                f"Dense: its input has shape {input_shape}, only flat input is supported; "
                "add Flatten() before it"
            )
        return (self.units,)

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return {"kernel": (*input_shape, self.units), "bias": (self.units,)}


@dataclass(frozen=True, init=False)
class Dropout:
    """In training, zeroes the share `rate` of its input and scales the rest by 1 / (1 - rate)."""

    keras_name: ClassVar[str] = "dropout"

    rate: float
    input_shape: Shape | None
    name: str | None

    def __init__(
        self,
        rate: float,
        *,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
        **options: object,
    ) -> None:
        arguments.refuse("Dropout", options)
        if not isinstance(rate, int | float) or isinstance(rate, bool) or not 0 <= rate < 1:
            raise InvalidInput(f"Dropout: found rate={rate!r}, expected a number in [0, 1)")
        arguments.assign(
            self,
            rate=float(rate),
            input_shape=arguments.optional_shape("Dropout", input_shape),
            name=arguments.name("Dropout", name),
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return {}


Layer = Conv2D | MaxPooling2D | Flatten | Dense | Dropout
LAYERS: tuple[type[Layer], ...] = (Conv2D, MaxPooling2D, Flatten, Dense, Dropout)
SUPPORTED = "Input, Conv2D, MaxPooling2D, Flatten, Dense and Dropout"


def parameter_count(layer: Layer, input_shape: Shape) -> int:
    """How many numbers the layer learns: `Conv2D(32, 3)` on (28, 28, 1) has 320."""
    return sum(math.prod(shape) for shape in layer.weight_shapes(input_shape).values())


def multiplications(layer: Layer, input_shape: Shape) -> int:
    """Of one image's forward pass: `Conv2D(32, 3)` on (28, 28, 1) has 26 * 26 * 9 * 32."""
    kernel = layer.weight_shapes(input_shape).get("kernel")
    if kernel is None:
        return 0
    return math.prod(layer.output_shape(input_shape)[:-1]) * math.prod(kernel)


def __getattr__(name: str) -> NoReturn:
    """`layers.BatchNormalization` says what is supported instead of "no attribute"."""
    if name[:1].isupper():
        raise UnsupportedNetwork(f"layer {name} is not supported; tenfold runs {SUPPORTED}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
