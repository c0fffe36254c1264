"""Corrections, learning and versions over HTTP."""

import asyncio
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
import numpy as np
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from tenfold.serve.corrections import Correction, Corrections, as_npz
from tenfold.serve.problems import Refused, documented
from tenfold.serve.reading import Picture
from tenfold.serve.teacher import Taught, Teacher
from tenfold.serve.versions import Version, Versions

TAGS = ["teaching"]

Coordinate = Annotated[float, msgspec.Meta(ge=-100, le=100)]
Point = Annotated[list[Coordinate], msgspec.Meta(min_length=2, max_length=2)]
Stroke = Annotated[list[Point], msgspec.Meta(min_length=1, max_length=5_000)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Id = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class NewCorrection(msgspec.Struct):
    """That was a 7: the picture that was read, as what, and what it is."""

    image: Picture
    read: Name
    label: Name
    strokes: Annotated[list[Stroke], msgspec.Meta(min_length=1, max_length=100)] | None = None


class StoredCorrection(msgspec.Struct):
    id: int
    created: datetime
    image: Picture
    read: str
    label: str
    version: int  # of the model that read it


class Stored(msgspec.Struct):
    id: int


class CorrectionList(msgspec.Struct):
    corrections: list[StoredCorrection]  # newest first
    total: int


class VersionEntry(msgspec.Struct):
    id: int
    created: datetime
    origin: str  # "given", "learned" or "trained"
    note: str
    scores: dict[str, Any]
    active: bool


class VersionList(msgspec.Struct):
    versions: list[VersionEntry]


@get("/api/corrections", summary="List corrections", tags=TAGS, responses=documented(422, 503))
async def list_corrections(
    corrections: NamedDependency[Corrections],
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    offset: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
) -> CorrectionList:
    found = await asyncio.to_thread(corrections.newest, limit, offset)
    total = await asyncio.to_thread(corrections.count)
    return CorrectionList([_entry(one) for one in found], total)


@post(
    "/api/corrections",
    summary="Store a correction",
    tags=TAGS,
    responses=documented(403, 408, 413, 422, 429, 503),
)
async def add_correction(
    data: JSONBody[NewCorrection],
    corrections: NamedDependency[Corrections],
    versions: NamedDependency[Versions],
) -> Stored:
    """Answers once the correction is on the disk."""
    if data.label not in versions.active.class_names:
        names = ", ".join(versions.active.class_names)
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"label is none of the classes: {names}.")
    image = np.array(data.image, np.uint8)  # (28, 28)
    id = await asyncio.to_thread(
        corrections.add, image, data.strokes, data.read, data.label, versions.active.version
    )
    return Stored(id)


@delete(
    "/api/corrections/{id:int}",
    summary="Delete a correction",
    tags=TAGS,
    responses=documented(403, 404, 503),
)
async def delete_correction(id: FromPath[Id], corrections: NamedDependency[Corrections]) -> None:
    if not await asyncio.to_thread(corrections.delete, id):
        raise Refused(HTTPStatus.NOT_FOUND, f"There is no correction {id}.")


@delete(
    "/api/corrections", summary="Delete all corrections", tags=TAGS, responses=documented(403, 503)
)
async def delete_corrections(corrections: NamedDependency[Corrections]) -> None:
    await asyncio.to_thread(corrections.delete_all)


@get(
    "/api/corrections/export",
    summary="The corrections as a data set",
    media_type="application/octet-stream",
    tags=TAGS,
    responses=documented(503),
)
async def export_corrections(
    corrections: NamedDependency[Corrections], versions: NamedDependency[Versions]
) -> Response[bytes]:
    """An .npz file with x_train and y_train, as `tenfold.datasets.load` and Keras read it."""
    stored = await asyncio.to_thread(corrections.newest, corrections.limit)
    body = as_npz(stored, versions.active.class_names)
    headers = {"Content-Disposition": 'attachment; filename="corrections.npz"'}
    return Response(body, media_type="application/octet-stream", headers=headers)


@post(
    "/api/learning",
    summary="Learn from the corrections",
    tags=TAGS,
    status_code=201,
    responses=documented(403, 409, 422, 503),
)
async def learn_corrections(
    teacher: NamedDependency[Teacher],
) -> Taught:
    """Trains a copy of the model at work and measures it. It goes to work only when activated."""
    return await asyncio.to_thread(teacher.teach)


@get("/api/versions", summary="List the versions", tags=TAGS, responses=documented(503))
async def list_versions(versions: NamedDependency[Versions]) -> VersionList:
    found = await asyncio.to_thread(versions.all)
    return VersionList([_version(one, versions.active.version) for one in found])


@post(
    "/api/versions/{id:int}/activate",
    summary="Put a version to work",
    tags=TAGS,
    status_code=200,
    responses=documented(403, 404, 503),
)
async def activate_version(id: FromPath[Id], versions: NamedDependency[Versions]) -> Stored:
    """Forward to what was learned, or back to what was before."""
    model = await asyncio.to_thread(versions.activate, id)
    return Stored(model.version)


def _entry(one: Correction) -> StoredCorrection:
    return StoredCorrection(
        one.id, one.created, one.image.tolist(), one.read, one.label, one.version
    )


def _version(one: Version, active: int) -> VersionEntry:
    return VersionEntry(one.id, one.created, one.origin, one.note, one.scores, one.id == active)


HANDLERS = [
    list_corrections,
    add_correction,
    delete_correction,
    delete_corrections,
    export_corrections,
    learn_corrections,
    list_versions,
    activate_version,
]
