"""Callbacks: Keras's hooks in Keras's order, and what the ready-made ones do."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tenfold
from quadrants import quadrants, small_network
from tenfold.errors import InvalidInput, OutputNotWritable
from tenfold.nn.callbacks import (
    Callback,
    CSVLogger,
    EarlyStopping,
    LambdaCallback,
    ModelCheckpoint,
    Monitor,
)
from tenfold.nn.network import Sequential

X, Y = quadrants(100)


def run(callback: Callback, losses: list[float], name: str = "val_loss") -> Sequential:
    """What `fit` would call, with these losses instead of real ones."""
    model = small_network()
    model.get_weights()
    callback.set_model(model)
    callback.set_params({"epochs": len(losses), "steps": 1, "metrics": [name]})
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        model.set_weights([np.full_like(w, epoch) for w in model.get_weights()])
        callback.on_epoch_end(epoch, {name: loss})
        if model.stop_training:
            break
    callback.on_train_end()
    return model


def test_hooks_in_order() -> None:
    seen: list[Any] = []

    class Watcher(Callback):
        def on_train_begin(self, logs: Any = None) -> None:
            seen.append("train")

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            seen.append(epoch)

        def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
            seen.append(f"b{batch}")

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            seen.append((f"e{batch}", sorted(logs)))

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            seen.append((epoch, list(logs)))
            assert self.model.history.history["loss"][-1] == logs["loss"]

        def on_train_end(self, logs: Any = None) -> None:
            seen.append(("end", list(logs)))

    model = small_network()
    watcher = Watcher()
    model.fit(X, Y, batch_size=60, verbose=0, validation_data=(X, Y), callbacks=[watcher])
    measured = ["accuracy", "loss"]
    everything = [*measured, "val_accuracy", "val_loss"]
    assert seen == [
        "train",
        0,
        "b0",
        ("e0", measured),
        "b1",
        ("e1", measured),
        (0, everything),
        ("end", everything),
    ]
    assert watcher.model is model
    assert watcher.params == {"epochs": 1, "steps": 2, "metrics": everything}


def test_the_last_batchs_logs_are_the_epochs() -> None:
    last: dict[str, float] = {}
    watcher = LambdaCallback(on_train_batch_end=lambda batch, logs: last.update(logs))
    history = small_network().fit(X, Y, seed=1, verbose=0, callbacks=[watcher]).history
    assert last["accuracy"] == history["accuracy"][0]
    assert last["loss"] == pytest.approx(history["loss"][0], rel=1e-9)


def test_lambda_callback_knows_its_hooks() -> None:
    with pytest.raises(InvalidInput, match="unknown hook 'on_lunch', expected on_train_begin"):
        LambdaCallback(on_lunch=print)


@pytest.mark.parametrize(
    ("options", "losses", "epochs_run"),
    [
        # Keras: stop when `patience` epochs in a row brought no improvement.
        ({}, [3, 2, 2, 1], 3),
        ({"patience": 2}, [3, 2, 2, 2, 1], 4),
        ({"patience": 2}, [3, 2, 2, 1, 1], 5),
        ({"min_delta": 0.5}, [3, 2.6, 1], 2),
        ({"mode": "max"}, [1, 2, 1, 3], 3),
        ({"patience": 9}, [3, 3, 3], 3),
    ],
)
def test_early_stopping(options: Any, losses: list[float], epochs_run: int) -> None:
    model = run(EarlyStopping(**options), losses)
    assert model.get_weights()[0].max() == epochs_run - 1


def test_early_stopping_on_accuracy_looks_for_the_largest() -> None:
    model = run(EarlyStopping("val_accuracy"), [0.5, 0.6, 0.6, 0.7], "val_accuracy")
    assert model.get_weights()[0].max() == 2


@pytest.mark.parametrize("losses", [[3, 1, 2, 2, 2], [3, 1, 2]])
def test_the_best_weights_come_back(losses: list[float]) -> None:
    model = run(EarlyStopping(patience=3, restore_best_weights=True), losses)
    assert model.get_weights()[0].max() == 1


def test_early_stopping_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    run(EarlyStopping(verbose=1), [3, 3])
    assert capsys.readouterr().out == "Epoch 2: early stopping\n"


def test_early_stopping_stops_fit_and_starts_afresh() -> None:
    stopping = EarlyStopping("loss", mode="max")  # the loss falls: never better than at first
    model = small_network()
    for _ in range(2):
        history = model.fit(X, Y, epochs=9, seed=0, verbose=0, callbacks=[stopping])
        assert len(history.epoch) < 9


@pytest.mark.parametrize(
    "make", [lambda: EarlyStopping(), lambda: ModelCheckpoint("x", save_best_only=True)]
)
def test_monitoring_what_nothing_measures(make: Any) -> None:
    with pytest.raises(InvalidInput, match="nothing measures 'val_loss', only accuracy, loss"):
        small_network().fit(X, Y, verbose=0, callbacks=[make()])


def test_a_monitor_of_nan_never_improves() -> None:
    monitor = Monitor("EarlyStopping", "loss", "auto")
    assert monitor.improved(1.0)
    assert not monitor.improved(float("nan"))
    assert monitor.improved(0.5)
    with pytest.raises(InvalidInput, match="found mode='best'"):
        Monitor("EarlyStopping", "loss", "best")


def test_model_checkpoint_names_each_epoch(tmp_path: Path) -> None:
    pattern = tmp_path / "digits-{epoch:02d}-{val_loss:.1f}.safetensors"
    run(ModelCheckpoint(pattern), [3, 2])
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "digits-01-3.0.safetensors",
        "digits-02-2.0.safetensors",
    ]


def test_model_checkpoint_keeps_the_best(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "best.safetensors"
    run(ModelCheckpoint(path, save_best_only=True, verbose=1), [3, 1, 2])
    assert tenfold.load(path).get_weights()[0].max() == 1
    assert capsys.readouterr().out.count("saving model to") == 2


def test_model_checkpoint_with_a_wrong_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"cannot fill in .*'lr'.*known are epoch, val_loss"):
        run(ModelCheckpoint(tmp_path / "{lr}.safetensors"), [1])
    with pytest.raises(OutputNotWritable):
        run(ModelCheckpoint(tmp_path / "no" / "model.safetensors"), [1])


def test_csv_logger(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    model = small_network()
    history = model.fit(X, Y, epochs=2, verbose=0, callbacks=[CSVLogger(path)]).history
    model.fit(X, Y, epochs=3, initial_epoch=2, verbose=0, callbacks=[CSVLogger(path, append=True)])
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["0", "1", "2"]
    assert [float(row["loss"]) for row in rows[:2]] == history["loss"]
    assert list(rows[0]) == ["epoch", "accuracy", "loss"]


def test_csv_logger_that_cannot_write(tmp_path: Path) -> None:
    logger = CSVLogger(tmp_path / "no" / "log.csv")
    with pytest.raises(OutputNotWritable, match="choose another path"):
        small_network().fit(X, Y, verbose=0, callbacks=[logger])
