"""The Open Inference Protocol, version 2, for programs that speak it to any model server."""

from http import HTTPStatus
from importlib.metadata import version as installed
from math import prod
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from litestar import get, post
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import Body, FromPath
from numpy.typing import NDArray

from tenfold.serve.predict import outputs
from tenfold.serve.problems import Refused, documented
from tenfold.serve.settings import Limits
from tenfold.serve.versions import Model, Versions

NAME = "tenfold"  # of the one model served

Dimension = Annotated[int, msgspec.Meta(ge=1, le=Limits.images)]


class Tensor(msgspec.Struct):
    """An input: pictures (n, 28, 28, 1) or (n, 28, 28), flat or nested.

    UINT8 runs from 0, paper, to 255, ink; FP32 from 0 to 1.
    """

    name: str
    shape: Annotated[list[Dimension], msgspec.Meta(min_length=3, max_length=4)]
    datatype: Literal["UINT8", "FP32"]
    data: list[Any]


class OutputTensor(msgspec.Struct):
    name: str
    shape: list[int]
    datatype: str
    data: list[Any]


class InferRequest(msgspec.Struct):
    inputs: Annotated[list[Tensor], msgspec.Meta(min_length=1, max_length=1)]
    id: str = ""


class InferResponse(msgspec.Struct):
    model_name: str
    model_version: str
    outputs: list[OutputTensor]
    id: str = ""


class TensorMetadata(msgspec.Struct):
    name: str
    datatype: str
    shape: list[int]  # -1 is any number


class ModelMetadata(msgspec.Struct):
    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorMetadata]
    outputs: list[TensorMetadata]


class ServerMetadata(msgspec.Struct):
    name: str
    version: str
    extensions: list[str]


class Live(msgspec.Struct):
    live: bool


class Ready(msgspec.Struct):
    ready: bool


_BLANK = {"name": "images", "shape": [1, 28, 28], "datatype": "UINT8", "data": [0] * 784}
EXAMPLE = Example(summary="One blank picture", value={"inputs": [_BLANK]})
TAGS = ["open inference protocol"]


@get("/v2", summary="The server", tags=TAGS, sync_to_thread=False)
def server() -> ServerMetadata:
    return ServerMetadata("tenfold", installed("tenfold"), [])


@get("/v2/health/live", summary="Is the server alive?", tags=TAGS, sync_to_thread=False)
def live() -> Live:
    return Live(True)


@get("/v2/health/ready", summary="Is the server ready?", tags=TAGS, sync_to_thread=False)
def ready() -> Ready:
    return Ready(True)


@get(
    "/v2/models/{name:str}",
    summary="The model",
    tags=TAGS,
    responses=documented(404),
    sync_to_thread=False,
)
def model(name: FromPath[str], versions: NamedDependency[Versions]) -> ModelMetadata:
    active = _find(name, versions)
    return ModelMetadata(
        name=NAME,
        versions=[str(active.version)],
        platform="tenfold",
        inputs=[TensorMetadata("images", "UINT8", [-1, 28, 28, 1])],
        outputs=[
            TensorMetadata("probabilities", "FP32", [-1, len(active.class_names)]),
            TensorMetadata("labels", "BYTES", [-1]),
        ],
    )


@get(
    "/v2/models/{name:str}/ready",
    summary="Is the model ready?",
    tags=TAGS,
    responses=documented(404),
    sync_to_thread=False,
)
def model_ready(name: FromPath[str], versions: NamedDependency[Versions]) -> Ready:
    _find(name, versions)
    return Ready(True)


@post(
    "/v2/models/{name:str}/infer",
    status_code=200,
    summary="Run the model",
    tags=TAGS,
    responses=documented(404, 408, 413, 422, 503),
)
async def infer(
    name: FromPath[str],
    data: Annotated[InferRequest, Body(examples=[EXAMPLE])],
    versions: NamedDependency[Versions],
) -> InferResponse:
    active = _find(name, versions)
    probabilities = await outputs(active.network, _pictures(data.inputs[0]))
    names = active.class_names
    labels = [names[int(row.argmax())] for row in probabilities]
    shape = list(probabilities.shape)
    return InferResponse(
        model_name=NAME,
        model_version=str(active.version),
        outputs=[
            OutputTensor("probabilities", shape, "FP32", probabilities.ravel().tolist()),
            OutputTensor("labels", [len(labels)], "BYTES", labels),
        ],
        id=data.id,
    )


def _find(name: str, versions: Versions) -> Model:
    if name != NAME:
        raise Refused(HTTPStatus.NOT_FOUND, f"There is no model of this name; it is {NAME!r}.")
    return versions.active


def _pictures(tensor: Tensor) -> NDArray[np.generic]:
    """The input as an array (n, 28, 28, 1)."""
    if tensor.shape[1:] not in ([28, 28], [28, 28, 1]):
        raise _unfit(f"shape is {tensor.shape}, expected [n, 28, 28] or [n, 28, 28, 1]")
    try:
        values = np.array(tensor.data, np.float64).ravel()
    except (ValueError, TypeError, OverflowError):
        raise _unfit("data holds other things than numbers, or uneven rows") from None
    if len(values) != prod(tensor.shape):
        raise _unfit(f"data has {len(values)} numbers, expected {prod(tensor.shape)} by its shape")
    highest = 255 if tensor.datatype == "UINT8" else 1
    if not ((values >= 0) & (values <= highest)).all():
        raise _unfit(f"data goes beyond 0 to {highest}, the range of {tensor.datatype}")
    dtype = np.uint8 if tensor.datatype == "UINT8" else np.float32
    return values.astype(dtype).reshape(-1, 28, 28, 1)


def _unfit(reason: str) -> Refused:
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"inputs[0].{reason}.")


HANDLERS = [server, live, ready, model, model_ready, infer]
