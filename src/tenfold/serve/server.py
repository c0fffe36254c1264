"""Running the service: its socket, its log and its process."""

import logging
import resource
import socket
import sys
from collections.abc import Callable

import uvicorn

from tenfold.errors import InvalidInput
from tenfold.serve.app import create_app
from tenfold.serve.asgi import App
from tenfold.serve.connection import PatientProtocol
from tenfold.serve.settings import Settings
from tenfold.serve.store import open_database
from tenfold.serve.versions import Versions

FILES = 4096  # open files asked for: a thousand connections and some
BACKLOG = 1024  # connections that the system keeps while we are busy


def build(settings: Settings) -> App:
    """Opens the database and the model, and puts the application together."""
    database = open_database(settings.database)
    return create_app(settings, database, Versions(database, settings.model))


def serve(settings: Settings, started: Callable[[str], None]) -> None:
    """Answers requests until Ctrl-C or SIGTERM.

    Args:
        started: called with the page's address once connections are accepted.

    Raises:
        InvalidInput: the address cannot be listened on.
        InvalidModel: the model is none, or not for 28 × 28 grey pictures.
    """
    _raise_file_limit()
    _log_to_stderr()
    with _listen(settings) as listener:
        config = uvicorn.Config(
            build(settings),
            http=PatientProtocol,
            ws="none",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=5,
        )
        started(_address(settings, listener))
        uvicorn.Server(config).run(sockets=[listener])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise InvalidInput(
            f"{settings.host} port {settings.port} cannot be listened on: "
            f"{error.strerror or error}; choose another with --host or --port (0 is any free one)"
        ) from None


def _address(settings: Settings, listener: socket.socket) -> str:
    """The page's address; a token travels behind the #, which no server or log sees."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    secret = f"#token={settings.token}" if settings.token else ""
    return f"http://{host}:{listener.getsockname()[1]}/{secret}"


def _raise_file_limit() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _log_to_stderr() -> None:
    """The access log is one JSON object a line; everything else is a line of text."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    for name in ("tenfold.access", "tenfold.serve"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO)
