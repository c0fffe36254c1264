"""HTTP servers on loopback that serve files, or misbehave in one way each."""

import gzip
import socket
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TICK = 0.005  # seconds between the bytes of a slow server


class Mirror(ThreadingHTTPServer):
    """Serves `files` (path -> bytes) in the manner of `behave`."""

    daemon_threads = True

    def __init__(self, files: dict[str, bytes], behave: "Behaviour") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = files
        self.behave = behave
        self.requests: Counter[str] = Counter()
        self.asked = threading.Event()  # set by the first request
        self.released = threading.Event()  # what a server that hangs waits for

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        self.server.requests[self.path] += 1
        self.server.asked.set()
        self.server.behave(self, self.server.files.get(self.path.lstrip("/"), b""))

    def log_message(self, *args: object) -> None:
        pass

    def start(self, length: int | None, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def hang(self) -> None:
        self.server.released.wait()


Behaviour = Callable[[Handler, bytes], None]


@contextmanager
def serve(files: dict[str, bytes], behave: Behaviour) -> Iterator[Mirror]:
    with Mirror(files, behave) as mirror:
        thread = threading.Thread(target=mirror.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield mirror
        finally:
            mirror.released.set()
            mirror.shutdown()
            thread.join()


@contextmanager
def nobody() -> Iterator[str]:
    """The address of a port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, so that no other test gets it; not listening
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/"


@contextmanager
def mute() -> Iterator[str]:
    """The address of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def healthy(handler: Handler, body: bytes) -> None:
    if body:
        handler.start(len(body))
        handler.wfile.write(body)
    else:
        missing(handler, body)


def chunked(handler: Handler, body: bytes) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.start(None, **{"Transfer-Encoding": "chunked"})
    for start in range(0, len(body), 100):
        piece = body[start : start + 100]
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    handler.wfile.write(b"0\r\n\r\n")
    handler.close_connection = True


def missing(handler: Handler, body: bytes) -> None:
    handler.send_error(404)


def forbidden(handler: Handler, body: bytes) -> None:
    handler.send_error(403)


def broken(handler: Handler, body: bytes) -> None:
    handler.send_error(500, "Oops\r\nX-Injected: 1")


def login_page(handler: Handler, body: bytes) -> None:
    """What a hotel's network answers to everything."""
    page = b"<html>Please log in</html>"
    handler.start(len(page))
    handler.wfile.write(page)


def other_pictures(handler: Handler, body: bytes) -> None:
    """Sound files of the right size with one bit changed."""
    data = bytearray(gzip.decompress(body))
    data[-1] ^= 1
    healthy(handler, gzip.compress(bytes(data)))


def flipped_bit(handler: Handler, body: bytes) -> None:
    data = bytearray(body)
    data[len(data) // 2] ^= 1
    healthy(handler, bytes(data))


def nothing(handler: Handler, body: bytes) -> None:
    handler.start(0)


def truncated(handler: Handler, body: bytes) -> None:
    """Breaks off and says so by its Content-Length."""
    handler.start(len(body))
    handler.wfile.write(body[: len(body) // 2])


def silently_truncated(handler: Handler, body: bytes) -> None:
    handler.start(None)
    handler.wfile.write(body[: len(body) // 2])


def length_too_small(handler: Handler, body: bytes) -> None:
    handler.start(len(body) // 2)
    handler.wfile.write(body)


def length_too_large(handler: Handler, body: bytes) -> None:
    """Sends all of the file, then keeps the connection open for the rest."""
    handler.start(2 * len(body))
    handler.wfile.write(body)
    handler.hang()


def length_of_nonsense(handler: Handler, body: bytes) -> None:
    handler.start(None, **{"Content-Length": "-7"})
    handler.wfile.write(body)


def stalls(handler: Handler, body: bytes) -> None:
    handler.start(len(body))
    handler.wfile.write(body[: len(body) // 2])
    handler.hang()


def stalls_in_headers(handler: Handler, body: bytes) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-")
    handler.hang()


def drips(handler: Handler, body: bytes) -> None:
    handler.start(len(body))
    _drip(handler, body)


def drips_headers(handler: Handler, body: bytes) -> None:
    """Each byte comes in time, the end of the headers never."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    _drip(handler, b"z" * 60_000)


def _drip(handler: Handler, data: bytes) -> None:
    for i in range(len(data)):
        handler.wfile.write(data[i : i + 1])
        if handler.server.released.wait(TICK):
            return


def endless_after(handler: Handler, body: bytes) -> None:
    """The right file, and then no end."""
    handler.start(None)
    handler.wfile.write(body)
    _endless(handler, bytes(1 << 16))


def endless_gzip_name(handler: Handler, body: bytes) -> None:
    """A gzip header whose file name never ends: nothing ever comes out of the unpacker."""
    handler.start(None)
    handler.wfile.write(b"\x1f\x8b\x08\x08" + bytes(6))
    _endless(handler, b"n" * (1 << 16))


def bomb(handler: Handler, body: bytes) -> None:
    """Unpacks to zeros without end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    handler.start(None)
    _endless(handler, packer.compress(bytes(1 << 22)) + packer.flush(zlib.Z_FULL_FLUSH))


def _endless(handler: Handler, piece: bytes) -> None:
    with suppress(OSError):  # the client went, as it should
        while not handler.server.released.is_set():
            handler.wfile.write(piece)


def hangs_up(handler: Handler, body: bytes) -> None:
    handler.close_connection = True


def babbles(handler: Handler, body: bytes) -> None:
    handler.wfile.write(b"\x00\xff 220 welcome to FTP\r\n\r\n" * 20)


def redirects_to_itself(handler: Handler, body: bytes) -> None:
    handler.start(0, 302, Location=handler.path)


def redirects_for_ever(handler: Handler, body: bytes) -> None:
    handler.start(0, 302, Location=f"{handler.path}x")


def redirects_to_a_file(handler: Handler, body: bytes) -> None:
    handler.start(0, 302, Location="file:///etc/hostname")
