"""tenfold predict: what a model reads in pictures of its own size."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.options import Json, Model, Threads
from tenfold.cli.output import print_json
from tenfold.errors import InvalidPicture, UnsupportedNetwork

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tenfold.data.picture import Fit
    from tenfold.nn.network import Sequential

IDX_START = b"\0\0"
GZIP_START = b"\x1f\x8b"


def predict(
    model: Model,
    images: Annotated[
        list[Path],
        typer.Argument(metavar="IMAGE...", help="Pictures (28×28, bright ink), or IDX files."),
    ],
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """Read pictures of the model's own size.

    They should look like its training pictures; MNIST's are 28×28, bright ink on dark.

    For photos and drawings of any size and colour there is tenfold read.
    """
    from tenfold.nn.network import load

    network = load(model)
    if as_json:
        readings = [reading for path in images for reading in _read(network, path, threads)]
        print_json({"model": str(model), "predictions": readings})
        return
    for path in images:
        for reading in _read(network, path, threads):
            place = f"[{reading['index']}]" if "index" in reading else ""
            print(f"{path}{place}: {reading['class']}  ({100 * reading['probability']:.1f} %)")


def _read(network: "Sequential", path: Path, threads: int | None) -> Iterator[dict[str, Any]]:
    """One reading for a picture, one for each picture of an IDX file."""
    shape = _image_shape(network)
    fit = network.metadata["preprocessing"].get("fit")  # None: pictures come in the model's size
    is_idx = _starts(path).startswith((IDX_START, GZIP_START))
    pictures = _idx(path, shape) if is_idx else _picture(path, shape, fit)  # (n, h, w, c)
    probabilities = network.predict(pictures, threads=threads)  # (n, classes)
    names = network.metadata.get("class_names") or range(probabilities.shape[1])
    for index, row in enumerate(probabilities):
        best = int(row.argmax())
        reading: dict[str, Any] = {"image": str(path)}
        if is_idx:
            reading["index"] = index
        yield reading | {"class": str(names[best]), "probability": float(row[best])}


def _image_shape(network: "Sequential") -> tuple[int, int, int]:
    shape = network.architecture.input_shape
    if len(shape) != 3:
        raise UnsupportedNetwork(f"the model reads rows of {shape[0]} numbers, no pictures")
    return shape[0], shape[1], shape[2]


def _starts(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(2)


def _idx(path: Path, shape: tuple[int, int, int]) -> "NDArray[np.uint8]":
    from tenfold.data import idx

    array = idx.read(path)
    if array.dtype != "uint8" or array.ndim not in (3, 4):
        raise InvalidPicture(
            f"{path}: an IDX file of {array.dtype} {array.shape}, expected uint8 (n, h, w); "
            "name the file with the images, not the one with the labels"
        )
    pictures = array if array.ndim == 4 else array[..., None]  # (n, h, w, c)
    _check_size(path, pictures.shape[1:], shape)
    return pictures


def _picture(path: Path, shape: tuple[int, int, int], fit: "Fit | None") -> "NDArray[np.uint8]":
    from PIL import Image

    from tenfold.data import datasets

    height, width, channels = shape
    pixels = datasets.read_picture(
        path, max(height, width), channels == 3, fit or "pad"
    )  # (h, w, c)
    if fit is None:
        with Image.open(path) as file:
            _check_size(path, (file.height, file.width), (height, width))
    return pixels[None]  # (1, h, w, c)


def _check_size(path: Path, found: tuple[int, ...], expected: tuple[int, ...]) -> None:
    if found != expected:
        raise InvalidPicture(
            f"{path}: {_size(found)}, the model reads {_size(expected)}; scale it to that"
        )


def _size(shape: tuple[int, ...]) -> str:
    """(28, 20, 1) to "20×28×1": width first, as for pictures, then channels."""
    height, width, *channels = shape
    return "×".join(str(n) for n in (width, height, *channels))
