"""POST /api/read: the digits in any picture."""

from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from litestar import Request, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromQuery

from tenfold.reader import Digit, Reader
from tenfold.reader.model import Calibrated
from tenfold.serve.desk import Desk
from tenfold.serve.predict import Picture
from tenfold.serve.problems import Refused, documented
from tenfold.serve.versions import Model
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
        model = _reader_model(desk.versions.active)
        answer = await desk.slots.run(lambda: _read(model, name, picture, images))
    desk.figures.digits.inc(len(answer.digits))
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


def _reader_model(active: Model) -> Calibrated:
    """The version at work, as certain as it should be. Refused while it reads other things."""
    if active.class_names[:10] != list("0123456789"):
        raise Refused(
            HTTPStatus.CONFLICT,
            f"The version at work tells {', '.join(active.class_names[:3])} and so on apart; "
            "activate one that reads digits.",
        )
    preprocessing = active.network.metadata.get("preprocessing", {})
    return Calibrated(active.network, float(preprocessing.get("temperature", 1.0)))


def _read(model: Calibrated, name: str | None, picture: bytes, images: bool) -> ReadResponse:
    reading = Reader(model, limits=PICTURES).read(picture)
    return ReadResponse(
        path=name,
        text=reading.text,
        rows=list(reading.rows),
        digits=[_digit(digit, images) for digit in reading.digits],
        rejected=reading.rejected,
    )


def _digit(digit: Digit, images: bool) -> ReadDigit:
    seen = digit.image.tolist() if images and digit.image is not None else None
    return ReadDigit(digit.label, digit.confidence, list(digit.box), digit.row, seen)
