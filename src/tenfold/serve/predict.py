"""POST /api/predict: what 28 × 28 pictures show."""

import asyncio
from typing import Annotated

import msgspec
import numpy as np
from litestar import post
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import Body
from numpy.typing import NDArray

from tenfold.nn.network import Sequential
from tenfold.serve.desk import Desk
from tenfold.serve.problems import documented
from tenfold.serve.reading import Picture
from tenfold.serve.settings import Limits

AT_ONCE = 32  # pictures predicted without leaving the event loop: under a millisecond


class PredictRequest(msgspec.Struct):
    """Pictures the way MNIST has them: the ink in a box of 20 pixels, centred by its mass."""

    images: Annotated[list[Picture], msgspec.Meta(min_length=1, max_length=Limits.images)]


class Prediction(msgspec.Struct):
    """What one picture shows."""

    label: str
    confidence: float  # the label's probability
    probabilities: list[float]  # of each class, in the order of class_names


class PredictResponse(msgspec.Struct):
    predictions: list[Prediction]
    class_names: list[str]
    version: int  # of the model that answered


# A one, 24 pixels high: short enough to read in the documentation.
_BLANK, _INK = [0] * 28, [0] * 13 + [255] * 2 + [0] * 13
_ONE = [_INK if 4 <= row < 24 else _BLANK for row in range(28)]
EXAMPLE = Example(summary="A one", value={"images": [_ONE]})


@post(
    "/api/predict",
    status_code=200,
    summary="Read 28 × 28 pictures",
    tags=["reading"],
    responses=documented(408, 413, 422, 503),
)
async def predict(
    data: Annotated[PredictRequest, Body(examples=[EXAMPLE])],
    desk: NamedDependency[Desk],
) -> PredictResponse:
    """Reads each picture with the version of the model that is at work."""
    model = desk.versions.active
    x = np.array(data.images, np.uint8)[..., None]  # (n, 28, 28, 1)
    probabilities = await outputs(model.network, x)
    names = model.class_names
    desk.figures.digits.inc(len(x))
    return PredictResponse(
        predictions=[
            Prediction(names[int(row.argmax())], float(row.max()), row.tolist())
            for row in probabilities
        ],
        class_names=names,
        version=model.version,
    )


async def outputs(network: Sequential, x: NDArray[np.generic]) -> NDArray[np.float32]:
    """The network's outputs (n, classes); many pictures are read beside the event loop."""
    if len(x) <= AT_ONCE:
        return network.predict(x, threads=1)
    return await asyncio.to_thread(network.predict, x, threads=1)
