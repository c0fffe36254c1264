"""The OpenAPI document, and whether the service keeps to it: schemathesis makes the requests."""

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from under_test import Service

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

# Endless while a training runs, or minutes of work; their own tests ask for them.
APART = ["/api/training/events", "/api/training", "/api/learning"]


@pytest.fixture(scope="module")
def document(service: Service) -> schemathesis.schemas.BaseSchema:
    return schemathesis.openapi.from_url(f"{service.url}api/openapi.json").exclude(path=APART)


schema = schemathesis.pytest.from_fixture("document")


@schema.parametrize()
@hypothesis.settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_server_error_and_no_undocumented_answer(
    case: schemathesis.Case, service: Service
) -> None:
    headers = {"Origin": service.url.rstrip("/")}
    case.call_and_validate(base_url=service.url, headers=headers, checks=CHECKS, timeout=30)


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
        assert body["examples"] or body["schema"]["examples"], path
