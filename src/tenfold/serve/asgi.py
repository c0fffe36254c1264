"""Small things around ASGI that the service's own layers share."""

from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

import msgspec

from tenfold.serve.problems import MEDIA_TYPE, problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def header(scope: Scope, name: bytes) -> str:
    """A request's header, "" when it is missing; `name` in lower case."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return ""


async def send_problem(
    send: Send, status: HTTPStatus, detail: str, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    """Answers a request without asking the application."""
    body = msgspec.json.encode(problem(status, detail))
    fixed = (
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        # What is left of the request's body is not read, so the connection cannot be kept.
        (b"connection", b"close"),
    )
    await send(
        {"type": "http.response.start", "status": status.value, "headers": [*fixed, *headers]}
    )
    await send({"type": "http.response.body", "body": body})
