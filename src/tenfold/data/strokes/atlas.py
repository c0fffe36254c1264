"""The shapes of several classes, traced and stacked, so that pictures can pick theirs by number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.data.strokes.path import Floats, Indices, Path, parse, trace
from tenfold.data.strokes.shapes import Shape

NEAR = 0.22  # of the box: shapes of one way of writing lie nearer, of two ways further apart


@dataclass(frozen=True)
class Atlas:
    """Arrays over shapes (first axis); K is the largest number of points of any of them."""

    names: tuple[str, ...]
    label: NDArray[np.uint8]  # (shapes,): the class
    chance: NDArray[np.float64]  # (shapes,): summed up within the class, so that the last is 1
    points: Floats  # (shapes, K, 2), as the fields of Path from here on
    stroke: Indices
    inward: Indices
    position: Floats
    velocity: Floats
    along: Floats
    tip: Floats
    wobble: Floats  # (shapes,)
    pen: Floats  # (shapes,)
    kin: Indices  # (shapes, most kin): those it may be mixed with, repeated to fill up

    @property
    def classes(self) -> int:
        return int(self.label[-1]) + 1

    def pick(self, label: Indices, chance: NDArray[np.float64]) -> Indices:
        """A shape for each label (n,): the one at `chance` (n,), in [0, 1), of its class."""
        # Shapes lie in the order of their classes, so class + chance is one rising scale.
        return np.searchsorted(self.label + self.chance, label + chance, side="right")


def atlas(classes: Sequence[Sequence[Shape]]) -> Atlas:
    """Trace the shapes of each class."""
    shapes = [shape for group in classes for shape in group]
    size = max(sum(len(stroke) for stroke in parse(shape.path)) for shape in shapes)
    paths = [trace(shape.path, size) for shape in shapes]
    label = np.repeat(np.arange(len(classes), dtype=np.uint8), [len(group) for group in classes])
    shares = [np.cumsum([shape.share for shape in group]) for group in classes]
    return Atlas(
        names=tuple(shape.name for shape in shapes),
        label=label,
        chance=np.concatenate([share / share[-1] for share in shares]),
        wobble=np.array([shape.wobble for shape in shapes], np.float32),
        pen=np.array([shape.pen for shape in shapes], np.float32),
        kin=_kin(label, shapes),
        **{field: np.stack([getattr(path, field) for path in paths]) for field in _PATH_FIELDS},
    )


_PATH_FIELDS = tuple(Path.__dataclass_fields__)


def _kin(label: NDArray[np.uint8], shapes: Sequence[Shape]) -> Indices:
    """For each shape the numbers of its kin, itself among them, repeated to one length."""
    alike = [
        [j for j, other in enumerate(shapes) if label[i] == label[j] and _akin(shape, other)]
        for i, shape in enumerate(shapes)
    ]
    # A common multiple: repeating must not make one of the kin likelier than another.
    length = np.lcm.reduce([len(row) for row in alike])
    return np.array([row * (length // len(row)) for row in alike])


def _akin(one: Shape, other: Shape) -> bool:
    """Written in the same way: the same strokes and corners, and points in like places.

    Halfway between two shapes that are written in different ways lies none.
    """
    first, second = parse(one.path), parse(other.path)
    if [[p[2] for p in stroke] for stroke in first] != [
        [p[2] for p in stroke] for stroke in second
    ]:
        return False
    apart = np.array([p[:2] for stroke in first for p in stroke])
    apart -= np.array([p[:2] for stroke in second for p in stroke])
    return bool(np.sqrt((apart**2).sum(axis=1).mean()) < NEAR)
