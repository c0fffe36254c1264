"""The training loop: epochs, shuffling, the learning rate, callbacks. The work is the engine's."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenfold.nn import optimizers, random
from tenfold.nn.callbacks import CallbackList, Logs
from tenfold.nn.engine import Engine
from tenfold.nn.optimizers import Optimizer

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
    optimizer: Optimizer
    label_smoothing: float


@dataclass(frozen=True)
class Examples:
    """Checked images, uint8 or float32 (n, h, w, c), and their class ids (n,)."""

    x: NDArray[Any]
    y: NDArray[Any]

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Training:
    """One call of `fit`, ready to run.

    The weights that come out depend on the seed, and not on threads, callbacks or the epoch at
    which a run was taken up again.
    """

    engine: Engine
    multiplications: int  # of one image's forward pass
    examples: Examples
    settings: Settings
    callbacks: CallbackList
    measure: Callable[[float, float], Logs]  # names the mean loss and the share right
    validate: Callable[[], Logs]  # what else belongs to an epoch's logs
    stopped: Callable[[], bool]

    def run(self) -> None:
        """Train from `initial_epoch` to `epochs`, or until `stopped`."""
        steps = math.ceil(len(self.examples) / self.settings.batch_size)
        schedule = optimizers.schedule(self.settings.optimizer)
        rates = schedule.rates(steps * self.settings.epochs)
        self.callbacks.on_train_begin()
        logs: Logs = {}
        for epoch in range(self.settings.initial_epoch, self.settings.epochs):
            self.callbacks.on_epoch_begin(epoch)
            logs = self._epoch(epoch, rates[epoch * steps : (epoch + 1) * steps])
            logs |= self.validate()
            self.callbacks.on_epoch_end(epoch, logs)
            if self.stopped():
                break
        self.callbacks.on_train_end(logs)

    def _epoch(self, epoch: int, rates: NDArray[np.float32]) -> Logs:
        settings = self.settings
        order = epoch_order(len(self.examples), settings.seed, epoch, settings.shuffle)
        chunk = self._chunk()
        loss, right, logs = 0.0, 0, {}
        for step in range(0, len(rates), chunk):
            self.callbacks.on_train_batch_begin(step)
            chunk_loss, chunk_right = self.engine.train(
                self.examples.x,
                self.examples.y,
                order=order[step * settings.batch_size : (step + chunk) * settings.batch_size],
                batch_size=settings.batch_size,
                learning_rates=rates[step : step + chunk],
                optimizer=settings.optimizer,
                epoch=epoch,
                seed=settings.seed,
                label_smoothing=settings.label_smoothing,
                threads=settings.threads,
            )
            loss, right = loss + chunk_loss, right + chunk_right
            done = min(step + chunk, len(rates))
            seen = min(done * settings.batch_size, len(order))
            logs = self.measure(loss / seen, right / seen)
            self.callbacks.on_train_batch_end(done - 1, logs)
        return logs

    def _chunk(self) -> int:
        """How many minibatches the engine does at a time."""
        if self.callbacks.watches_batches:
            return 1
        batch = self.settings.batch_size * max(self.multiplications, 1)
        return max(1, int(CHUNK_MULTIPLICATIONS / batch))


def epoch_order(count: int, seed: int, epoch: int, shuffle: bool) -> NDArray[np.int64]:
    """The order in which an epoch goes through the images, int64 (count,)."""
    if not shuffle:
        return np.arange(count, dtype=np.int64)
    return random.generator(seed, random.ORDER, epoch).permutation(count)
