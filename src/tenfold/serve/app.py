"""The service as one ASGI application."""

from importlib.metadata import version as installed
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from tenfold.serve import inference, pages, predict
from tenfold.serve.asgi import App
from tenfold.serve.guard import Guard
from tenfold.serve.limits import Bounds
from tenfold.serve.problems import HANDLERS
from tenfold.serve.settings import Settings
from tenfold.serve.versions import Versions
from tenfold.serve.watch import Figures, Watch


def create_app(settings: Settings, versions: Versions) -> App:
    """The application with everything around it: figures and log, guard, bounds."""
    figures = Figures()
    application = Litestar(
        route_handlers=[predict.predict, *inference.HANDLERS, *pages.HANDLERS],
        dependencies={"versions": _given(versions), "figures": _given(figures)},
        exception_handlers=HANDLERS,
        openapi_config=_openapi(),
        request_max_body_size=None,  # Bounds does it, by path and before reading
        logging_config=None,
        debug=False,
    )
    return Watch(Guard(Bounds(application, settings.limits), settings), figures)


def _given(value: Any) -> Provide:
    return Provide(lambda: value, use_cache=True, sync_to_thread=False)


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="tenfold",
        version=installed("tenfold"),
        description="Reads handwritten digits.",
        path="/api",
        # The document alone: a viewer would load scripts from elsewhere.
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    )
