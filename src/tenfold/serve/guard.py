"""Who may ask for what: host names, token, same-origin requests; and headers on every answer."""

import hmac
from http import HTTPStatus

from tenfold.serve.asgi import App, Message, Receive, Scope, Send, header, send_problem
from tenfold.serve.settings import LOOPBACK, Settings

# Everything comes from the service itself; blob: and data: are pictures that the page made.
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)

# A request with one of these methods to one of these paths changes something.
CHANGING = ("POST", "PUT", "PATCH", "DELETE")
CHANGEABLE = ("/api/corrections", "/api/learning", "/api/versions", "/api/training")

# What a program asks for, in contrast to the page's own files.
PROGRAMS = ("/api/", "/v2", "/metrics")
ALWAYS_OPEN = ("/v2/health/live", "/v2/health/ready")


class Guard:
    """Lets a request through to the application, or answers it with 401, 403 or 421."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            await self.app(scope, receive, send_guarded)
        else:
            await send_problem(send_guarded, *refusal)

    def _refusal(self, scope: Scope) -> tuple[HTTPStatus, str] | None:
        if not self._is_known_host(scope):
            # A foreign name that points here is how DNS rebinding gets past same-origin rules.
            return (
                HTTPStatus.MISDIRECTED_REQUEST,
                f"This service answers to {self.settings.host} only, not to the name in Host.",
            )
        path = scope["path"]
        if self.settings.token:
            if path.startswith(PROGRAMS) and path not in ALWAYS_OPEN and not self._has_token(scope):
                return (
                    HTTPStatus.UNAUTHORIZED,
                    "Send the token printed at the start as 'Authorization: Bearer TOKEN'.",
                )
            return None
        changes = scope["method"] in CHANGING and path.startswith(CHANGEABLE)
        if changes and not _is_same_origin(scope):
            return (
                HTTPStatus.FORBIDDEN,
                "Only the service's own page may change things: send its address as Origin, "
                "or start the service with a token.",
            )
        return None

    def _is_known_host(self, scope: Scope) -> bool:
        if not self.settings.is_local:
            return True
        name, _, port = header(scope, b"host").rpartition(":")
        host = name if port.isdigit() else header(scope, b"host")
        return host.strip("[]").lower() in LOOPBACK

    def _has_token(self, scope: Scope) -> bool:
        scheme, _, token = header(scope, b"authorization").partition(" ")
        expected = (self.settings.token or "").encode()
        return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), expected)


def _is_same_origin(scope: Scope) -> bool:
    return header(scope, b"origin") == f"{scope['scheme']}://{header(scope, b'host')}"
