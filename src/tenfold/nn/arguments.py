"""Arguments of layers, checked and brought to one canonical form."""

import operator
import re

from tenfold.errors import InvalidInput, UnsupportedNetwork

Shape = tuple[int, ...]  # of one image, without the batch axis: (h, w, c), or (n,) once flat

LARGEST = 65_536  # no side, count of units or of epochs above this: a typo or a hostile file
INITIALIZERS = ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal")

# Arguments of Keras's layers that the engine runs only with Keras's own default.
ONLY_DEFAULT: dict[str, tuple[object, ...]] = {
    "strides": (1, (1, 1)),
    "data_format": (None, "channels_last"),
    "dilation_rate": (1, (1, 1)),
    "groups": (1,),
    "use_bias": (True,),
    "bias_initializer": ("zeros",),
    "kernel_regularizer": (None,),
    "bias_regularizer": (None,),
    "activity_regularizer": (None,),
    "kernel_constraint": (None,),
    "bias_constraint": (None,),
    "noise_shape": (None,),
    "seed": (None,),
    "batch_size": (None,),
    "dtype": (None, "float32"),
}


def assign(layer: object, **fields: object) -> None:
    for field, value in fields.items():
        object.__setattr__(layer, field, value)  # frozen: only its own __init__ may


def refuse(layer: str, options: dict[str, object]) -> None:
    for option, value in options.items():
        allowed = ONLY_DEFAULT.get(option)
        if allowed is None:
            raise UnsupportedNetwork(f"{layer}: tenfold has no option {option!r}; remove it")
        value = tuple(value) if isinstance(value, list) else value
        if not any(type(value) is type(good) and value == good for good in allowed):
            raise UnsupportedNetwork(
                f"{layer}: {option}={value!r} is not supported, only {option}={allowed[0]!r}"
            )


def whole(owner: str, option: str, value: object, least: int = 1) -> int:
    """A whole number in range as an int: 3 and numpy.int64(3) to 3."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]  # numpy's integers too
    except TypeError:
        number = -1
    if isinstance(value, bool) or not least <= number <= LARGEST:
        raise InvalidInput(
            f"{owner}: found {option}={value!r}, expected a whole number from {least} to {LARGEST}"
        )
    return number


def pair(layer: str, option: str, value: object) -> tuple[int, int]:
    """3 and (3, 3) to (3, 3)."""
    if not isinstance(value, tuple | list):
        side = whole(layer, option, value)
        return (side, side)
    if len(value) != 2:
        raise InvalidInput(f"{layer}: found {option}={value!r}, expected one number or two")
    return (whole(layer, option, value[0]), whole(layer, option, value[1]))


def shape(layer: str, value: object) -> Shape:
    """(28, 28) and [28, 28, 1] to (28, 28, 1); (784,) stays flat."""
    if not isinstance(value, tuple | list) or not 1 <= len(value) <= 3:
        raise InvalidInput(
            f"{layer}: found shape {value!r}, expected (height, width, channels) or (features,)"
        )
    sides = tuple(whole(layer, "shape", side) for side in value)
    return (*sides, 1) if len(sides) == 2 else sides


def optional_shape(layer: str, value: object) -> Shape | None:
    return None if value is None else shape(layer, value)


def image_shape(layer: str, shape: Shape) -> tuple[int, int, int]:
    if len(shape) != 3:
        raise InvalidInput(
            f"{layer}: its input has shape {shape}, expected (height, width, channels); "
            "put it before Flatten()"
        )
    return (shape[0], shape[1], shape[2])


def one_of(layer: str, option: str, value: object, choices: tuple[str, ...]) -> str:
    text = value.lower() if isinstance(value, str) else value
    if text not in choices:
        raise UnsupportedNetwork(
            f"{layer}: {option}={value!r} is not supported, only {' or '.join(map(repr, choices))}"
        )
    return str(text)


def activation(layer: str, value: object, choices: tuple[str, ...]) -> str:
    return one_of(layer, "activation", "linear" if value is None else value, choices)


def initializer(layer: str, value: object) -> str:
    return one_of(layer, "kernel_initializer", value, INITIALIZERS)


def name(layer: str, value: object) -> str | None:
    if value is None or (isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_.\-]{1,64}", value)):
        return value
    raise InvalidInput(
        f"{layer}: found name={value!r}, expected up to 64 letters, digits, '_', '-' or '.'"
    )
