"""Slow, half-sent, endless and too many: an answer or a clear refusal, and the service lives on."""

import asyncio
import socket
import time
from pathlib import Path

import httpx
import pytest
from under_test import Service, Start, assert_problem, in_loop

from tenfold.serve import connection
from tenfold.serve.problems import Refused
from tenfold.serve.settings import Limits
from tenfold.serve.slots import Slots

HEAD = (
    b"POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
)


def connect(service: Service) -> socket.socket:
    url = httpx.URL(service.url)
    return socket.create_connection((url.host, url.port), timeout=30)


def assert_alive(service: Service) -> None:
    with service.client() as client:
        assert client.get("/v2/health/live").status_code == 200


def test_a_body_that_never_comes_is_answered(start: Start, random_model: Path) -> None:
    service = start(random_model, limits=Limits(patience=0.2))
    with connect(service) as link:
        link.sendall(HEAD + b'{"images"')
        answer = link.recv(4096)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"application/problem+json" in answer
    assert_alive(service)


def test_a_body_in_drops_is_answered_too(start: Start, random_model: Path) -> None:
    """Each drop comes in time; the whole does not."""
    service = start(random_model, limits=Limits(patience=0.3))
    with connect(service) as link:
        link.sendall(HEAD)
        link.settimeout(0.05)
        answer = b""
        for _ in range(400):
            try:
                link.sendall(b" ")
                answer = link.recv(4096)
                break
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408")
    assert_alive(service)


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: "])
def test_a_silent_connection_is_closed(
    start: Start, random_model: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    service = start(random_model)
    with connect(service) as link:
        link.sendall(sent)
        assert link.recv(4096) == b""
    with connect(service) as link:  # and again after a first request on the same connection
        link.sendall(b"GET /v2/health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert link.recv(4096).startswith(b"HTTP/1.1 200")
        link.sendall(sent or b"G")
        while link.recv(4096):
            pass
    assert_alive(service)


def test_clients_that_hang_up_leave_nothing_behind(service: Service) -> None:
    for cut in range(0, len(HEAD), 12):
        with connect(service) as link:
            link.sendall(HEAD[:cut])
    with connect(service) as link:
        link.sendall(HEAD + b"{")
    with service.client() as client:
        for _ in range(100):
            if "tenfold_requests_inside 1.0" in client.get("/metrics").text:
                return
    pytest.fail("requests of clients that are gone are still counted")


def test_a_thousand_connections(service: Service) -> None:
    links = [connect(service) for _ in range(1000)]
    try:
        assert_alive(service)
    finally:
        for link in links:
            link.close()
    assert_alive(service)


def test_more_than_the_house_holds(start: Start, random_model: Path) -> None:
    service = start(random_model, limits=Limits(requests=3, patience=30))
    links = [connect(service) for _ in range(3)]
    for link in links:
        link.sendall(HEAD)
    with service.client() as client:
        for _ in range(200):  # until all three are inside
            response = client.get("/v2/health/live")
            if response.status_code == 503:
                break
        assert_problem(response, 503, "try again")
        assert response.headers["retry-after"] == "1"
    for link in links:
        link.close()
    with service.client() as client:
        for _ in range(200):
            if client.get("/v2/health/live").status_code == 200:
                return
    pytest.fail("the places of clients that are gone are still taken")


def test_slots_turn_away_one_greedy_client_and_then_everybody() -> None:
    async def scene() -> list[int]:
        slots = Slots(Limits(readers=1, waiting=2, waiting_each=2))
        statuses: list[int] = []
        hold = asyncio.Event()

        async def client(name: str) -> None:
            try:
                async with slots.place(name):
                    await hold.wait()
                    statuses.append(200)
            except Refused as refused:
                statuses.append(refused.status)

        waiting = [asyncio.create_task(client(name)) for name in ("a", "a", "a", "b", "c")]
        await asyncio.sleep(0)  # all of them came in
        await asyncio.sleep(0)
        hold.set()
        await asyncio.gather(*waiting)
        assert not slots.inside
        return statuses

    assert sorted(in_loop(scene())) == [200, 200, 200, 429, 503]


def test_the_service_answers_while_others_wait(start: Start, random_model: Path) -> None:
    """Half-sent requests cost nothing to those who send theirs whole."""
    service = start(random_model, limits=Limits(patience=30))
    links = [connect(service) for _ in range(100)]
    for link in links:
        link.sendall(HEAD)
    with service.client() as client:
        image = {"images": [[[0] * 28] * 28]}
        start_time = time.perf_counter()
        for _ in range(5):
            assert client.post("/api/predict", json=image).status_code == 200
        assert time.perf_counter() - start_time < 30  # not the patience that the others have
    for link in links:
        link.close()
