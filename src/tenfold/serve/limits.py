"""Bounds on what arrives: how many requests at once, how large and how slow."""

import asyncio
from http import HTTPStatus

from tenfold.serve.asgi import App, Message, Receive, Scope, Send, header, send_problem
from tenfold.serve.problems import Refused, too_busy
from tenfold.serve.settings import Limits

READ = "/api/read"  # the one path that takes a picture


class Bounds:
    """Turns away what is too much before the application sees it: 408, 413 or 503."""

    def __init__(self, app: App, limits: Limits) -> None:
        self.app = app
        self.limits = limits
        self.inside = 0  # requests that the application is working on

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        largest = self.limits.picture if scope["path"] == READ else self.limits.body
        if self.inside >= self.limits.requests:
            busy = too_busy("Too many requests at once; try again in a second.")
            await send_problem(send, busy.status, busy.detail, ((b"retry-after", b"1"),))
        elif int(header(scope, b"content-length") or 0) > largest:
            await send_problem(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(largest))
        else:
            self.inside += 1
            try:
                await self.app(scope, self._bounded(receive, largest), send)
            finally:
                self.inside -= 1

    def _bounded(self, receive: Receive, largest: int) -> Receive:
        """`receive`, until the body is whole: within the time and the size allowed."""
        deadline = asyncio.get_running_loop().time() + self.limits.patience
        size = 0
        complete = False

        async def receive_bounded() -> Message:
            nonlocal size, complete
            if complete:  # what is awaited now is only that the client goes away
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise Refused(
                    HTTPStatus.REQUEST_TIMEOUT,
                    f"The request did not arrive within {self.limits.patience:g} seconds.",
                    {"Connection": "close"},
                ) from None
            size += len(message.get("body", b""))
            if size > largest:
                raise Refused(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    _too_large(largest),
                    {"Connection": "close"},
                )
            complete = not message.get("more_body", False)
            return message

        return receive_bounded


def _too_large(largest: int) -> str:
    return f"The body is larger than {largest:,} bytes; send less at once."
