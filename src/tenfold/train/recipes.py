"""Recipes: everything that decides how a network is trained, except data and seed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from tenfold.data.augment import Augment
from tenfold.errors import InvalidInput
from tenfold.nn.layers import Layer
from tenfold.nn.optimizers import Adam, AdamW, Optimizer
from tenfold.nn.schedule import OneCycle
from tenfold.train.networks import (
    orientation_layers,
    practical_layers,
    reader_layers,
    rows_layers,
)


@dataclass(frozen=True)
class Recipe:
    """Settings of a training run. The defaults are those of the practical."""

    name: str
    layers: Callable[[int], list[Layer]] = practical_layers  # for a number of classes
    epochs: int = 10  # the practical's; accuracy has levelled off, over-fitting has not begun
    batch_size: int = 32  # Keras's default, which the practical leaves as it is
    optimizer: Optimizer = Adam()  # noqa: RUF009  # frozen; Keras's "adam", rate 1e-3
    label_smoothing: float = 0.0  # Keras's default
    augment_characters: Augment | None = None  # the practical trains on the pictures as they are
    augment_things: Augment | None = None  # the same
    clean_epochs: int = 0  # how many epochs at the end go without augmentation
    saved_as: str = "float32"  # a checkpoint's and Keras's; what is trained on needs all of it

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
            "optimizer": _as_dict(self.optimizer),
            "label_smoothing": self.label_smoothing,
            "augment_characters": _as_dict(self.augment_characters),
            "augment_things": _as_dict(self.augment_things),
            "clean_epochs": self.clean_epochs,
        }

    def augment_for(self, class_names: Sequence[str]) -> Augment | None:
        """Classes named by one character each are written, and a mirrored 2 is no 2; others are
        things, which do not bend as handwriting does but may face either way."""
        written = all(len(name) == 1 for name in class_names)
        return self.augment_characters if written else self.augment_things


PRACTICAL = Recipe("practical")

# The settings of FAST and ACCURATE were chosen by benchmarks/tune.py on held-out training images of
# MNIST, writers apart; LOG.md has the candidates.
FAST = Recipe(
    "fast",
    epochs=1,  # one pass with a warm-up and a decay is enough for 99 %
    optimizer=Adam(OneCycle(6e-3), beta_2=0.99),  # a short run: second moments must be quick
    label_smoothing=0.1,  # the largest single gain: 0.2 points after one epoch
)
ACCURATE = Recipe(
    "accurate",
    epochs=28,  # under a minute on two cores
    batch_size=32,
    optimizer=AdamW(OneCycle(3e-3), beta_2=0.99, weight_decay=0.03),
    augment_characters=Augment(),
    augment_things=Augment(
        rotation=4, scale=0.06, shear=0.0, shift=0.04, elastic=0.0, stroke=0.0, flip=True
    ),
    clean_epochs=6,  # the last epochs settle on pictures as they come
)

# Chosen on held-out digits and on what strokes draws; LOG.md has the candidates. The lessons that
# `tenfold train` makes of the data for this recipe are warped already, so that little is added.
SLIGHTLY = Augment(rotation=5, scale=0.05, shear=0.08, shift=0.035, elastic=0.025, stroke=0.3)
READER = Recipe(
    "reader",
    layers=reader_layers,
    epochs=8,  # some twenty minutes on two cores, lessons included
    batch_size=128,  # the network is large, and eight hundred thousand lessons are enough steps
    optimizer=AdamW(OneCycle(3e-3), beta_2=0.99, weight_decay=1e-3),
    label_smoothing=0.05,  # among letters that look like digits no label is certain
    augment_characters=SLIGHTLY,
    augment_things=SLIGHTLY,  # the class of refusals makes them things, but they are written
    clean_epochs=2,
    saved_as="float16",  # it ships inside the package, and reads the same
)
# What a network learns of new lessons without forgetting the old: with `start`, the reader's, and
# what that said of the lessons beside their labels (`reader/training.py`).
READER_FURTHER = replace(
    READER,
    name="reader-further",
    epochs=3,
    optimizer=AdamW(OneCycle(6e-4), beta_2=0.99, weight_decay=1e-3),  # a fifth of the first rate
    label_smoothing=0.0,  # what it learns is smoothed already
    clean_epochs=1,
)
# The lessons are varied enough, and to move one would be to move the digit that it is about.
ROWS = Recipe(
    "rows",
    layers=rows_layers,
    epochs=4,  # ten minutes on two cores, lessons included
    batch_size=128,  # as the reader's
    optimizer=AdamW(OneCycle(3e-3), beta_2=0.99, weight_decay=1e-3),
    saved_as="float16",
)
# As the rows': the lessons are varied enough.
ORIENTATION = replace(
    ROWS,
    name="orientation",
    layers=orientation_layers,
    label_smoothing=0.05,  # an 8 is an 8 either way up: no single digit may decide a page
)

RECIPES = (FAST, ACCURATE, PRACTICAL, READER, READER_FURTHER, ROWS, ORIENTATION)


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


def _as_dict(settings: Any) -> Any:
    """Frozen settings in JSON's types, each with the name of its type."""
    if not is_dataclass(settings):
        return settings
    values = {field.name: _as_dict(getattr(settings, field.name)) for field in fields(settings)}
    return {"type": type(settings).__name__, **values}
