"""Who may ask for what."""

import re
from pathlib import Path

import httpx
import pytest
from under_test import Service, Start, assert_problem

TOKEN = "correct-horse"
CHANGES = [
    ("POST", "/api/corrections"),
    ("DELETE", "/api/corrections"),
    ("DELETE", "/api/corrections/1"),
    ("POST", "/api/learning"),
    ("POST", "/api/versions/1/activate"),
    ("POST", "/api/training"),
    ("DELETE", "/api/training"),
    ("POST", "/api/training/keep"),
]


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_only_the_page_itself_changes_things(service: Service, method: str, path: str) -> None:
    for origin in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        with httpx.Client(base_url=service.url, headers=origin) as client:
            assert_problem(client.request(method, path), 403, "Origin")


def test_reading_needs_no_origin(service: Service) -> None:
    image = [[0] * 28] * 28
    with httpx.Client(base_url=service.url) as client:
        assert client.post("/api/predict", json={"images": [image]}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""]
)
def test_a_foreign_name_is_refused(service: Service, host: str) -> None:
    with httpx.Client(base_url=service.url, headers={"Host": host}) as client:
        assert_problem(client.get("/api/versions"), 421)
        assert client.get("/").status_code == 421


@pytest.mark.parametrize(
    "path", ["/api/versions", "/api/openapi.json", "/v2/models/tenfold", "/metrics"]
)
def test_with_a_token_every_program_needs_it(start: Start, random_model: Path, path: str) -> None:
    service = start(random_model, host="0.0.0.0", token=TOKEN)
    with service.client() as client:
        assert_problem(client.get(path), 401, "Bearer")
        for wrong in ("Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer", "Bearer é"):
            headers = {"Authorization": wrong.encode()}
            assert_problem(client.get(path, headers=headers), 401)  # type: ignore[arg-type]
        right = {"Authorization": f"Bearer {TOKEN}"}
        assert client.get(path, headers=right).status_code == 200


def test_with_a_token_the_page_and_the_health_stay_open(start: Start, random_model: Path) -> None:
    service = start(random_model, host="0.0.0.0", token=TOKEN)
    with httpx.Client(base_url=service.url, headers={"Host": "reader.example"}) as client:
        for path in ("/", "/page/app.js", "/v2/health/live", "/v2/health/ready"):
            assert client.get(path).status_code == 200
        right = {"Authorization": f"Bearer {TOKEN}"}  # and no Origin: a program
        assert client.delete("/api/corrections", headers=right).status_code == 204


def test_every_answer_carries_the_policy(service: Service) -> None:
    with service.client() as client:
        for path in ("/", "/page/app.js", "/api/versions", "/api/nothing"):
            headers = client.get(path).headers
            assert "default-src 'self'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"


def test_the_page_names_nothing_outside(service: Service) -> None:
    with service.client() as client:
        page = client.get("/").text
        links = re.findall(r'(?:src|href)="([^"]+)"', page)
        assert links
        for link in links:
            assert link.startswith("/")
            assert client.get(link).status_code == 200


def test_the_page_is_light(service: Service) -> None:
    """All that a browser loads, the model apart: at most 150 kB."""
    with service.client() as client:
        page = client.get("/").text
        todo = re.findall(r'(?:src|href)="(/page/[^"]+)"', page)
        weight, seen = len(page), set[str]()
        while todo:
            path = todo.pop()
            if path in seen:
                continue
            seen.add(path)
            text = client.get(path).text
            weight += len(text.encode())
            todo += [f"/page/{name}" for name in re.findall(r'from "\./([^"]+)"', text)]
    assert len(seen) > 20
    assert weight <= 150_000


def test_the_page_is_asked_for_again_only_when_it_changed(service: Service) -> None:
    with service.client() as client:
        for path in ("/", "/page/app.js", "/api/model"):
            tag = client.get(path).headers["etag"]
            again = client.get(path, headers={"If-None-Match": tag})
            assert again.status_code == 304
            assert again.content == b""
