"""The networks that the benchmarks train, as Keras would be told them."""

from dataclasses import dataclass
from typing import Any

Layer = dict[str, Any]  # {"type": a class of Keras's layers, and its arguments}


@dataclass(frozen=True)
class Network:
    """`shape` is (h, w, c) of one image."""

    name: str
    shape: tuple[int, int, int]
    layers: tuple[Layer, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"name": self.name, "shape": list(self.shape), "layers": list(self.layers)}


def conv(filters: int, kernel_size: int = 3, padding: str = "valid") -> Layer:
    return {
        "type": "Conv2D",
        "filters": filters,
        "kernel_size": kernel_size,
        "padding": padding,
        "activation": "relu",
    }


def dense(units: int) -> Layer:
    return {"type": "Dense", "units": units, "activation": "relu"}


POOL: Layer = {"type": "MaxPooling2D", "pool_size": 2}
FLATTEN: Layer = {"type": "Flatten"}
DROPOUT: Layer = {"type": "Dropout", "rate": 0.5}
ANSWER: Layer = {"type": "Dense", "units": 10, "activation": "softmax"}

DIGIT = (28, 28, 1)

PRACTICAL = Network("practical", DIGIT, (conv(32), POOL, conv(64), POOL, FLATTEN, ANSWER))

# The two that the project promised beside the practical's.
DEEP = Network(
    "deep",
    DIGIT,
    (conv(32), conv(32), POOL, conv(64), conv(64), POOL, FLATTEN, dense(128), DROPOUT, ANSWER),
)
COLOR = Network(
    "color",
    (32, 32, 3),
    (conv(32, 5, "same"), POOL, conv(64, 3, "same"), POOL, FLATTEN, ANSWER),
)

# Corners of the family: tiny, wide, deep, without convolutions, without pools, large pictures.
CORNERS = (
    Network("softmax regression", DIGIT, (FLATTEN, ANSWER)),
    Network("dense 128", DIGIT, (FLATTEN, dense(128), ANSWER)),
    Network("dense 512, 512", DIGIT, (FLATTEN, dense(512), dense(512), ANSWER)),
    Network("conv 4, 8", DIGIT, (conv(4), POOL, conv(8), POOL, FLATTEN, ANSWER)),
    Network("conv 16, 16", DIGIT, (conv(16), POOL, conv(16), POOL, FLATTEN, ANSWER)),
    Network(
        "LeNet-5 with ReLU",
        DIGIT,
        (conv(6, 5, "same"), POOL, conv(16, 5), POOL, FLATTEN, dense(120), dense(84), ANSWER),
    ),
    PRACTICAL,
    Network("conv 32, no pool", DIGIT, (conv(32), FLATTEN, ANSWER)),
    Network("conv 128, 128", DIGIT, (conv(128), POOL, conv(128), POOL, FLATTEN, ANSWER)),
    Network("conv 32 7×7", DIGIT, (conv(32, 7), POOL, FLATTEN, ANSWER)),
    Network("conv 64 1×1", DIGIT, (conv(32), POOL, conv(64, 1), POOL, FLATTEN, ANSWER)),
    Network("practical, 64×64", (64, 64, 1), PRACTICAL.layers),
    Network("practical, 64×64 color", (64, 64, 3), PRACTICAL.layers),
)
CORNER_BATCHES = (1, 32, 256)
