"""Services and browsers for the tests of the service and its page."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from under_test import Service, Start, practical

import tenfold
from tenfold.serve.connection import PatientProtocol
from tenfold.serve.server import build
from tenfold.serve.settings import Limits, Settings, shipped

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",  # the tests may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practical's network with random weights: enough where nothing has to be right."""
    model = practical()
    model.compile()
    model.predict(np.zeros((1, 28, 28, 1), np.uint8))
    model.metadata["class_names"] = list("0123456789")
    path = tmp_path_factory.mktemp("random") / "random.safetensors"
    model.save(path)
    return path


@pytest.fixture(scope="session")
def clothes_model(random_model: Path) -> Path:
    """The same, for classes that are no digits."""
    model = tenfold.load(random_model)
    model.metadata["class_names"] = [f"class {i}" for i in range(10)]
    path = random_model.with_name("clothes.safetensors")
    model.save(path)
    return path


@contextmanager
def running(settings: Settings) -> Iterator[Service]:
    """A service in a thread of this process."""
    config = uvicorn.Config(
        build(settings), port=0, http=PatientProtocol, ws="none", log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the service ended at once"
            time.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Service(f"http://127.0.0.1:{port}/", settings)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts services; they end with the test."""
    with ExitStack() as stack:

        def start(model: Path, limits: Limits | None = None, **settings: Any) -> Service:
            database = settings.pop("database", f"sqlite:///{tmp_path}/serve.sqlite")
            chosen = Settings(database, model, limits=limits or Limits(), **settings)
            return stack.enter_context(running(chosen))

        yield start


@pytest.fixture(scope="session")
def service(random_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests that leave nothing behind."""
    database = f"sqlite:///{tmp_path_factory.mktemp('service')}/serve.sqlite"
    with running(Settings(database, random_model)) as service:
        yield service


@pytest.fixture(scope="session")
def trained_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The same with the models that ship, as `tenfold serve` starts it."""
    database = f"sqlite:///{tmp_path_factory.mktemp('trained')}/serve.sqlite"
    with running(Settings(database, shipped("page"), reader=shipped("reader"))) as service:
        yield service


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs chromium: .ci/packages installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        expect.set_options(timeout=60_000)  # ms; what is waited for is a state, not a time
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    """Where pages are opened that keep nothing: what they load is loaded once."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield context
    context.close()
