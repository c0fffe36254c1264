"""What the tests of the service share, besides fixtures."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

import tenfold
from tenfold.nn.network import Sequential
from tenfold.serve.settings import Settings
from tenfold.train.networks import practical_layers

T = TypeVar("T")

PROBLEM = "application/problem+json"


@dataclass
class Service:
    """A service on a free port of this machine."""

    url: str
    settings: Settings

    def client(self, **headers: str) -> httpx.Client:
        """A client that sends the page's own Origin, as its scripts do."""
        origin = self.url.rstrip("/")
        return httpx.Client(base_url=self.url, headers={"Origin": origin, **headers}, timeout=60)


Start = Callable[..., Service]


def practical() -> Sequential:
    return Sequential([tenfold.Input((28, 28, 1)), *practical_layers(10)])


def in_loop(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs it in a thread of its own: Playwright keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def assert_problem(response: httpx.Response, status: int, *words: str) -> None:
    """An error as RFC 9457 has it, in one line."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == PROBLEM
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"] == problem["error"]
    assert "\n" not in problem["detail"]
    for word in words:
        assert word in problem["detail"]
