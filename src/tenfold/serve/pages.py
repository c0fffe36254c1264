"""The page's files, read once at the start, so that no request names a path."""

from hashlib import sha256
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from tenfold.serve.bundle import PAGE
from tenfold.serve.problems import Refused, documented
from tenfold.serve.versions import Versions
from tenfold.serve.watch import Figures

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def _files() -> dict[str, tuple[bytes, str, str]]:
    """Name → contents, media type and a tag that changes with the contents."""
    files = {path.name: path.read_bytes() for path in PAGE.iterdir() if path.suffix in TYPES}
    found = {name: (body, TYPES["." + name.rpartition(".")[2]]) for name, body in files.items()}
    index = (PAGE / "index.html").read_text(encoding="utf-8")
    for part in ("draw", "picture", "teach", "train"):
        index = index.replace(
            f"<!-- {part} -->", (PAGE / f"{part}.html").read_text(encoding="utf-8")
        )
    found["index.html"] = (index.encode(), "text/html; charset=utf-8")
    return {
        name: (body, kind, f'"{sha256(body).hexdigest()[:16]}"')
        for name, (body, kind) in found.items()
    }


FILES = _files()


def _answer(request: Request[Any, Any, Any], body: bytes, kind: str, tag: str) -> Response[bytes]:
    headers = {"Cache-Control": "no-cache", "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type=kind, headers=headers)


@get("/", include_in_schema=False, sync_to_thread=False)
def index(request: Request[Any, Any, Any]) -> Response[bytes]:
    return _answer(request, *FILES["index.html"])


@get("/page/{name:str}", include_in_schema=False, sync_to_thread=False)
def file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    if name not in FILES:
        raise Refused(HTTPStatus.NOT_FOUND, "The page has no file of this name.")
    return _answer(request, *FILES[name])


@get(
    "/api/model",
    summary="The model at work, as a .safetensors file",
    media_type="application/octet-stream",
    tags=["reading"],
    responses=documented(),
    sync_to_thread=False,
)
def model(request: Request[Any, Any, Any], versions: NamedDependency[Versions]) -> Response[bytes]:
    active = versions.active
    tag = f'"{sha256(active.file).hexdigest()[:16]}"'
    response = _answer(request, active.file, "application/octet-stream", tag)
    response.headers["Tenfold-Version"] = str(active.version)
    return response


@get(
    "/metrics",
    summary="Figures for Prometheus",
    tags=["operation"],
    media_type="text/plain",
    sync_to_thread=False,
)
def metrics(figures: NamedDependency[Figures]) -> Response[bytes]:
    return Response(figures.text(), media_type="text/plain; version=0.0.4")


HANDLERS = [index, file, model, metrics]
