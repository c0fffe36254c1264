"""GET /api/openapi.json: the service's description, for programs and people."""

from importlib.metadata import version as installed
from typing import Any

from litestar import Request, get
from litestar.openapi import OpenAPIConfig

from tenfold.serve.problems import MEDIA_TYPE

CONFIG = OpenAPIConfig(
    title="tenfold",
    version=installed("tenfold"),
    description="Reads handwritten digits. Errors are problem details as in RFC 9457.",
    path="/api/openapi",  # Litestar's own page of it, which shows nothing
)

# A picture may come as a form or as it is, which no signature can say.
PICTURE_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        },
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    },
}


@get("/api/openapi.json", include_in_schema=False, sync_to_thread=False)
def document(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The OpenAPI document."""
    described = request.app.openapi_schema.to_schema()
    described["paths"]["/api/read"]["post"]["requestBody"] = PICTURE_BODY
    for operations in described["paths"].values():
        for operation in operations.values():
            _correct_mistakes(operation["responses"])
    return described


def _correct_mistakes(responses: dict[str, Any]) -> None:
    """Litestar describes its own form of 400; here it is a problem like the others."""
    if "400" in responses:
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses["400"] = {"description": "Bad Request", "content": content}


HANDLERS = [document]
