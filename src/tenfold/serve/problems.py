"""Failures as answers: problem details as in RFC 9457, never a traceback."""

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec
from sqlalchemy.exc import SQLAlchemyError

from tenfold.errors import InvalidPicture, TenfoldError

logger = logging.getLogger("tenfold.serve")

MEDIA_TYPE = "application/problem+json"


class Problem(msgspec.Struct):
    """Problem details (RFC 9457). `error` repeats the detail, as Open Inference Protocol has it."""

    title: str
    status: int
    detail: str
    error: str
    type: str = "about:blank"


class Refused(Exception):
    """A request that gets this status and this one line."""

    def __init__(self, status: HTTPStatus, detail: str, headers: dict[str, str] | None = None):
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


def too_busy(detail: str, status: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE) -> Refused:
    """The request was fine and may be tried again in a second."""
    return Refused(status, detail, {"Retry-After": "1"})


def problem(status: HTTPStatus, detail: str) -> Problem:
    line = " ".join(detail.split())
    return Problem(title=status.phrase, status=status.value, detail=line, error=line)


def documented(*statuses: int) -> dict[int, ResponseSpec]:
    """These problems for a handler's OpenAPI entry."""
    return {
        status: ResponseSpec(
            Problem,
            generate_examples=False,
            description=HTTPStatus(status).phrase,
            media_type=MEDIA_TYPE,
        )
        for status in statuses
    }


def _answer(status: HTTPStatus, detail: str, headers: dict[str, str] | None = None) -> Any:
    return Response(
        problem(status, detail), status_code=status.value, media_type=MEDIA_TYPE, headers=headers
    )


def refused(_: Request[Any, Any, Any], error: Refused) -> Any:
    return _answer(error.status, error.detail, error.headers)


def http(_: Request[Any, Any, Any], error: HTTPException) -> Any:
    status = HTTPStatus(error.status_code)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s: %s", status.phrase, error.detail)
        return _answer(status, "The service failed; its log says why.")
    if status == HTTPStatus.BAD_REQUEST and error.extra:
        return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, _first_mistake(error.extra))
    return _answer(status, error.detail, error.headers)


def _first_mistake(extra: Any) -> str:
    mistakes = extra if isinstance(extra, list) else [extra]
    first = mistakes[0]
    if not isinstance(first, dict):
        return str(first)
    return f"{first.get('key', 'body')}: {first.get('message', 'does not fit')}"


def tenfold(_: Request[Any, Any, Any], error: TenfoldError) -> Any:
    unreadable = isinstance(error, InvalidPicture)
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE if unreadable else HTTPStatus.UNPROCESSABLE_ENTITY
    return _answer(status, str(error))


def database(_: Request[Any, Any, Any], error: SQLAlchemyError) -> Any:
    logger.error("database: %s", " ".join(str(error).split())[:500])
    return _answer(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The database cannot be read or written now, so nothing was changed; try again later.",
        {"Retry-After": "5"},
    )


def unexpected(_: Request[Any, Any, Any], error: Exception) -> Any:
    logger.error("unexpected %s", type(error).__name__, exc_info=error)
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "The service failed; its log says why.")


HANDLERS: dict[Any, Any] = {
    Refused: refused,
    HTTPException: http,
    TenfoldError: tenfold,
    SQLAlchemyError: database,
    Exception: unexpected,
}
