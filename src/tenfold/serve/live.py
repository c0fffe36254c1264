"""Training that can be watched: one run at a time, in a thread, telling what it does."""

import asyncio
import base64
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

import numpy as np

from tenfold.data import datasets
from tenfold.data.dataset import Dataset, Split
from tenfold.errors import TenfoldError
from tenfold.nn.network import Sequential
from tenfold.serve.problems import Refused
from tenfold.train import recipes
from tenfold.train.trainer import Epoch, Run

PERIOD = 0.25  # seconds between two looks at the network
LOOKED_AT = 500  # test pictures in each look; the test set itself is measured after each epoch
SHOWN = 30  # of those, drawn on the page
MOST_EVENTS = 2_000  # remembered for whoever opens the page later

Event = dict[str, Any]  # "event" and its data


class Stopped(Exception):  # noqa: N818, somebody asked for it
    """Thrown into the run by whoever stops it."""


@dataclass
class Job:
    """A run and what it told so far."""

    settings: dict[str, Any]  # what was asked for
    events: list[Event] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False
    network: Sequential | None = None  # when it is done, or stopped after something was learned
    scores: dict[str, Any] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        return not self.events or self.events[-1]["event"] not in ("done", "stopped", "failed")


class LiveTraining:
    """The one run that a service has at a time."""

    def __init__(self) -> None:
        self.job: Job | None = None

    def start(self, data: str, recipe: str, epochs: int | None, seed: int) -> Job:
        """Starts a run. Refused with 409 while one is running."""
        if self.job is not None and self.job.is_running:
            raise Refused(HTTPStatus.CONFLICT, "A training is running; stop it first.")
        chosen = recipes.find(recipe)
        chosen = replace(chosen, epochs=epochs or chosen.epochs)
        self.job = Job({"data": data, "recipe": recipe, "epochs": chosen.epochs, "seed": seed})
        loop = asyncio.get_running_loop()
        trainer = Trainer(self.job, loop, data, chosen, seed)
        threading.Thread(target=trainer.run, name="tenfold-train", daemon=True).start()
        return self.job

    def stop(self) -> None:
        """Asks the run to stop; it does within a minibatch."""
        if self.job is not None:
            self.job.stopping = True

    async def follow(self, job: Job, start: int = 0) -> AsyncIterator[tuple[int, Event]]:
        """Everything that a run tells from event number `start` on, until it ends."""
        while True:
            while start < len(job.events):
                yield start, job.events[start]
                start += 1
            if not job.is_running:
                return
            job.changed.clear()
            await job.changed.wait()
