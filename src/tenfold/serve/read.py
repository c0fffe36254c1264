"""POST /api/read: the digits in any picture."""

from http import HTTPStatus
from typing import Any

from litestar import Request, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromQuery

from tenfold.serve.desk import Desk
from tenfold.serve.problems import Refused, documented
from tenfold.serve.reading import Networks, ReadResponse, Unreadable


@post(
    "/api/read",
    status_code=200,
    summary="Read a picture",
    tags=["reading"],
    responses=documented(400, 408, 409, 413, 415, 422, 429, 503),
)
async def read(
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
    images: FromQuery[bool] = False,
) -> ReadResponse:
    """Reads the digits in a photo, scan or drawing: PNG, JPEG, WebP, GIF, BMP or TIFF.

    The picture is the body, or the field `file` of a form. With `images=true` each digit comes
    with the 28 × 28 pixels that the network saw.
    """
    client = request.client.host if request.client else ""
    async with desk.slots.place(client):
        name, picture = await _picture(request)
        outcome = await desk.readers.read(_networks(desk), picture, images)
    if isinstance(outcome, Unreadable):
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, outcome.reason)
    outcome.response.path = name
    desk.figures.digits.inc(len(outcome.response.digits))
    return outcome.response


async def _picture(request: Request[Any, Any, Any]) -> tuple[str | None, bytes]:
    """The file's name and bytes."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        file = (await request.form()).get("file")
        if not isinstance(file, UploadFile):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "The form has no file in field 'file'.")
        return file.filename, await file.read()
    if kind.startswith("image/") or kind in ("application/octet-stream", ""):
        return None, await request.body()
    raise Refused(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "Send the picture as the body (image/png and so on) or as field 'file' of a form.",
    )


def _networks(desk: Desk) -> Networks:
    """What reads now. Refused while the version at work reads other things than digits."""
    active, given = desk.versions.active, desk.versions.given
    active.check_digits()
    if desk.reader is None:
        return Networks(active.file)
    if active.version == given.version:
        return Networks(desk.reader)
    return Networks(desk.reader, given.file, active.file)
