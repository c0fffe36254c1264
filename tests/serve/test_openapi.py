"""The OpenAPI document, and whether the service keeps to it: schemathesis makes the requests."""

import subprocess
import sysconfig
from pathlib import Path

from under_test import Service

SCHEMATHESIS = Path(sysconfig.get_path("scripts"), "schemathesis")

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)

# Endless while a training runs, or seconds of work each; their own tests ask for them.
APART = ("/api/training/events", "/api/training", "/api/learning")


def test_no_server_error_and_no_undocumented_answer(service: Service, tmp_path: Path) -> None:
    command = [SCHEMATHESIS, "run", f"{service.url}api/openapi.json", "--no-color"]
    command += ["--header", f"Origin: {service.url.rstrip('/')}", "--checks", ",".join(CHECKS)]
    command += [
        "--max-examples",
        "20",
        "--generation-deterministic",
        "--phases",
        "examples,coverage,fuzzing",
    ]
    for path in APART:
        command += ["--exclude-path", path]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_every_operation_is_described(service: Service) -> None:
    with service.client() as client:
        document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert {"/api/predict", "/api/read", "/v2/models/{name}/infer"} <= set(document["paths"])
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert operation["responses"], (method, path)
    for path in ("/api/predict", "/v2/models/{name}/infer"):
        body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        assert body["schema"]["examples"], path
