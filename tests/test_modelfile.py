"""Model files: written whole, read back the same, and nothing hostile gets through."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

import tenfold
from attacks import modelfiles
from attacks.modelfiles import ATTACKS
from quadrants import quadrants, small_network
from tenfold.errors import InvalidInput, InvalidModel, OutputNotWritable
from tenfold.nn import modelfile

X, Y = quadrants(50)


def test_a_network_comes_back_the_same(tmp_path: Path) -> None:
    model = small_network()
    model.fit(X, Y, verbose=0)
    model.metadata |= {
        "class_names": ["oben links", "rechts", "unten links", "右下"],
        "training": {"recipe": "quarters", "seed": 3},
        "scores": {"test_accuracy": 0.5},
    }
    model.save(tmp_path / "model.safetensors")
    loaded = tenfold.load(tmp_path / "model.safetensors")
    assert loaded.metadata == model.metadata
    assert loaded.architecture.to_json() == model.architecture.to_json()
    assert all(map(np.array_equal, model.get_weights(), loaded.get_weights()))
    np.testing.assert_array_equal(model.predict(X), loaded.predict(X))
    assert [path.name for path in tmp_path.iterdir()] == ["model.safetensors"]


def test_halves_are_read_as_the_nearest_floats(tmp_path: Path) -> None:
    model = small_network()
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "model.safetensors")
    model.save(tmp_path / "half.safetensors", dtype="float16")
    loaded = tenfold.load(tmp_path / "half.safetensors")
    for weight, half in zip(model.get_weights(), loaded.get_weights(), strict=True):
        assert half.dtype == np.float32
        np.testing.assert_array_equal(half, weight.astype(np.float16))
    sizes = [(tmp_path / f"{name}.safetensors").stat().st_size for name in ("half", "model")]
    assert sizes[1] - sizes[0] == pytest.approx(2 * model.count_params(), abs=16)


def test_what_halves_cannot_hold_is_told(tmp_path: Path) -> None:
    model = small_network()
    model.fit(X, Y, verbose=0)
    with pytest.raises(InvalidInput, match="dtype is 'int8', expected one of: float32, float16"):
        model.save(tmp_path / "model.safetensors", dtype="int8")
    model.set_weights([weight + 1e5 for weight in model.get_weights()])
    with pytest.raises(InvalidInput, match="infinity"):
        model.save(tmp_path / "model.safetensors", dtype="float16")
    assert list(tmp_path.iterdir()) == []


def test_a_loaded_network_can_be_trained_on(tmp_path: Path) -> None:
    model = small_network()
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "m.safetensors")
    loaded = tenfold.load(str(tmp_path / "m.safetensors"))
    for network in (model, loaded):
        network.compile("sgd", "categorical_crossentropy")
        network.fit(X, Y, seed=1, verbose=0)
    assert all(map(np.array_equal, model.get_weights(), loaded.get_weights()))


def test_the_file_is_what_the_safetensors_library_reads(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    model = small_network()
    model.save(path)
    tensors = load_file(path)
    assert {name: a.shape for name, a in tensors.items()} == {
        "conv2d/kernel": (3, 3, 1, 8),
        "conv2d/bias": (8,),
        "dense/kernel": (128, 4),
        "dense/bias": (4,),
    }
    np.testing.assert_array_equal(tensors["dense/kernel"], model.get_weights()[2])
    with safe_open(path, "numpy") as file:
        metadata = file.metadata()
    assert list(metadata) == ["tenfold"]
    about = json.loads(metadata["tenfold"])
    assert about["format"] == 1
    assert about["version"] == tenfold.__version__
    assert about["preprocessing"] == {"scale": 255}
    assert [layer["type"] for layer in about["layers"]] == [
        "Input",
        "Conv2D",
        "MaxPooling2D",
        "Flatten",
        "Dropout",
        "Dense",
    ]


SAVE = """
import sys
sys.path.insert(0, sys.argv[1])
from quadrants import quadrants, small_network
model = small_network()
model.fit(*quadrants(50), seed=4, verbose=0)
model.metadata["training"] = {"b": 1, "a": 2}
model.save(sys.argv[2])
"""


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        environment = {**os.environ, "PYTHONHASHSEED": str(ord(name))}
        command = [sys.executable, "-c", SAVE, str(Path(__file__).parent), str(tmp_path / name)]
        subprocess.run(command, check=True, env=environment)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_load_weights(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    model, other = small_network(), small_network()
    model.save(path)
    other.load_weights(path)
    assert all(map(np.array_equal, model.get_weights(), other.get_weights()))
    wider = tenfold.Sequential([tenfold.Input((10, 10, 1)), tenfold.Flatten(), tenfold.Dense(4)])
    with pytest.raises(InvalidModel, match="a network of other layers"):
        wider.load_weights(path)


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks(name: str, tmp_path: Path) -> None:
    data, says = ATTACKS[name]
    with pytest.raises(InvalidModel, match=says) as caught:
        tenfold.load(modelfiles.write(tmp_path, data))
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 400
    assert message.startswith(str(tmp_path))


def test_the_attacks_own_file_is_sound(tmp_path: Path) -> None:
    """Or else they would all be refused for another reason."""
    model = tenfold.load(modelfiles.write(tmp_path, modelfiles.file_bytes()))
    assert model.get_weights()[1].tolist() == [8.0, 9.0]


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidModel, match="does not exist"):
        tenfold.load(tmp_path / "none.safetensors")
    with pytest.raises(InvalidModel, match="is no file"):
        tenfold.load(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = modelfiles.write(tmp_path, modelfiles.file_bytes())
    path.chmod(0)
    with pytest.raises(InvalidModel, match="cannot be read"):
        tenfold.load(path)


def test_foreign_weights(tmp_path: Path) -> None:
    save_file({"w": np.zeros(3, np.float32)}, tmp_path / "w.safetensors")
    with pytest.raises(InvalidModel, match="tenfold did not write"):
        tenfold.load(tmp_path / "w.safetensors")


SOUND = modelfiles.file_bytes()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=4
    ),
    st.integers(0, len(SOUND)),
)
def test_damaged_bytes_never_crash(
    tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[int, int]], length: int
) -> None:
    """A file with a few bytes changed, perhaps cut: it loads as a finite network or is refused."""
    data = bytearray(SOUND)
    for position, value in flips:
        data[position] = value
    path = tmp_path_factory.getbasetemp() / "fuzzed.safetensors"
    for contents in (bytes(data), bytes(data[:length])):
        path.write_bytes(contents)
        loads_or_refuses(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["type", "name", "units", "shape", "activation", "input_shape", "filters", "kernel_size"]
)
LAYER = st.dictionaries(
    KEYS, JSON | st.sampled_from(["Dense", "Input", "Conv2D", "relu"]), max_size=5
)


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["format", "layers", "class_names", "scores"]), JSON),
    st.lists(st.sampled_from([modelfiles.INPUT, modelfiles.DENSE]) | LAYER, max_size=4),
    st.booleans(),
)
def test_any_metadata_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, changes: Any, layers: Any, keep_layers: bool
) -> None:
    about = {**modelfiles.ABOUT, **({} if keep_layers else {"layers": layers}), **changes}
    path = tmp_path_factory.getbasetemp() / "metadata.safetensors"
    path.write_bytes(modelfiles.with_about(about))
    loads_or_refuses(path)


def loads_or_refuses(path: Path) -> None:
    try:
        model = tenfold.load(path)
    except InvalidModel as error:
        assert "\n" not in str(error)
    else:
        assert all(np.isfinite(weight).all() for weight in model.get_weights())


def test_a_diverged_network_is_not_saved(tmp_path: Path) -> None:
    model = small_network()
    file = modelfile.ModelFile(
        model.architecture, [np.full_like(w, np.nan) for w in model.get_weights()], {}
    )
    with pytest.raises(InvalidInput, match=r"conv2d/kernel holds NaN .* lower learning rate"):
        modelfile.write(tmp_path / "model.safetensors", file)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}])
def test_metadata_that_is_no_json(tmp_path: Path, value: Any) -> None:
    model = small_network()
    model.metadata["training"] = {"value": value}
    with pytest.raises(InvalidInput, match="metadata is no JSON"):
        model.save(tmp_path / "model.safetensors")


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritable):
        small_network().save(tmp_path / "nowhere" / "model.safetensors")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputNotWritable):
        small_network().save(tmp_path / "folder")
