"""Live training over HTTP: start, follow, stop, keep."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Any, Literal

import msgspec
from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.response import ServerSentEvent, ServerSentEventMessage

from tenfold.data import datasets
from tenfold.serve.live import LiveTraining
from tenfold.serve.problems import Refused, documented
from tenfold.serve.versions import Versions
from tenfold.train.recipes import RECIPES

TAGS = ["training"]

DATA = datasets.names()
RECIPE_NAMES = [recipe.name for recipe in RECIPES]


def _one_of(names: list[str]) -> msgspec.Meta:
    """Documents the names; `_check` holds to them."""
    return msgspec.Meta(extra_json_schema={"enum": names})


def _check(field: str, name: str, names: list[str]) -> None:
    """Only these names, so that none is taken for a path."""
    if name not in names:
        reason = f"{field} is none of {', '.join(names)}."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, reason)


class NewTraining(msgspec.Struct):
    """What to train on and how."""

    data: Annotated[str, _one_of(DATA)]
    recipe: Annotated[str, _one_of(RECIPE_NAMES)]
    epochs: Annotated[int, msgspec.Meta(ge=1, le=100)] | None = None  # None: as the recipe has it
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0


class RecipeEntry(msgspec.Struct):
    name: str
    epochs: int


class TrainingState(msgspec.Struct):
    """What can be chosen, and whether a training runs."""

    data: list[str]
    recipes: list[RecipeEntry]
    state: Literal["none", "running", "ended"]
    settings: dict[str, Any] | None


class Kept(msgspec.Struct):
    version: int


@get("/api/training", summary="What can be trained, and what is", tags=TAGS)
async def show_training(live: NamedDependency[LiveTraining]) -> TrainingState:
    return _state(live)


@post(
    "/api/training",
    summary="Start a training",
    tags=TAGS,
    status_code=202,
    responses=documented(403, 408, 409, 413, 422, 503),
)
async def start_training(
    data: JSONBody[NewTraining], live: NamedDependency[LiveTraining]
) -> TrainingState:
    """Follow it at /api/training/events."""
    _check("data", data.data, DATA)
    _check("recipe", data.recipe, RECIPE_NAMES)
    live.start(data.data, data.recipe, data.epochs, data.seed)
    return _state(live)


@delete(
    "/api/training",
    summary="Stop the training",
    tags=TAGS,
    status_code=202,
    responses=documented(403, 503),
)
async def stop_training(live: NamedDependency[LiveTraining]) -> TrainingState:
    """It ends within a minibatch; what it learned so far can be kept."""
    live.stop()
    return _state(live)


@get(
    "/api/training/events",
    summary="Follow the training",
    tags=TAGS,
    responses=documented(404, 503),
)
async def follow_training(live: NamedDependency[LiveTraining]) -> ServerSentEvent:
    """Server-sent events from its beginning: loading, started, look, epoch, and at the end done,
    stopped or failed. The data of each is a JSON object."""
    if live.job is None:
        raise Refused(HTTPStatus.NOT_FOUND, "No training was started; POST /api/training.")
    job = live.job

    async def messages() -> AsyncIterator[ServerSentEventMessage]:
        async for number, event in live.follow(job):
            data = msgspec.json.encode(event).decode()
            yield ServerSentEventMessage(data=data, event=event["event"], id=number)

    return ServerSentEvent(messages())


@post(
    "/api/training/keep",
    summary="Keep the trained network as a version",
    tags=TAGS,
    status_code=201,
    responses=documented(403, 409, 503),
)
async def keep_training(
    live: NamedDependency[LiveTraining], versions: NamedDependency[Versions]
) -> Kept:
    """It goes to work only when activated."""
    job = live.job
    if job is None or job.network is None:
        raise Refused(HTTPStatus.CONFLICT, "No training has ended; there is nothing to keep.")
    note = f"{job.settings['recipe']} on {job.settings['data']}"
    id = await asyncio.to_thread(versions.add, job.network, "trained", note, job.scores)
    return Kept(id)


def _state(live: LiveTraining) -> TrainingState:
    job = live.job
    state: Literal["none", "running", "ended"] = "none"
    if job is not None:
        state = "running" if job.is_running else "ended"
    return TrainingState(
        data=DATA,
        recipes=[RecipeEntry(recipe.name, recipe.epochs) for recipe in RECIPES],
        state=state,
        settings=job.settings if job else None,
    )


HANDLERS = [show_training, start_training, stop_training, follow_training, keep_training]
