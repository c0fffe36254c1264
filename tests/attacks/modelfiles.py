"""Makes model files that try to break the loader: by hand, without the library that reads them."""

import copy
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

INPUT = {"type": "Input", "shape": [4]}
DENSE = {"type": "Dense", "name": "dense", "units": 2, "activation": "softmax"}
ABOUT: dict[str, Any] = {"format": 1, "version": "0.1.0", "layers": [INPUT, DENSE]}
HEADER: dict[str, Any] = {
    "__metadata__": {"tenfold": json.dumps(ABOUT)},
    "dense/kernel": {"dtype": "F32", "shape": [4, 2], "data_offsets": [0, 32]},
    "dense/bias": {"dtype": "F32", "shape": [2], "data_offsets": [32, 40]},
}
DATA = np.arange(10, dtype="<f4").tobytes()


def file_bytes(header: object = HEADER, data: bytes = DATA, length: int | None = None) -> bytes:
    """8 bytes of header length, the header in JSON, the tensors."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def with_about(about: object = None, /, **changes: Any) -> bytes:
    """A file with other metadata, or with some of its keys changed (None takes one away)."""
    if about is None:
        about = {k: v for k, v in {**ABOUT, **changes}.items() if v is not None}
    text = about if isinstance(about, str) else json.dumps(about)
    return file_bytes({**HEADER, "__metadata__": {"tenfold": text}})


def with_tensor(name: str, **changes: Any) -> bytes:
    """A file in which one tensor's entry says something else."""
    header = copy.deepcopy(HEADER)
    header[name] |= changes
    return file_bytes(header)


def with_layers(*layers: Any) -> bytes:
    return with_about(layers=list(layers))


def with_value(value: float) -> bytes:
    numbers = np.arange(10, dtype="<f4")
    numbers[3] = value
    return file_bytes(data=numbers.tobytes())


HUGE = {"dtype": "F32", "shape": [2**31, 2**31], "data_offsets": [0, 2**64 - 1]}

