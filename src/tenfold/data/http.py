"""The bytes behind an address, from a server that is not to be trusted with our time."""

import http.client
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from math import inf
from typing import Any

from tenfold.data.patience import Patience

CHUNK = 1 << 16
QUOTE = 200  # characters of what a server says that go into a message


class ServerFailed(Exception):
    """A server that cannot be reached, refuses, breaks off or is too slow."""


def read(url: str, patience: Patience, end: float = inf) -> Generator[bytes]:
    """The body, piece by piece as it comes in. Raises ServerFailed.

    end: the time.monotonic() after which it is too late. Follows redirects (urllib: at most ten)
    and the proxies of the environment. That a body is whole is for the caller to check.
    """
    request = urllib.request.Request(
        url, headers={"User-Agent": "tenfold", "Accept-Encoding": "identity"}
    )
    opener = urllib.request.build_opener(_Plain, _Encrypted)
    silence = min(patience.silence, max(0.001, end - time.monotonic()))
    try:
        with opener.open(request, timeout=silence) as response:
            yield from _paced(response, patience, end)
    except urllib.error.HTTPError as error:
        error.close()
        raise ServerFailed(f"HTTP {error.code} {error.reason[:QUOTE]}") from error
    except urllib.error.URLError as error:
        raise ServerFailed(str(error.reason)[:QUOTE]) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ServerFailed(str(error)[:QUOTE] or type(error).__name__) from error


def _paced(response: Any, patience: Patience, end: float) -> Iterator[bytes]:
    start, got = time.monotonic(), 0
    # read1 returns what one receive gives; read would wait for a full chunk, however slow.
    while piece := response.read1(CHUNK):
        yield piece
        now, got = time.monotonic(), got + len(piece)
        if now > end:
            raise ServerFailed("not done in the time that was given")
        if now - start > patience.window:
            if got < patience.least:
                raise ServerFailed(f"too slow: {got} bytes in {patience.window:g} s")
            start, got = now, 0


@contextmanager
def _time_limit(connection: http.client.HTTPConnection) -> Iterator[None]:
    """Cuts the connection when the headers take too long as a whole.

    A socket's own timeout starts anew with every byte.
    """
    limit = connection.timeout
    assert limit is not None, "every request is made with a timeout"
    expired = threading.Event()

    def cut() -> None:
        expired.set()
        if connection.sock:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(limit, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not expired.is_set():
            raise
    finally:
        timer.cancel()
    if expired.is_set():
        raise TimeoutError("timed out before the end of the headers")


class _PlainConnection(http.client.HTTPConnection):
    def getresponse(self) -> http.client.HTTPResponse:
        with _time_limit(self):
            return super().getresponse()


class _EncryptedConnection(http.client.HTTPSConnection):
    def getresponse(self) -> http.client.HTTPResponse:
        with _time_limit(self):
            return super().getresponse()


class _Plain(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PlainConnection, request)


class _Encrypted(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_EncryptedConnection, request)
