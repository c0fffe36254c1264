"""The service as one ASGI application."""

from typing import Any

from litestar import Litestar
from litestar.di import Provide
from sqlalchemy.engine import Engine

from tenfold.serve import inference, openapi, pages, predict, read, teaching, training
from tenfold.serve.asgi import App
from tenfold.serve.corrections import Corrections
from tenfold.serve.desk import Desk
from tenfold.serve.guard import Guard
from tenfold.serve.limits import Bounds
from tenfold.serve.live import LiveTraining
from tenfold.serve.problems import HANDLERS
from tenfold.serve.readers import Readers
from tenfold.serve.settings import Settings
from tenfold.serve.slots import Slots
from tenfold.serve.teacher import Teacher
from tenfold.serve.versions import Versions
from tenfold.serve.watch import Figures, Watch


def create_app(settings: Settings, database: Engine, versions: Versions) -> App:
    """The application with everything around it: figures and log, guard, bounds."""
    figures = Figures()
    corrections = Corrections(database, settings.limits.corrections)
    readers = Readers(settings.limits)
    picture_network = settings.reader.read_bytes() if settings.reader else None
    parts = {
        "versions": versions,
        "figures": figures,
        "corrections": corrections,
        "desk": Desk(versions, picture_network, Slots(settings.limits), readers, figures),
        "live": LiveTraining(),
        "teacher": Teacher(corrections, versions),
    }
    application: Any = Litestar(
        route_handlers=[
            predict.predict,
            read.read,
            *inference.HANDLERS,
            *teaching.HANDLERS,
            *training.HANDLERS,
            *pages.HANDLERS,
            *openapi.HANDLERS,
        ],
        dependencies={name: _given(part) for name, part in parts.items()},
        exception_handlers=HANDLERS,
        openapi_config=openapi.CONFIG,
        request_max_body_size=None,  # Bounds does it, by path and before reading
        logging_config=None,
        on_shutdown=[database.dispose, readers.close],
        debug=False,
    )
    return Watch(Guard(Bounds(application, settings.limits), settings), figures)


def _given(part: Any) -> Provide:
    return Provide(lambda: part, use_cache=True, sync_to_thread=False)
