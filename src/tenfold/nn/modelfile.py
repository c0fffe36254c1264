"""Model files: one .safetensors file with the weights and, in its metadata, what belongs to them.

The metadata's key "tenfold" holds a JSON object: "format", "version", "layers" (see
`Architecture.to_json`), "preprocessing", "class_names", "training", "scores". A file is data, never
code, and everything in it is checked against limits before memory is spent on it.
"""

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from tenfold.data.files import whole_file
from tenfold.errors import InvalidInput, InvalidModel, TenfoldError
from tenfold.nn.architecture import Architecture, from_json

FORMAT = 1
LONGEST_HEADER = 4 * 2**20  # bytes; the practical's is 1 KB, 65,536 class names fit
MOST_EXTRA_BYTES = 2**32  # of what a checkpoint holds beside the weights
WEIGHTS, SAVED_AS = ("F32", "F16"), ("float32", "float16")  # both are read as float32
DTYPES = {"F32": np.float32, "I64": np.int64, "U64": np.uint64, "I32": np.int32}


@dataclass(frozen=True, eq=False)
class ModelFile:
    """What one file holds. `metadata` is all of the JSON object but format, version and layers."""

    architecture: Architecture
    weights: list[NDArray[np.float32]]  # in Keras's order
    metadata: dict[str, Any]
    extra: dict[str, NDArray[Any]] = field(default_factory=dict)  # a checkpoint's other tensors


def write(path: str | os.PathLike[str], model: ModelFile, dtype: str = "float32") -> None:
    """Write the file whole or not at all, the weights as this dtype. Raises OutputNotWritable.

    The same contents give the same bytes.
    """
    if dtype not in SAVED_AS:
        raise InvalidInput(f"save: dtype is {dtype!r}, expected one of: {', '.join(SAVED_AS)}")
    with np.errstate(over="ignore"):
        weights = [weight.astype(dtype) for weight in model.weights]
    for name, weight in zip(model.architecture.weight_shapes, weights, strict=True):
        if not np.isfinite(weight).all():
            raise InvalidInput(
                f"{name} holds NaN or infinity, nothing was saved; train with a lower learning rate"
            )
    about = {
        "format": FORMAT,
        "version": _version(),
        "layers": model.architecture.to_json(),
        **model.metadata,
    }
    try:
        text = json.dumps(about, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"the model's metadata is no JSON: {error}; use plain values") from None
    names = model.architecture.weight_shapes
    tensors = {**dict(zip(names, weights, strict=True)), **model.extra}
    data = save(tensors, {"tenfold": text})
    with whole_file(Path(path)) as temporary:
        temporary.write_bytes(data)


def read(path: str | os.PathLike[str]) -> ModelFile:
    """Read and check a file. Raises InvalidModel, saying what is wrong with it."""
    path = Path(path)
    _check_header_length(path)
    try:
        with safe_open(path, framework="numpy") as file:
            return _read(file)
    except TenfoldError as error:
        raise InvalidModel(f"{path}: {error}") from None
    except (OSError, SafetensorError, RecursionError) as error:
        reason = " ".join(str(error).split())[:120]
        raise InvalidModel(
            f"{path} is damaged or no model file ({reason}); train it or fetch it again"
        ) from None


def _read(file: Any) -> ModelFile:
    about = _about(file.metadata() or {})
    architecture = from_json(about.pop("layers", None))
    shapes = architecture.weight_shapes
    extra_names = [name for name in file.keys() if name not in shapes]  # noqa: SIM118
    _check_metadata(about, architecture)
    for name, shape in shapes.items():
        _check_weight(file, name, shape)
    _check_extra(file, extra_names)
    weights = [file.get_tensor(name).astype(np.float32) for name in shapes]
    for name, weight in zip(shapes, weights, strict=True):
        if not np.isfinite(weight).all():
            raise InvalidModel(f"{name} holds NaN or infinity; train the model again")
    extra = {name: file.get_tensor(name) for name in extra_names}
    return ModelFile(architecture, weights, about, extra)


def _about(metadata: Mapping[str, str]) -> dict[str, Any]:
    text = metadata.get("tenfold")
    if text is None:
        raise InvalidModel(
            "these are weights that tenfold did not write (no 'tenfold' in the metadata); "
            "pass a file that Sequential.save made"
        )
    try:
        about = json.loads(text)
    except ValueError:
        about = None
    if not isinstance(about, dict):
        raise InvalidModel("the metadata is damaged: 'tenfold' holds no JSON object")
    version = about.pop("version", None)
    number = about.pop("format", None)
    if type(number) is int and number > FORMAT:
        raise InvalidModel(
            f"the file has format {number} (tenfold {str(version)[:20]}), this is format {FORMAT}; "
            "upgrade with pip install --upgrade tenfold"
        )
    if type(number) is not int or number != FORMAT:
        raise InvalidModel(f"found format {str(number)[:20]!r}, expected {FORMAT}")
    return about


def _check_metadata(about: dict[str, Any], architecture: Architecture) -> None:
    for key in ("preprocessing", "training", "scores"):
        if not isinstance(about.get(key, {}), dict):
            raise InvalidModel(f"the metadata is damaged: {key!r} is no JSON object")
    scale = about.get("preprocessing", {}).get("scale", 255)
    if scale != 255:
        raise InvalidModel(f"found preprocessing scale {str(scale)[:20]}, expected 255")
    names = about.get("class_names")
    outputs = architecture.output_shape
    if names is not None and not (
        isinstance(names, list)
        and all(isinstance(name, str) for name in names)
        and (len(names),) == outputs
    ):
        raise InvalidModel(f"the metadata is damaged: expected {outputs} class names")


def _check_weight(file: Any, name: str, shape: tuple[int, ...]) -> None:
    if name not in file.keys():  # noqa: SIM118
        raise InvalidModel(f"{name} is missing, the layers need it with shape {shape}")
    found = file.get_slice(name)
    if tuple(found.get_shape()) != shape or found.get_dtype() not in WEIGHTS:
        raise InvalidModel(
            f"{name} is {found.get_dtype()} {tuple(found.get_shape())}, the layers need F32 (or "
            f"F16) {shape}"
        )


def _check_extra(file: Any, names: list[str]) -> None:
    size = 0
    for name in names:
        found = file.get_slice(name)
        if not name.startswith("optimizer/") or found.get_dtype() not in DTYPES:
            raise InvalidModel(f"found {found.get_dtype()} {name[:60]!r}, which no layer needs")
        size += math.prod(found.get_shape()) * 8
    if size > MOST_EXTRA_BYTES:
        raise InvalidModel(
            f"the optimizer's state has {size:,} bytes, at most {MOST_EXTRA_BYTES:,}"
        )


def _check_header_length(path: Path) -> None:
    """A safetensors file begins with the length of its JSON header, 8 bytes, little-endian."""
    if not path.is_file():
        found = "is no file" if path.exists() else "does not exist"
        raise InvalidModel(f"{path} {found}; pass a .safetensors file that tenfold wrote")
    try:
        with path.open("rb") as file:
            start = file.read(9)
        size = path.stat().st_size
    except OSError as error:
        raise InvalidModel(f"{path} cannot be read: {error.strerror}") from None
    length = int.from_bytes(start[:8], "little")
    if len(start) < 9 or start[8:] != b"{":
        raise InvalidModel(f"{path} is no .safetensors file; pass one that tenfold wrote")
    if length > min(LONGEST_HEADER, size - 8):
        raise InvalidModel(
            f"{path} is truncated or damaged: its header claims {length:,} of {size:,} bytes; "
            "train it or fetch it again"
        )


def _version() -> str:
    return version("tenfold")
