"""Connections that say nothing: closed after a while, since uvicorn waits for ever."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PATIENCE = 20.0  # seconds for a request's first line and headers to arrive


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with a limit on the time that a request's headers take.

    Its body is bounded by `Bounds`, the time between two requests by uvicorn's keep-alive.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._silence = self.loop.call_later(PATIENCE, transport.close)

    def on_message_begin(self) -> None:
        self._silence.cancel()
        self._silence = self.loop.call_later(PATIENCE, self.transport.close)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._silence.cancel()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._silence.cancel()
        super().connection_lost(exc)
