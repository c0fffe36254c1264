"""One training run: a recipe on a data set with a seed, interrupted or not.

With an `out` path a checkpoint lies beside it after every epoch, until the model is saved. A run
taken up from it ends in the same bytes as one that was never stopped, so nothing that is written
may depend on the clock or on the machine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tenfold.data.dataset import Dataset
from tenfold.data.files import check_writable
from tenfold.errors import InvalidInput, InvalidModel
from tenfold.nn import modelfile
from tenfold.nn.callbacks import Callback, Logs
from tenfold.nn.checkpoint import load_checkpoint, save_checkpoint
from tenfold.nn.layers import Input
from tenfold.nn.losses import CategoricalCrossentropy
from tenfold.nn.network import Sequential
from tenfold.train.recipes import Recipe


@dataclass(frozen=True)
class Epoch:
    """What one epoch gave. Accuracies are shares in [0, 1]."""

    number: int  # from 1
    loss: float  # mean over the training pictures, while they were trained on
    accuracy: float  # of the same
    test_loss: float
    test_accuracy: float


class Observer(Protocol):
    """Who wants to see a run move."""

    def step(self, epoch: int, share: float) -> None:
        """`share` of the epoch is done, in (0, 1]; epochs count from 1."""

    def epoch(self, done: Epoch) -> None:
        """An epoch is over and, where the run has a checkpoint, kept."""


Finish = Callable[[Sequential], None]


def no_more(model: Sequential) -> None:
    """How most runs finish."""


class Run:
    """A network in training. `history` holds the epochs that are done and kept.

    `start` is a model file whose weights it begins with; `targets`, rows (n, classes) that sum to
    1, are what to learn in place of the labels. Raises OutputNotWritable at once where `out` could
    not be written at the end, and InvalidModel for a `start` of other layers.
    """

    def __init__(
        self,
        recipe: Recipe,
        dataset: Dataset,
        *,
        seed: int = 0,
        threads: int | None = None,
        out: Path | None = None,
        start: Path | None = None,
        targets: NDArray[np.float32] | None = None,
    ) -> None:
        if out is not None:
            check_writable(out)
            check_writable(checkpoint_path(out))
        self.recipe = recipe
        self.dataset = dataset
        self.seed = seed
        self.threads = threads
        self.out = out
        self.history: list[Epoch] = []
        self._targets = targets
        self.model = Sequential([Input(dataset.shape), *recipe.layers(len(dataset.class_names))])
        loss = CategoricalCrossentropy(label_smoothing=recipe.label_smoothing)
        self.model.compile(recipe.optimizer, loss, ["accuracy"])
        self._started_from: str | None = None
        if start is not None:
            self.model.load_weights(start)
            self._started_from = sha256(start.read_bytes()).hexdigest()

    @property
    def settings(self) -> dict[str, Any]:
        """All that decides the result, as JSON; the model file keeps it under "training"."""
        return {
            **self.recipe.as_dict(),
            "seed": self.seed,
            "data": self.dataset.name,
            "fingerprint": self.dataset.fingerprint,
            **({"start": self._started_from} if self._started_from else {}),
        }

    def resume(self) -> bool:
        """Takes up the run from its checkpoint; False where there is none.

        InvalidInput where the checkpoint is of a run with other settings, InvalidModel where it
        is damaged.
        """
        assert self.out is not None, "a run without `out` has no checkpoint"
        path = checkpoint_path(self.out)
        if not path.exists():
            return False
        checkpoint = load_checkpoint(path)
        _check_same_run(path, checkpoint.settings, self.settings)
        try:
            history = [
                _epoch(i, {name: values[i] for name, values in checkpoint.history.items()})
                for i in range(checkpoint.epoch)
            ]
        except KeyError as error:
            raise InvalidModel(
                f"{path}: its history has no {error}; train again without --resume"
            ) from None
        checkpoint.restore(self.model)
        self.history = history
        return True

    def train(self, observer: Observer, finish: Finish = no_more) -> None:
        """Trains the epochs that are left, then saves the model and removes the checkpoint.

        `finish` may change the trained model and its metadata before that.
        """
        train, test = self.dataset.train, self.dataset.test
        self.model.fit(
            train.x,
            train.y if self._targets is None else self._targets,
            batch_size=self.recipe.batch_size,
            epochs=self.recipe.epochs,
            initial_epoch=len(self.history),
            validation_data=(test.x, test.y),  # shown, never used to choose
            callbacks=[_Reporter(self, observer)],
            verbose=0,
            seed=self.seed,
            threads=self.threads,
            augment=self.recipe.augment_for(self.dataset.class_names),
            clean_epochs=self.recipe.clean_epochs,
        )
        self.model.metadata |= {
            "preprocessing": {"scale": 255}
            | ({"fit": self.dataset.fit} if self.dataset.fit else {}),
            "class_names": list(self.dataset.class_names),
            "training": self.settings,
            "scores": {"test_accuracy": self.history[-1].test_accuracy},
        }
        finish(self.model)
        if self.out is not None:
            self.model.save(self.out, self.recipe.saved_as)
            checkpoint_path(self.out).unlink(missing_ok=True)

    def keep(self, done: Epoch) -> None:
        """Adds an epoch to the history and to the checkpoint."""
        history = [*self.history, done]
        if self.out is not None:
            save_checkpoint(
                checkpoint_path(self.out),
                self.model,
                epoch=done.number,
                history={name: [_logs(e)[name] for e in history] for name in _logs(done)},
                settings=self.settings,
            )
        self.history = history


class _Reporter(Callback):
    """Keeps what `fit` has done, and passes it on."""

    every_batch = False  # to show how far an epoch is, now and then will do

    def __init__(self, run: Run, observer: Observer) -> None:
        self.run = run
        self.observer = observer
        self.number = 0

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self.number = epoch + 1

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self.observer.step(self.number, (batch + 1) / self.params["steps"])

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        done = _epoch(epoch, logs or {})
        self.run.keep(done)
        self.observer.epoch(done)


def check_start(start: Path, recipe: Recipe) -> None:
    """Raises InvalidModel for a file that is no model, or one of other layers than the recipe's;
    how many classes there are is seen when the data are."""
    found = modelfile.read(start).architecture.to_json()[:-1]
    any_number = Sequential([Input((28, 28, 1)), *recipe.layers(10)]).architecture.to_json()[:-1]
    if found[1:] != any_number[1:]:
        raise InvalidModel(
            f"{start} has other layers than recipe {recipe.name}; start from a model that a recipe "
            "with the same network made"
        )


def checkpoint_path(out: Path) -> Path:
    """Where a run that ends in this model file keeps its checkpoint."""
    return out.with_name(f"{out.name}.checkpoint")


def _epoch(index: int, logs: Logs) -> Epoch:
    return Epoch(
        number=index + 1,
        loss=logs["loss"],
        accuracy=logs["accuracy"],
        test_loss=logs["val_loss"],
        test_accuracy=logs["val_accuracy"],
    )


def _logs(epoch: Epoch) -> Logs:
    """The reverse of `_epoch`: the names that Keras gives them."""
    return {
        "loss": epoch.loss,
        "accuracy": epoch.accuracy,
        "val_loss": epoch.test_loss,
        "val_accuracy": epoch.test_accuracy,
    }


def _check_same_run(path: Path, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        if found.get(name) != value:
            raise InvalidInput(
                f"{path} belongs to a run with {name} {found.get(name)}, this one has {value}; "
                "resume with the settings of that run, or train without --resume"
            )
