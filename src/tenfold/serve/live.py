"""Training that can be watched: one run at a time, in a thread, telling what it does."""

import asyncio
import base64
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import numpy as np

from tenfold.data import datasets
from tenfold.data.dataset import Dataset, Split
from tenfold.errors import TenfoldError
from tenfold.nn.engine import default_threads
from tenfold.nn.network import Sequential
from tenfold.serve.problems import Refused
from tenfold.train import recipes
from tenfold.train.trainer import Epoch, Run

PERIOD = 0.25  # seconds between two looks at the network
LOOKED_AT = 500  # test pictures in each look; the test set itself is measured after each epoch
SHOWN = 30  # of those, drawn on the page

Event = dict[str, Any]  # "event" and its data


class Stopped(Exception):
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
        chosen = recipes.find(recipe, epochs=epochs)
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


class Trainer:
    """The thread's side of a run: trains, looks at the network now and then, tells the loop."""

    def __init__(
        self,
        job: Job,
        loop: asyncio.AbstractEventLoop,
        data: str,
        recipe: recipes.Recipe,
        seed: int,
    ) -> None:
        self.job = job
        self.loop = loop
        self.data = data
        self.recipe = recipe
        self.seed = seed
        self.epochs: list[Epoch] = []
        self.next_look = 0.0
        self.at = (1, 0.0)  # the epoch, and the share of it that is done

    def run(self) -> None:
        """Trains to the end. Whatever happens is told as the last event."""
        start = time.perf_counter()
        try:
            self._tell("loading", data=self.data)
            dataset = datasets.load(self.data)
            self.run_of = Run(self.recipe, dataset, seed=self.seed, threads=_threads())
            self.looked_at = Split(dataset.test.x[:LOOKED_AT], dataset.test.y[:LOOKED_AT])
            self._tell("started", **self._introduction(dataset))
            self._look(*self.at)
            self.run_of.train(self)
            ending = "done"
        except Stopped:
            ending = "stopped"
        except (TenfoldError, OSError, MemoryError) as error:
            self._tell("failed", reason=" ".join(str(error).split()))
            return
        except Exception as error:
            self._tell("failed", reason="The service failed; its log says why.")
            raise error
        self._finish(dataset, ending, time.perf_counter() - start)

    def step(self, epoch: int, share: float) -> None:
        """Called after every minibatch (see `tenfold.train.trainer.Observer`)."""
        self.at = (epoch, share)
        if self.job.stopping:
            raise Stopped
        now = time.perf_counter()
        if now >= self.next_look:
            self._look(epoch, share)
            self.next_look = time.perf_counter() + PERIOD

    def epoch(self, done: Epoch) -> None:
        self.epochs.append(done)
        self._tell("epoch", epoch=done.number, loss=done.test_loss, accuracy=done.test_accuracy)

    def _introduction(self, dataset: Dataset) -> Event:
        images = self.looked_at.x[:SHOWN, ..., 0].tobytes()  # (SHOWN, 28, 28)
        return {
            "data": dataset.name,
            "recipe": self.recipe.name,
            "epochs": self.recipe.epochs,
            "parameters": self.run_of.model.count_params(),
            "class_names": list(dataset.class_names),
            "images": base64.b64encode(images).decode("ascii"),
            "labels": self.looked_at.y[:SHOWN].tolist(),
        }

    def _look(self, epoch: int, share: float) -> None:
        """What the network does now: loss and accuracy on some test pictures, and its filters."""
        network = self.run_of.model
        x, y = self.looked_at.x, self.looked_at.y
        probabilities = network.predict(x, threads=1)  # (n, classes)
        likelihood = np.maximum(probabilities[np.arange(len(y)), y], 1e-7)
        reads = probabilities.argmax(axis=1)
        kernel = network.get_weights()[0]  # (3, 3, 1, filters)
        self._tell(
            "look",
            epoch=epoch,
            share=round(share, 4),
            loss=round(float(-np.log(likelihood).mean()), 4),
            accuracy=round(float((reads == y).mean()), 4),
            reads=reads[:SHOWN].tolist(),
            filters=np.round(kernel[:, :, 0].transpose(2, 0, 1), 3).tolist(),
        )

    def _finish(self, dataset: Dataset, ending: str, seconds: float) -> None:
        self._look(*self.at)  # the network as it is kept
        network = self.run_of.model
        network.metadata["class_names"] = list(dataset.class_names)
        self.job.scores = {"test_accuracy": self.epochs[-1].test_accuracy} if self.epochs else {}
        self.job.network = network
        self._tell(ending, seconds=round(seconds, 2), **self.job.scores)

    def _tell(self, event: str, /, **data: Any) -> None:
        self.loop.call_soon_threadsafe(self._remember, {"event": event, **data})

    def _remember(self, event: Event) -> None:
        self.job.events.append(event)
        self.job.changed.set()


def _threads() -> int:
    """All cores but one, which answers requests meanwhile."""
    return max(1, default_threads() - 1)
