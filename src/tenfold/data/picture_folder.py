"""A folder of class folders of pictures: cats/1.jpg, cats/2.png, dogs/1.webp …

Or with the two splits apart: train/cats/1.jpg, test/cats/2.png …
"""

import math
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from tenfold.data import picture
from tenfold.data.dataset import Dataset, Skipped, Split, label_type
from tenfold.errors import InvalidData, InvalidInput, InvalidPicture

MOST_BYTES = 1 << 30  # of all pictures together, scaled
MOST_SIZE = 1024
MOST_FILES = 1_000_000  # in one class; more is a mistyped path, such as /
OnError = Literal["fail", "skip"]


@dataclass(frozen=True)
class Options:
    """How a folder of pictures is read.

    size: height and width in pixels; 28 is what the practical's network takes.
    color: three channels instead of one.
    fit: "pad" keeps the proportions, "stretch" does not (see `picture.read`).
    on_error: "fail" raises for a file that is no picture, since nothing is to be left out
        unnoticed; "skip" leaves such files out and lists them in `Dataset.skipped`.
    test_fraction, seed: which share of every class is for testing, where the folder does not say.
    """

    size: int = 28
    color: bool = False
    fit: picture.Fit = "pad"
    on_error: OnError = "fail"
    test_fraction: float = 0.2
    seed: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.size, int) or not 1 <= self.size <= MOST_SIZE:
            raise InvalidInput(f"size is {self.size!r}, expected 1 to {MOST_SIZE} pixels")
        for name, choice in (("fit", picture.Fit), ("on_error", OnError)):
            if getattr(self, name) not in get_args(choice):
                raise InvalidInput(
                    f"{name} is {getattr(self, name)!r}, expected one of {get_args(choice)}"
                )
        if not 0 < self.test_fraction < 1:
            raise InvalidInput(f"test_fraction is {self.test_fraction}, expected between 0 and 1")


def load(folder: Path, name: str, options: Options) -> Dataset:
    """Reads every picture in the class folders, in the order of the names.

    Raises InvalidData where there are no class folders, where a class has no picture, or, as
    asked, where a file is no picture.
    """
    if _folders(folder) == ["test", "train"]:
        classes = _classes(folder / "train")
        train, skipped = _read(folder / "train", classes, options)
        _check_every_class(folder / "train", train, classes)
        if unknown := set(_folders(folder / "test")) - set(classes):
            raise InvalidData(f"{folder}/test: has {sorted(unknown)}, which train/ has not")
        test, also_skipped = _read(folder / "test", classes, options)
        return Dataset(name, train, test, classes, skipped + also_skipped, options.fit)
    classes = _classes(folder)
    split, skipped = _read(folder, classes, options)
    _check_every_class(folder, split, classes)
    try:
        train, test = split.hold_out(options.test_fraction, options.seed)
    except InvalidInput as error:
        raise InvalidData(f"{folder}: {error}") from error
    return Dataset(name, train, test, classes, skipped, options.fit)


def _folders(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))


def _files(folder: Path) -> list[Path]:
    """Every file below, in a fixed order, without hidden ones (.DS_Store)."""
    files = sorted(islice((p for p in folder.rglob("[!.]*") if p.is_file()), MOST_FILES + 1))
    if len(files) > MOST_FILES:
        raise InvalidData(
            f"{folder}: holds more than {MOST_FILES} files, expected the pictures of one class; "
            "name the folder that holds the class folders"
        )
    return files


def _classes(folder: Path) -> tuple[str, ...]:
    classes = tuple(_folders(folder))
    if len(classes) < 2:
        raise InvalidData(
            f"{folder}: has {len(classes)} class folders, expected at least two with pictures in "
            "them, or the four IDX files, or mnist.npz"
        )
    if undecoded := [name for name in classes if not name.isprintable()]:
        raise InvalidData(
            f"{folder}: the class name {undecoded[0]!r} is no text; rename the folder"
        )
    return classes


def _read(
    folder: Path, classes: tuple[str, ...], options: Options
) -> tuple[Split, tuple[Skipped, ...]]:
    files = [(label, path) for label, name in enumerate(classes) for path in _files(folder / name)]
    shape = (len(files), options.size, options.size, 3 if options.color else 1)
    if math.prod(shape) > MOST_BYTES:
        raise InvalidData(
            f"{folder}: {len(files)} pictures of {shape[1:]} take {math.prod(shape)} bytes, "
            f"expected at most {MOST_BYTES}; choose a smaller size"
        )
    x = np.empty(shape, np.uint8)
    y = np.array([label for label, _ in files], label_type(len(classes)))
    good = np.ones(len(files), np.bool_)
    skipped = []
    for i, (_, path) in enumerate(files):
        try:
            x[i] = picture.read(path, options.size, options.color, options.fit)
        except InvalidPicture as error:
            good[i] = False
            reason = str(error).removeprefix(f"{path}: ")
            skipped.append(Skipped(path.relative_to(folder).as_posix(), reason))
    if skipped and options.on_error == "fail":
        raise InvalidData(
            f"{folder}: {len(skipped)} of {len(files)} files are no pictures, first "
            f"{skipped[0].path}: {skipped[0].reason}; remove them or pass on_error='skip'"
        )
    return Split(x[good], y[good]), tuple(skipped)


def _check_every_class(folder: Path, split: Split, classes: tuple[str, ...]) -> None:
    empty = sorted(set(range(len(classes))) - set(split.y.tolist()))
    if empty:
        raise InvalidData(
            f"{folder}: {len(empty)} class folders have no picture, first {classes[empty[0]]!r}; "
            "add some or remove the folder"
        )
