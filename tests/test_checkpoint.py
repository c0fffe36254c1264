"""Training checkpoints: a killed run goes on and ends in the same bytes."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tenfold
from quadrants import quadrants, small_network
from tenfold.errors import InvalidInput, InvalidModel
from tenfold.nn import modelfile
from tenfold.nn.checkpoint import load_checkpoint, save_checkpoint
from tenfold.nn.network import Sequential

X, Y = quadrants(100)
SETTINGS = {"seed": 6, "recipe": "quarters"}


def trained(path: Path, epochs: int = 2) -> Sequential:
    model = small_network()
    history = model.fit(X, Y, epochs=epochs, seed=6, verbose=0)
    save_checkpoint(path, model, epoch=epochs, history=history.history, settings=SETTINGS)
    return model


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    path = tmp_path / "run.checkpoint"
    model = trained(path)
    checkpoint = load_checkpoint(path)
    assert model.history
    assert checkpoint.epoch == 2
    assert checkpoint.history == model.history.history
    assert checkpoint.settings == SETTINGS
    restored = small_network()
    checkpoint.restore(restored)
    assert all(map(np.array_equal, model.get_weights(), restored.get_weights()))
    for name, value in model.optimizer_state.items():
        np.testing.assert_array_equal(restored.optimizer_state[name], value)


def test_a_checkpoint_is_a_model_too(tmp_path: Path) -> None:
    path = tmp_path / "run.checkpoint"
    model = trained(path)
    loaded = tenfold.load(path)
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))
    assert loaded.metadata == model.metadata


# Trains 6 epochs with a checkpoint after each, going on from the one that is there.
RUN = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from quadrants import quadrants, small_network
from tenfold.nn.callbacks import LambdaCallback
from tenfold.nn.checkpoint import load_checkpoint, save_checkpoint

path, model, history, first = Path(sys.argv[2]), small_network(), {}, 0
if path.exists():
    checkpoint = load_checkpoint(path)
    checkpoint.restore(model)
    history, first = checkpoint.history, checkpoint.epoch

def keep(epoch, logs):
    for name, value in logs.items():
        history.setdefault(name, []).append(value)
    save_checkpoint(path, model, epoch=epoch + 1, history=history, settings={"seed": 6})
    print(epoch + 1, flush=True)
    if sys.argv[3] == "wait" and epoch == 1:
        sys.stdin.read()  # until it is killed

model.fit(*quadrants(100), epochs=6, initial_epoch=first, seed=6, verbose=0,
          callbacks=[LambdaCallback(on_epoch_end=keep)])
model.metadata["training"] = history
model.save(path.with_suffix(".safetensors"))
"""


def command(path: Path, wait: str = "") -> list[str]:
    return [sys.executable, "-c", RUN, str(Path(__file__).parent), str(path), wait]


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_a_killed_run_ends_in_the_same_bytes(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole.checkpoint", tmp_path / "killed.checkpoint"
    subprocess.run(command(whole), check=True, stdout=subprocess.DEVNULL)
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command(killed, "wait"), **pipes) as process:
        assert process.stdout
        assert [process.stdout.readline() for _ in range(2)] == ["1\n", "2\n"]
        process.send_signal(signal.SIGKILL)
    rest = subprocess.run(command(killed), check=True, stdout=subprocess.PIPE, text=True)
    assert rest.stdout.split() == ["3", "4", "5", "6"]
    for suffix in (".checkpoint", ".safetensors"):
        assert whole.with_suffix(suffix).read_bytes() == killed.with_suffix(suffix).read_bytes()


def test_a_model_is_no_checkpoint(tmp_path: Path) -> None:
    small_network().save(tmp_path / "model.safetensors")
    with pytest.raises(InvalidModel, match="is a model but no checkpoint"):
        load_checkpoint(tmp_path / "model.safetensors")


def test_a_checkpoint_of_another_network(tmp_path: Path) -> None:
    trained(tmp_path / "run.checkpoint")
    other = Sequential([tenfold.Input((10, 10, 1)), tenfold.Flatten(), tenfold.Dense(4)])
    with pytest.raises(InvalidInput, match="another network"):
        load_checkpoint(tmp_path / "run.checkpoint").restore(other)


def negative(moment: Any) -> Any:
    return np.full_like(moment, -1)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("optimizer/m", lambda m: m[:-1]),
        ("optimizer/m", lambda m: np.full_like(m, np.nan)),
        ("optimizer/v", negative),
        ("optimizer/v", lambda v: v.astype(np.int64)),
        ("optimizer/step", lambda s: s.astype(np.float32)),
        ("optimizer/step", lambda s: np.asarray(s - 1000)),
        ("optimizer/step", lambda s: s[None]),
    ],
)
def test_a_damaged_optimizer(tmp_path: Path, part: str, change: Any) -> None:
    path = tmp_path / "run.checkpoint"
    trained(path)
    file = modelfile.read(path)
    file.extra[part] = change(file.extra[part])
    modelfile.write(path, file)
    with pytest.raises(InvalidModel, match="damaged optimizer state"):
        load_checkpoint(path)
    del file.extra[part]
    modelfile.write(path, file)
    with pytest.raises(InvalidModel, match="damaged optimizer state"):
        load_checkpoint(path)


@pytest.mark.parametrize(
    "run",
    [
        None,
        [],
        {},
        {"epoch": -1, "history": {}, "settings": {}},
        {"epoch": True, "history": {}, "settings": {}},
        {"epoch": 1, "history": [], "settings": {}},
        {"epoch": 1, "history": {"loss": 3}, "settings": {}},
        {"epoch": 1, "history": {"loss": ["3"]}, "settings": {}},
        {"epoch": 2, "history": {"loss": [0.5]}, "settings": {}},
        {"epoch": 1, "history": {}, "settings": 3},
    ],
)
def test_a_damaged_run(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "run.checkpoint"
    trained(path)
    file = modelfile.read(path)
    file.metadata["checkpoint"] = run
    modelfile.write(path, file)
    with pytest.raises(InvalidModel, match="no checkpoint of a run"):
        load_checkpoint(path)


@pytest.fixture(scope="module")
def checkpoint_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("checkpoint") / "run.checkpoint"
    trained(path)
    return path.read_bytes()


@given(
    changes=st.lists(st.tuples(st.integers(0), st.binary(min_size=1, max_size=8)), max_size=4),
    in_header=st.booleans(),
    length=st.none() | st.integers(0),
)
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    checkpoint_bytes: bytes,
    changes: list[tuple[int, bytes]],
    in_header: bool,
    length: int | None,
) -> None:
    data = bytearray(checkpoint_bytes)
    reach = 8 + int.from_bytes(data[:8], "little") if in_header else len(data)
    for at, new in changes:
        data[at % reach : at % reach + len(new)] = new
    if length is not None:
        del data[length % len(data) :]
    path = tmp_path_factory.getbasetemp() / "fuzzed.checkpoint"
    path.write_bytes(data)
    try:
        checkpoint = load_checkpoint(path)
    except InvalidModel as error:
        assert "\n" not in str(error)
    else:
        assert all(np.isfinite(array).all() for array in checkpoint.optimizer_state.values())
        assert all(len(values) == checkpoint.epoch for values in checkpoint.history.values())
