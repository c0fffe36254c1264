"""Callbacks: code that runs while a network trains. Names and arguments are Keras's."""

import math
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from tenfold.errors import InvalidInput, OutputNotWritable

if TYPE_CHECKING:
    from tenfold.nn.network import Sequential

Logs = dict[str, float]


class Callback:
    """The base: `self.model` is the network, `self.params` has "epochs", "steps", "metrics".

    Epochs and batches count from 0. `logs` are the mean loss and the accuracy of the epoch so far.
    """

    # Whether the hooks for batches must see every one, as in Keras. Where they only show how far
    # an epoch is, False lets the engine do many at a time, which is quicker.
    every_batch: bool = True

    model: "Sequential"
    params: dict[str, Any]

    def set_model(self, model: "Sequential") -> None:
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None: ...
    def on_train_end(self, logs: Logs | None = None) -> None: ...
    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None: ...
    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None: ...
    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None: ...
    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None: ...


class CallbackList(Callback):
    """Several callbacks as one."""

    def __init__(self, callbacks: Iterable[Callback]) -> None:
        self.callbacks = list(callbacks)
        for callback in self.callbacks:
            if not isinstance(callback, Callback):
                raise InvalidInput(
                    f"callbacks holds {callback!r}, expected objects of a subclass of "
                    "tenfold.keras.callbacks.Callback"
                )

    @property
    def watches_batches(self) -> bool:
        """Whether one of them has a hook that must see every minibatch."""
        return any(
            getattr(getattr(callback, hook), "__func__", None) is not getattr(Callback, hook)
            for callback in self.callbacks
            if callback.every_batch
            for hook in ("on_train_batch_begin", "on_train_batch_end")
        )

    def set_model(self, model: "Sequential") -> None:
        for callback in self.callbacks:
            callback.set_model(model)

    def set_params(self, params: dict[str, Any]) -> None:
        for callback in self.callbacks:
            callback.set_params(params)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        for callback in self.callbacks:
            callback.on_train_begin(logs)

    def on_train_end(self, logs: Logs | None = None) -> None:
        for callback in self.callbacks:
            callback.on_train_end(logs)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        for callback in self.callbacks:
            callback.on_epoch_begin(epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        for callback in self.callbacks:
            callback.on_epoch_end(epoch, logs)

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        for callback in self.callbacks:
            callback.on_train_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        for callback in self.callbacks:
            callback.on_train_batch_end(batch, logs)


class History(Callback):
    """What `fit` returns: `history` holds a list for each quantity, `epoch` the epochs' numbers."""

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)


class LambdaCallback(Callback):
    """A callback of functions: `LambdaCallback(on_epoch_end=lambda epoch, logs: ...)`."""

    def __init__(self, **hooks: Callable[..., object]) -> None:
        for hook, function in hooks.items():
            if not hook.startswith("on_") or not hasattr(Callback, hook):
                known = ", ".join(name for name in vars(Callback) if name.startswith("on_"))
                raise InvalidInput(f"LambdaCallback: unknown hook {hook!r}, expected {known}")
            setattr(self, hook, function)


class Monitor:
    """Follows one quantity and remembers its best value."""

    def __init__(self, owner: str, name: str, mode: str, min_delta: float = 0.0) -> None:
        if mode not in ("auto", "min", "max"):
            raise InvalidInput(f"{owner}: found mode={mode!r}, expected 'auto', 'min' or 'max'")
        if mode == "auto":
            mode = "max" if name.endswith(("acc", "accuracy")) else "min"
        self.owner, self.name = owner, name
        self.sign = 1.0 if mode == "max" else -1.0
        self.min_delta = abs(min_delta)
        self.best: float | None = None

    def check(self, metrics: Iterable[str]) -> None:
        """Raise before the first epoch rather than after it."""
        if self.name not in metrics:
            raise InvalidInput(
                f"{self.owner}: nothing measures {self.name!r}, only {', '.join(metrics)}; "
                "pass validation_data or monitor another"
            )

    def improved(self, value: float) -> bool:
        """Whether `value` is the best so far, by more than min_delta; it then is remembered."""
        if math.isnan(value):
            return False
        if self.best is not None and self.sign * (value - self.best) <= self.min_delta:
            return False
        self.best = value
        return True


class EarlyStopping(Callback):
    """Stops when `monitor` has not improved by `min_delta` for `patience` epochs.

    `restore_best_weights` goes back to the best epoch's weights when training ends. Do not
    monitor the test set: hold out part of the training images with `validation_split`.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        restore_best_weights: bool = False,
    ) -> None:
        self.watched = Monitor("EarlyStopping", monitor, mode, min_delta)
        self.patience = patience
        self.verbose = verbose
        self.restore_best_weights = restore_best_weights

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.watched.check(self.params["metrics"])
        self.watched.best = None
        self.best_epoch = self.stopped_epoch = self.waited = 0
        self.best_weights: list[Any] | None = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if self.watched.improved((logs or {})[self.watched.name]):
            self.waited, self.best_epoch = 0, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            return
        self.waited += 1
        if self.waited >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self.verbose and self.stopped_epoch:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.best_weights is not None:
            self.model.set_weights(self.best_weights)


class ModelCheckpoint(Callback):
    """Saves the model after every epoch, or only after those in which `monitor` is the best yet.

    `filepath` may hold the epoch (from 1) and what was measured:
    "digits-{epoch:02d}-{val_loss:.3f}.safetensors".
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        mode: str = "auto",
    ) -> None:
        self.filepath = os.fspath(filepath)
        self.watched = Monitor("ModelCheckpoint", monitor, mode) if save_best_only else None
        self.verbose = verbose

    def on_train_begin(self, logs: Logs | None = None) -> None:
        if self.watched:
            self.watched.check(self.params["metrics"])

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        values = logs or {}
        if self.watched and not self.watched.improved(values[self.watched.name]):
            return
        try:
            path = self.filepath.format(epoch=epoch + 1, **values)
        except (KeyError, ValueError, IndexError) as error:
            raise InvalidInput(
                f"ModelCheckpoint: cannot fill in {self.filepath!r} ({error}), "
                f"known are epoch, {', '.join(values)}"
            ) from None
        self.model.save(path)
        if self.verbose:
            print(f"Epoch {epoch + 1}: saving model to {path}")


class CSVLogger(Callback):
    """Writes one row per epoch: the epoch (from 0), then what was measured."""

    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        self.filename, self.separator, self.append = os.fspath(filename), separator, append

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._write("a" if self.append else "w", [])

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        values = logs or {}
        self._write("a", [[epoch, *(values.get(name, "") for name in self.params["metrics"])]])

    def _write(self, mode: str, rows: list[list[Any]]) -> None:
        """Add rows, under a heading where the file is empty.

        It is opened each time: nothing stays open, and nothing is lost, when a run is stopped.
        """
        import csv  # later: most programs import callbacks without this one
        from pathlib import Path

        try:
            with Path(self.filename).open(mode, newline="", encoding="utf-8") as file:
                heading = [["epoch", *self.params["metrics"]]] if file.tell() == 0 else []
                csv.writer(file, delimiter=self.separator).writerows([*heading, *rows])
        except OSError as error:
            raise OutputNotWritable(
                f"cannot write {self.filename}: {error.strerror}; choose another path"
            ) from None
