"""tenfold.datasets: data sets by name or by path, and what there is to know about them."""

import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.data import idx_folder
from tenfold.data.dataset import Dataset, Images, Skipped, Split, from_arrays
from tenfold.data.patience import Patience
from tenfold.data.registry import PUBLISHED, Published, cache_folder, contents, find
from tenfold.data.writers import Writers, mnist_writers
from tenfold.errors import InvalidData, InvalidInput

if TYPE_CHECKING:
    from tenfold.data.picture import Fit

__all__ = [
    "Dataset",
    "Listing",
    "Patience",
    "Skipped",
    "Split",
    "Writers",
    "describe",
    "fetch",
    "from_arrays",
    "listing",
    "load",
    "mnist_writers",
    "names",
    "read_picture",
]


STROKES = "strokes"  # drawn by this package, so always at hand
MOST_DRAWN = 600_000  # pictures; ten times MNIST is half a gigabyte


def names() -> list[str]:
    """The names that `load` knows."""
    return [*PUBLISHED, STROKES]


def load(name_or_path: str | os.PathLike[str], **options: Any) -> Dataset:
    """A data set by its name, or from a path.

    "mnist" and "fashion-mnist" are looked up in TENFOLD_DATA, then in the cache, then fetched.
    "strokes" are digits that this package draws; its options are `train` and `test`, how many of
    each, and `seed`.

    A path is a folder with four IDX files, an mnist.npz, or a folder with class folders of
    pictures, with the options `size`, `color`, `fit`, `on_error`, `test_fraction` and `seed`: see
    `picture_folder.Options`.

    Raises InvalidInput, InvalidData, DownloadFailed, OutputNotWritable.
    """
    if name_or_path == STROKES:
        _check_options(STROKES, options, ("train", "test", "seed"))
        return _draw_strokes(**options)
    published = PUBLISHED.get(str(name_or_path))
    if published:
        _check_options(published.name, options)
        return _load_published(published, find(published) or fetch(published.name))
    if not os.path.exists(name_or_path):  # noqa: PTH110, Path's raises where a name is too long
        close = get_close_matches(str(name_or_path), names(), n=1)
        raise InvalidInput(
            f"{str(name_or_path)!r} is no data set and no path; "
            + (f"did you mean {close[0]!r}?" if close else f"the names are {', '.join(names())}")
        )
    path = Path(name_or_path)
    try:
        return _load_path(path, path.resolve().name, **options)
    except OSError as error:
        raise InvalidData(f"{path}: cannot be read ({error.strerror or error})") from error


def fetch(
    name: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
    patience: Patience = Patience(),  # noqa: B008, frozen
) -> Path:
    """Brings a published data set into the cache, or repairs it there; returns its folder.

    progress is called with the unpacked bytes so far and in all. Raises InvalidInput for other
    names, DownloadFailed, OutputNotWritable.
    """
    if name not in PUBLISHED:
        raise InvalidInput(f"{name!r} cannot be fetched; expected one of {', '.join(PUBLISHED)}")
    from tenfold.data import download  # loads the network modules; most runs do without

    return download.fetch(PUBLISHED[name], cache_folder(), progress, patience)


def read_picture(
    path: str | os.PathLike[str], size: int = 28, color: bool = False, fit: "Fit" = "pad"
) -> Images:
    """One picture as `load` reads those in class folders: uint8 (size, size, 3 if color else 1).

    Raises InvalidPicture.
    """
    from tenfold.data import picture  # loads Pillow

    return picture.read(Path(path), size, color, fit)


@dataclass(frozen=True)
class Listing:
    """A name that `load` knows.

    found: its folder on this machine, or "drawn"; None if it has to be fetched.
    """

    name: str
    found: str | None
    licence: str


def listing() -> list[Listing]:
    """Every name, and where it was found."""
    published = [
        Listing(name, str(folder) if (folder := find(published)) else None, published.licence)
        for name, published in PUBLISHED.items()
    ]
    return [*published, Listing(STROKES, "drawn", "MIT, like tenfold")]


def describe(dataset: Dataset) -> dict[str, Any]:
    """What there is to know about a data set, as plain values that JSON takes.

    "published" says whether the pictures are those of the public data set with this name, in any
    order; None if there is no such name.
    """
    published = PUBLISHED.get(dataset.name)
    return {
        "name": dataset.name,
        "shape": list(dataset.shape),
        "class_names": list(dataset.class_names),
        "train": _counts(dataset, dataset.train),
        "test": _counts(dataset, dataset.test),
        "fingerprint": dataset.fingerprint,
        "published": contents(dataset) == published.contents if published else None,
        "skipped": [{"path": file.path, "reason": file.reason} for file in dataset.skipped],
    }


def _counts(dataset: Dataset, split: Split) -> dict[str, Any]:
    per_class = np.bincount(split.y, minlength=len(dataset.class_names)).tolist()
    return {"n": len(split), "per_class": per_class}


def _load_published(published: Published, folder: Path) -> Dataset:
    dataset = _load_path(folder, published.name, published.class_names)
    found = (len(dataset.train), len(dataset.test), *dataset.shape)
    if found != published.shape:
        raise InvalidData(
            f"{folder}: has {found} (train, test, height, width, channels), but {published.name} "
            f"has {published.shape}; put the real files there, or load the folder by its path"
        )
    return dataset


def _load_path(
    path: Path, name: str, class_names: tuple[str, ...] | None = None, **options: Any
) -> Dataset:
    archive = path / "mnist.npz" if path.is_dir() else path
    if archive.is_file():
        _check_options(str(path), options)
        from tenfold.data import npz

        return npz.load(archive, name, class_names)
    if idx_folder.is_idx_folder(path):
        _check_options(str(path), options)
        return idx_folder.load(path, name, class_names)
    return _load_pictures(path, name, **options)


def _load_pictures(path: Path, name: str, **options: Any) -> Dataset:
    from tenfold.data import picture_folder  # loads Pillow

    known = tuple(field.name for field in fields(picture_folder.Options))
    _check_options(str(path), options, known)
    return picture_folder.load(path, name, picture_folder.Options(**options))


def _draw_strokes(train: int = 60_000, test: int = 10_000, seed: int = 0) -> Dataset:
    """As many digits as MNIST has. Those for testing are the same whatever `train` and `seed`."""
    if not (1 <= train <= MOST_DRAWN and 1 <= test <= MOST_DRAWN):
        raise InvalidInput(f"found train {train} and test {test}, expected 1 to {MOST_DRAWN} each")
    from tenfold.data import strokes

    x, y, _ = strokes.generate(train, seed)
    test_x, test_y, _ = strokes.generate(test, strokes.TEST_SEED)
    return Dataset(STROKES, Split(x, y), Split(test_x, test_y), tuple("0123456789"))


def _check_options(what: str, options: dict[str, Any], known: tuple[str, ...] = ()) -> None:
    if unknown := sorted(set(options) - set(known)):
        raise InvalidInput(
            f"{what}: unknown options {', '.join(unknown)}; "
            f"expected {'some of ' + ', '.join(known) if known else 'none'}"
        )
