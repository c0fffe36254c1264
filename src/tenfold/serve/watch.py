"""What the service tells about itself: one JSON line per request, and figures for Prometheus."""

import json
import logging
import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from tenfold.serve.asgi import App, Message, Receive, Scope, Send

logger = logging.getLogger("tenfold.access")

# Seconds. Predicting takes under a millisecond, reading a photo up to some hundred.
BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15)
METHODS = ("GET", "HEAD", "POST", "DELETE")


class Figures:
    """The service's metrics, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "tenfold_request_seconds",
            "Time from request to answer",
            ["method", "route", "status"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.inside = Gauge(
            "tenfold_requests_inside", "Requests being answered now", registry=self.registry
        )
        self.digits = Counter("tenfold_digits_read", "Digits read", registry=self.registry)

    def text(self) -> bytes:
        return generate_latest(self.registry)


class Watch:
    """Times every request, counts it and writes its line. Query strings are not written."""

    def __init__(self, app: App, figures: Figures) -> None:
        self.app = app
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, size = 500, 0

        async def send_watched(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        start = time.perf_counter()
        self.figures.inside.inc()
        try:
            await self.app(scope, receive, send_watched)
        finally:
            self.figures.inside.dec()
            self._write(scope, status, size, time.perf_counter() - start)

    def _write(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        # The route's template, so that a scan of made-up paths makes no new series.
        route = scope.get("path_template") or "none"
        self.figures.seconds.labels(method, route, str(status)).observe(seconds)
        if logger.isEnabledFor(logging.INFO):
            client = scope.get("client") or ("", 0)
            logger.info(
                json.dumps(
                    {
                        "time": round(time.time(), 3),
                        "client": client[0],
                        "method": scope["method"],
                        "path": scope["path"],
                        "status": status,
                        "bytes": size,
                        "ms": round(1000 * seconds, 2),
                    }
                )
            )
