"""POST /api/read: the digits in any picture."""

from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from litestar import Request, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromQuery

from tenfold.nn.network import Sequential
from tenfold.reader import Reader
from tenfold.serve.predict import Picture
from tenfold.serve.problems import Refused, documented
from tenfold.serve.slots import Slots
from tenfold.serve.versions import Versions
from tenfold.serve.watch import Figures
from tenfold.vision.decode import Limits as PictureLimits

# 50 megapixels take 150 MB while they are decoded; two at once are what a small machine bears.
PICTURES = PictureLimits(pixels=50_000_000)

Box = Annotated[list[int], msgspec.Meta(min_length=4, max_length=4)]


class ReadDigit(msgspec.Struct, omit_defaults=True):
    """A digit in a picture. box: x, y, width and height in the picture's pixels."""

    label: str
    confidence: float
    box: Box
    row: int
    image: Picture | None = None  # what the network saw, when asked for


class ReadResponse(msgspec.Struct):
    """What `tenfold read --json` prints for a picture."""

    path: str | None  # the file's name, as it was sent
    text: str
    rows: list[str]
    digits: list[ReadDigit]
    rejected: int  # pieces of ink that are no digits
    error: None = None


@post(
    "/api/read",
    status_code=200,
    summary="Read a picture",
    tags=["reading"],
    responses=documented(400, 408, 413, 415, 422, 429, 503),
)
async def read(
    request: Request[Any, Any, Any],
    versions: NamedDependency[Versions],
    slots: NamedDependency[Slots],
    figures: NamedDependency[Figures],
    images: FromQuery[bool] = False,
) -> ReadResponse:
    """Reads the digits in a photo, scan or drawing: PNG, JPEG, WebP, GIF, BMP or TIFF.

    The picture is the body, or the field `file` of a form. With `images=true` each digit comes
    with the 28 × 28 pixels that the network saw.
    """
    client = request.client.host if request.client else ""
    async with slots.place(client):
        name, picture = await _picture(request)
        model = versions.active
        answer = await slots.run(lambda: _read(model.network, name, picture, images))
    figures.digits.inc(len(answer.digits))
    return answer


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


def _read(network: Sequential, name: str | None, picture: bytes, images: bool) -> ReadResponse:
    reader = Reader(network, limits=PICTURES)
    reading = reader.read(picture)
    return ReadResponse(
        path=name,
        text=reading.text,
        rows=list(reading.rows),
        digits=[
            ReadDigit(digit.label, digit.confidence, list(digit.box), digit.row)
            for digit in reading.digits
        ],
        rejected=reading.rejected,
    )
