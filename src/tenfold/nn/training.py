"""The training loop: epochs, shuffling, the learning rate, callbacks. The work is the engine's."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.data.augment import Augment
from tenfold.nn import optimizers, random
from tenfold.nn.callbacks import CallbackList, Logs
from tenfold.nn.engine import Engine
from tenfold.nn.evaluation import loss_and_accuracy
from tenfold.nn.examples import Examples
from tenfold.nn.objective import Objective

# Work between two calls of Python, in multiplications of the forward pass: 50 to 100 ms, so that
# progress moves and the calls cost nothing. Never measured as time: the parts' losses are added,
# and the sum's last bits should be the same on every run.
CHUNK_MULTIPLICATIONS = 6e9


@dataclass(frozen=True)
class Settings:
    """How one call of `fit` trains."""

    epochs: int
    initial_epoch: int
    batch_size: int
    shuffle: bool
    seed: int
    threads: int | None
    augment: Augment | None = None  # none is what Keras does
    clean_epochs: int = 0  # how many epochs at the end see the images as they are


@dataclass(frozen=True, eq=False)
class Training:
    """One call of `fit`, ready to run.

    The weights that come out depend on the seed, and not on threads, callbacks or the epoch at
    which a run was taken up again.
    """

    engine: Engine
    objective: Objective
    examples: Examples
    held_out: Examples | None
    settings: Settings
    callbacks: CallbackList
    chunk: int  # minibatches that the engine does at a time, unless callbacks want to see each
    stopped: Callable[[], bool]

    @property
    def steps(self) -> int:
        """Minibatches in an epoch."""
        return math.ceil(len(self.examples) / self.settings.batch_size)

    def run(self) -> None:
        """Train from `initial_epoch` to `epochs`, or until `stopped`."""
        names = list(self.objective.logs(0.0, 0.0))
        names += [f"val_{name}" for name in names if self.held_out is not None]
        params = {"epochs": self.settings.epochs, "steps": self.steps, "metrics": names}
        schedule = optimizers.schedule(self.objective.optimizer)
        rates = schedule.rates(self.steps * self.settings.epochs)
        self.callbacks.set_params(params)
        self.callbacks.on_train_begin()
        logs: Logs = {}
        for epoch in range(self.settings.initial_epoch, self.settings.epochs):
            self.callbacks.on_epoch_begin(epoch)
            logs = self._epoch(epoch, rates[epoch * self.steps : (epoch + 1) * self.steps])
            logs |= self._validation()
            self.callbacks.on_epoch_end(epoch, logs)
            if self.stopped():
                break
        self.callbacks.on_train_end(logs)

    def _epoch(self, epoch: int, rates: NDArray[np.float32]) -> Logs:
        settings, batch_size = self.settings, self.settings.batch_size
        order = epoch_order(len(self.examples), settings.seed, epoch, settings.shuffle)
        clean = epoch >= settings.epochs - settings.clean_epochs
        augment = None if clean else settings.augment
        chunk = 1 if self.callbacks.watches_batches else self.chunk
        loss, right, logs = 0.0, 0, {}
        for step in range(0, len(rates), chunk):
            self.callbacks.on_train_batch_begin(step)
            chunk_loss, chunk_right = self.engine.train(
                self.examples.x,
                self.examples.y,
                order=order[step * batch_size : (step + chunk) * batch_size],
                batch_size=batch_size,
                learning_rates=rates[step : step + chunk],
                optimizer=self.objective.optimizer,
                epoch=epoch,
                seed=settings.seed,
                label_smoothing=self.objective.loss.label_smoothing,
                augment=augment,
                threads=settings.threads,
            )
            loss, right = loss + chunk_loss, right + chunk_right
            done = min(step + chunk, len(rates))
            seen = min(done * batch_size, len(order))
            logs = self.objective.logs(loss / seen, right / seen)
            self.callbacks.on_train_batch_end(done - 1, logs)
        return logs

    def _validation(self) -> Logs:
        if self.held_out is None:
            return {}
        loss, threads = self.objective.loss, self.settings.threads
        measured = loss_and_accuracy(self.engine, self.held_out, loss, threads)
        return {f"val_{name}": value for name, value in self.objective.logs(*measured).items()}


def chunk_size(multiplications: int, batch_size: int) -> int:
    """How many minibatches are worth one call, from the multiplications for one image."""
    return max(1, int(CHUNK_MULTIPLICATIONS / (max(multiplications, 1) * batch_size)))


def epoch_order(count: int, seed: int, epoch: int, shuffle: bool) -> NDArray[np.int64]:
    """The order in which an epoch goes through the images, int64 (count,)."""
    if not shuffle:
        return np.arange(count, dtype=np.int64)
    return random.generator(seed, random.ORDER, epoch).permutation(count)
