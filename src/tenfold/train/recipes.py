"""Recipes: everything that decides how a network is trained, except data and seed."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from tenfold.errors import InvalidInput
from tenfold.nn.layers import Conv2D, Dense, Flatten, Layer, MaxPooling2D
from tenfold.nn.optimizers import Adam, Optimizer


@dataclass(frozen=True)
class Recipe:
    """Settings of a training run. The defaults are those of the practical."""

    name: str
    epochs: int = 10  # the practical's; accuracy has levelled off, over-fitting has not begun
    batch_size: int = 32  # Keras's default, which the practical leaves as it is
    optimizer: Optimizer = Adam()  # noqa: RUF009  # frozen; Keras's "adam", rate 1e-3

    def __post_init__(self) -> None:
        for setting, value in (("epochs", self.epochs), ("batch_size", self.batch_size)):
            if value < 1:
                raise InvalidInput(f"recipe {self.name}: {setting} is {value}, expected 1 or more")

    def as_dict(self) -> dict[str, Any]:
        """The settings in JSON's types."""
        return {
            "recipe": self.name,
            "epochs": self.epochs,
            "batch_size": self.batch_size,
            "optimizer": {"type": type(self.optimizer).__name__, **asdict(self.optimizer)},
        }


PRACTICAL = Recipe("practical")

RECIPES = (PRACTICAL,)
DEFAULT = PRACTICAL


def find(name: str, *, epochs: int | None = None, batch_size: int | None = None) -> Recipe:
    """The recipe with this name, with epochs and batch size replaced where they are given."""
    for recipe in RECIPES:
        if recipe.name == name:
            return replace(
                recipe,
                epochs=recipe.epochs if epochs is None else epochs,
                batch_size=recipe.batch_size if batch_size is None else batch_size,
            )
    known = ", ".join(recipe.name for recipe in RECIPES)
    raise InvalidInput(f"no recipe is called {name!r}; choose one of: {known}")


def practical_layers(classes: int) -> list[Layer]:
    """The practical's network: 34,826 parameters for 28×28 grey pictures of ten classes."""
    return [
        Conv2D(32, 3, activation="relu"),
        MaxPooling2D(2),
        Conv2D(64, 3, activation="relu"),
        MaxPooling2D(2),
        Flatten(),
        Dense(classes, activation="softmax"),
    ]