# name -> contents and what the message must say
ATTACKS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is no .safetensors file"),
    "text": (b"hello, this is a text and no model", "is no .safetensors file"),
    "pickle": (b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix", "no .safetensors"),
    "hdf5": (b"\x89HDF\r\n\x1a\n" + bytes(100), "is no .safetensors file"),
    "zip (.keras, .pt)": (b"PK\x03\x04" + bytes(100), "is no .safetensors file"),
    "only a length": (struct.pack("<Q", 0), "is no .safetensors file"),
    "cut in the header": (file_bytes()[:60], "truncated or damaged"),
    "cut in the tensors": (file_bytes()[:-1], "damaged"),
    "without tensors": (file_bytes(data=b""), "damaged"),
    "more behind the tensors": (file_bytes() + b"more", "damaged"),
    "header claims 2**64 - 1 bytes": (file_bytes(length=2**64 - 1), "truncated or damaged"),
    "header claims 5 GB": (file_bytes(length=5 * 10**9), "truncated or damaged"),
    "header of 5 MB": (file_bytes(b"{" + b" " * 5_000_000 + b"}"), "truncated or damaged"),
    "header is no JSON": (file_bytes(b"{" + b"x" * 50 + b"}"), "damaged"),
    "header is not UTF-8": (file_bytes(b'{"\xff": 1}'), "damaged"),
    "header is deep": (file_bytes(b'{"a":' + b"[" * 100_000), "damaged"),
    "no tensors at all": (file_bytes({"__metadata__": HEADER["__metadata__"]}, b""), "is missing"),
    "no metadata": (
        file_bytes({k: v for k, v in HEADER.items() if k != "__metadata__"}),
        "weights that tenfold did not write",
    ),
    "another program's": (
        file_bytes({**HEADER, "__metadata__": {"format": "pt"}}),
        "weights that tenfold did not write",
    ),
    "metadata is no JSON": (with_about("{"), "no JSON object"),
    "metadata is a list": (with_about("[]"), "no JSON object"),
    "metadata is deep": (with_about("[" * 100_000), "no JSON object|damaged"),
    "metadata has a huge number": (with_about('{"format": ' + "9" * 10_000 + "}"), "no JSON obj"),
    "from a newer version": (with_about(format=2, version="9.0"), "format 2 .* upgrade"),
    "format is true": (with_about(format=True), "found format 'True'"),
    "no format": (with_about(format=None), "found format 'None'"),
    "format 0": (with_about(format=0), "found format '0'"),
    "no layers": (with_about(layers=None), "layers: expected"),
    "layers is a text": (with_about(layers="Dense"), "layers: expected"),
    "a million layers": (with_layers(INPUT, *1_000 * [DENSE]), "layers: expected"),
    "unknown layer": (with_layers(INPUT, {"type": "LSTM", "units": 4}), "layer 'LSTM'"),
    "no Input": (with_layers(DENSE), "expected the first to be the Input"),
    "layer is null": (with_layers(INPUT, None), "every layer to be an object"),
    "unknown option": (with_layers(INPUT, {**DENSE, "os": "rm"}), "no option 'os'"),
    "huge input": (with_layers({"type": "Input", "shape": [2**40]}, DENSE), "shape=1099511627776"),
    "huge map": (
        with_layers(
            {"type": "Input", "shape": [65_536, 65_536, 1]},
            {"type": "Flatten", "name": "flatten"},
            DENSE,
        ),
        "outputs for one image",
    ),
    "many parameters": (
        with_layers({"type": "Input", "shape": [65_536]}, {**DENSE, "units": 65_536}),
        "parameters",
    ),
    "name leads elsewhere": (with_layers(INPUT, {**DENSE, "name": "../dense"}), "found name="),
    "two layers of one name": (with_layers(INPUT, DENSE, DENSE), "supported on the last|named"),
    "scale is not 255": (with_about(preprocessing={"scale": 1}), "preprocessing scale"),
    "preprocessing is a list": (with_about(preprocessing=[]), "'preprocessing' is no JSON object"),
    "scores is a text": (with_about(scores="good"), "'scores' is no JSON object"),
    "one class name": (with_about(class_names=["0"]), "class names"),
    "class names are numbers": (with_about(class_names=[0, 1]), "class names"),
    "NaN among the weights": (with_value(float("nan")), "dense/kernel holds NaN"),
    "infinity among the weights": (with_value(float("inf")), "dense/kernel holds NaN or infinity"),
    "a tensor's shape turned": (with_tensor("dense/kernel", shape=[2, 4]), "the layers need F32"),
    "a tensor of another type": (with_tensor("dense/kernel", dtype="I32"), "the layers need F32"),
    "a tensor of float64": (
        with_tensor("dense/kernel", dtype="F64", shape=[2, 2]),
        "the layers need F32",
    ),
    "a tensor of unknown type": (with_tensor("dense/kernel", dtype="X7"), "damaged"),
    "a tensor is negative": (with_tensor("dense/kernel", shape=[-4, -2]), "damaged"),
    "a tensor beyond the end": (with_tensor("dense/bias", data_offsets=[32, 4000]), "damaged"),
    "a tensor before itself": (with_tensor("dense/bias", data_offsets=[40, 32]), "damaged"),
    "tensors overlap": (with_tensor("dense/bias", data_offsets=[0, 8]), "damaged"),
    "a tensor of 2**64 bytes": (file_bytes({**HEADER, "dense/bias": HUGE}), "damaged"),
    "a tensor too many": (
        file_bytes(
            {**HEADER, "extra": {"dtype": "F32", "shape": [1], "data_offsets": [40, 44]}},
            DATA + bytes(4),
        ),
        "'extra', which no layer needs",
    ),
    "an optimizer of bytes": (
        file_bytes(
            {**HEADER, "optimizer/m": {"dtype": "U8", "shape": [4], "data_offsets": [40, 44]}},
            DATA + bytes(4),
        ),
        "'optimizer/m', which no layer needs",
    ),
}


def write(folder: Path, data: bytes) -> Path:
    path = folder / "model.safetensors"
    path.write_bytes(data)
    return path
