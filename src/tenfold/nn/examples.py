"""Images with their labels, checked against the network that is to learn or to be judged."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from tenfold.errors import InvalidInput
from tenfold.nn.architecture import Architecture
from tenfold.nn.images import checked_images
from tenfold.nn.labels import Labels, checked_labels


@dataclass(frozen=True, eq=False)
class Examples:
    """Images as the engine takes them, uint8 or float32 (n, h, w, c), and their labels: class ids
    (n,), or shares (n, classes)."""

    x: NDArray[Any]
    y: Labels

    def __len__(self) -> int:
        return len(self.x)

    def split(self, share: float) -> tuple["Examples", "Examples"]:
        """Without the last `share`, and the last `share`: Keras's validation_split."""
        first = math.floor(len(self) * (1.0 - share)) if 0 < share < 1 else 0
        if not 0 < first < len(self):
            raise InvalidInput(
                f"found validation_split={share} of {len(self)} images, expected a share between "
                "0 and 1 that leaves some on both sides"
            )
        return Examples(self.x[:first], self.y[:first]), Examples(self.x[first:], self.y[first:])


def engine_images(x: Any, architecture: Architecture, name: str = "x") -> NDArray[Any]:
    """Checked images in the shape that the engine takes: flat features become (n, 1, 1, c)."""
    images = checked_images(x, architecture.input_shape, name)
    return images.reshape(len(images), *architecture.image_shape)


def checked_examples(x: Any, y: Any, architecture: Architecture, prefix: str = "") -> Examples:
    """Images and labels that fit the network and each other. Raises InvalidInput."""
    images = engine_images(x, architecture, f"{prefix}x")
    classes = architecture.output_shape[-1]
    return Examples(images, checked_labels(y, len(images), classes, f"{prefix}y"))


def checked_validation(data: Sequence[Any], architecture: Architecture) -> Examples:
    """Keras's validation_data, a pair (x, y). Raises InvalidInput."""
    if len(data) != 2:
        raise InvalidInput(f"validation_data has {len(data)} parts, expected two: (images, labels)")
    return checked_examples(data[0], data[1], architecture, "validation ")
