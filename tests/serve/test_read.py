"""POST /api/read: pictures of any kind, and what is none."""

import asyncio
import io
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image
from under_test import Service, Start, assert_problem, in_loop

from tenfold.data.dataset import Dataset
from tenfold.serve.settings import Limits


def encoded(image: Image.Image, format: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, format)
    return file.getvalue()


@pytest.fixture(scope="module")
def seven(mnist: Dataset) -> Image.Image:
    """A test digit, enlarged, dark on light."""
    digit = mnist.test.x[int(np.flatnonzero(mnist.test.y == 7)[0]), ..., 0]
    return Image.fromarray(255 - digit).resize((140, 140))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "BMP"])
def test_as_the_body_and_as_a_form(
    trained_service: Service, seven: Image.Image, format: str
) -> None:
    picture = encoded(seven, format)
    with trained_service.client() as client:
        kind = {"Content-Type": f"image/{format.lower()}"}
        raw = client.post("/api/read", content=picture, headers=kind).json()
        form = client.post("/api/read", files={"file": ("my seven", picture)}).json()
    assert raw["text"] == form["text"] == "7"
    assert (raw["path"], form["path"]) == (None, "my seven")
    assert set(raw) == {"path", "text", "rows", "digits", "rejected", "error"}
    assert raw["error"] is None
    (digit,) = raw["digits"]
    assert set(digit) == {"label", "confidence", "box", "row"}
    x, y, width, height = digit["box"]
    assert 0 <= x < x + width <= 140
    assert 0 <= y < y + height <= 140


def test_with_what_the_network_saw(trained_service: Service, seven: Image.Image) -> None:
    with trained_service.client() as client:
        kind = {"Content-Type": "image/png"}
        answer = client.post("/api/read?images=true", content=encoded(seven), headers=kind).json()
    assert np.shape(answer["digits"][0]["image"]) == (28, 28)
    assert np.max(answer["digits"][0]["image"]) > 128


def test_a_blank_picture_is_read_as_nothing(service: Service) -> None:
    with service.client() as client:
        blank = encoded(Image.new("L", (200, 100), 255))
        answer = client.post("/api/read", files={"file": blank}).json()
    assert (answer["text"], answer["digits"], answer["rejected"]) == ("", [], 0)


@pytest.mark.parametrize(
    "body", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(50), b"GIF89a", b"<svg></svg>"]
)
def test_what_is_no_picture(service: Service, body: bytes) -> None:
    with service.client() as client:
        kind = {"Content-Type": "application/octet-stream"}
        assert_problem(client.post("/api/read", content=body, headers=kind), 415)


def test_what_is_sent_wrongly(service: Service) -> None:
    with service.client() as client:
        plain = {"Content-Type": "text/plain"}
        assert_problem(client.post("/api/read", content=b"x", headers=plain), 415, "form")
        assert_problem(client.post("/api/read", files={"other": b"x"}), 422, "'file'")
        assert_problem(client.post("/api/read?images=perhaps", files={"file": b"x"}), 422)
        broken = {"Content-Type": "multipart/form-data; boundary=x"}
        response = client.post("/api/read", content=b"--y--", headers=broken)
        assert 400 <= response.status_code < 500


def test_a_bomb_is_refused_before_it_is_decoded(service: Service) -> None:
    bomb = encoded(Image.new("1", (20_000, 20_000)))  # 400 megapixels in 50 kB
    with service.client() as client:
        assert_problem(client.post("/api/read", files={"file": bomb}), 415)


def test_a_picture_over_the_limit(start: Start, random_model: Path) -> None:
    service = start(random_model, limits=Limits(picture=1000))
    with service.client() as client:
        assert_problem(client.post("/api/read", files={"file": bytes(2000)}), 413, "1,000")


def test_a_version_that_reads_other_things(start: Start, clothes_model: Path) -> None:
    picture = encoded(Image.new("L", (50, 50), 255))
    with start(clothes_model).client() as client:
        assert_problem(client.post("/api/read", files={"file": picture}), 409, "class 0")


def test_many_at_once_are_read_or_turned_away(service: Service) -> None:
    picture = encoded(Image.new("L", (300, 300), 255))

    async def storm() -> list[int]:
        limits = httpx.Limits(max_connections=40)
        async with httpx.AsyncClient(base_url=service.url, limits=limits, timeout=120) as client:
            sent = [client.post("/api/read", files={"file": picture}) for _ in range(40)]
            answers = await asyncio.gather(*sent)
        return [answer.status_code for answer in answers]

    statuses = in_loop(storm())
    assert set(statuses) <= {200, 429, 503}
    assert 200 in statuses
