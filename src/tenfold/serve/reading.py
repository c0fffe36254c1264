"""What is said about pictures: to programs over HTTP, and between the service and its readers."""

from typing import Annotated

import msgspec

Pixel = Annotated[int, msgspec.Meta(ge=0, le=255)]
Row = Annotated[list[Pixel], msgspec.Meta(min_length=28, max_length=28)]
Picture = Annotated[
    list[Row],
    msgspec.Meta(
        min_length=28, max_length=28, description="28 rows of 28 pixels; 0 is paper, 255 is ink"
    ),
]
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


class Networks(msgspec.Struct, frozen=True):
    """The files of the networks that read: the reader's, and what moves it (see `taught`)."""

    reader: bytes
    before: bytes | None = None
    after: bytes | None = None


class Task(msgspec.Struct):
    """One picture for a reader."""

    picture: bytes
    images: bool  # whether to tell what the network saw
    networks: Networks | None  # None: those of the last task


class Unreadable(msgspec.Struct, tag=True):
    """The picture is none, or over the limits."""

    reason: str


class Read(msgspec.Struct, tag=True):
    response: ReadResponse


Outcome = Read | Unreadable
