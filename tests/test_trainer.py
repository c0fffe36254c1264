"""Runs inside this process: what they keep, and which checkpoints they take."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from tenfold.data.dataset import Dataset
from tenfold.errors import InvalidInput, InvalidModel, OutputNotWritable
from tenfold.nn import modelfile
from tenfold.nn.network import load
from tenfold.train.networks import practical_layers
from tenfold.train.recipes import PRACTICAL, RECIPES, find
from tenfold.train.trainer import Epoch, Run, check_start, checkpoint_path

SHORT = replace(PRACTICAL, epochs=2)


class Recorder:
    def __init__(self) -> None:
        self.steps: list[tuple[int, float]] = []
        self.epochs: list[Epoch] = []

    def step(self, epoch: int, share: float) -> None:
        self.steps.append((epoch, share))

    def epoch(self, done: Epoch) -> None:
        self.epochs.append(done)


class Stopping(Recorder):
    """Ctrl-C after the first epoch."""

    def epoch(self, done: Epoch) -> None:
        raise KeyboardInterrupt


def stopped(dataset: Dataset, out: Path) -> Run:
    run = Run(SHORT, dataset, seed=1, out=out)
    with pytest.raises(KeyboardInterrupt):
        run.train(Stopping())
    return run


def test_the_practical_is_the_practical() -> None:
    assert (PRACTICAL.epochs, PRACTICAL.batch_size) == (10, 32)
    assert PRACTICAL.as_dict()["optimizer"] == {
        "type": "Adam",
        "learning_rate": 1e-3,
        "beta_1": 0.9,
        "beta_2": 0.999,
        "epsilon": 1e-7,
    }


def test_recipes_are_found_by_name() -> None:
    assert [find(recipe.name) for recipe in RECIPES] == list(RECIPES)
    assert find("practical", epochs=3) == replace(PRACTICAL, epochs=3)
    with pytest.raises(InvalidInput, match="choose one of: fast, accurate, practical, reader"):
        find("fats")
    with pytest.raises(InvalidInput, match="batch_size is 0"):
        find("practical", batch_size=0)


def test_only_what_is_no_character_is_mirrored() -> None:
    accurate = find("accurate")
    digits, things = accurate.augment_for(["0", "1"]), accurate.augment_for(["shirt", "bag"])
    assert digits is not None and things is not None
    assert digits.elastic > 0 and not digits.flip
    assert things.elastic == 0 and things.flip
    assert PRACTICAL.augment_for(["0"]) is None is PRACTICAL.augment_for(["bag"])


def test_recipes_with_schedules_and_augmentation_keep_them_in_json(dots: Dataset) -> None:
    settings = json.loads(json.dumps(Run(find("accurate"), dots).settings))
    assert settings["optimizer"]["learning_rate"]["type"] == "OneCycle"
    assert settings["augment_characters"]["type"] == "Augment"
    assert settings["clean_epochs"] == 6


def test_the_practical_network_has_34826_parameters(mnist: Dataset) -> None:
    assert Run(PRACTICAL, mnist).model.count_params() == 34_826
    assert len(practical_layers(10)) == 6


def test_a_run_learns_reports_and_saves(dots: Dataset, tmp_path: Path) -> None:
    out, recorder = tmp_path / "model.safetensors", Recorder()
    run = Run(SHORT, dots, seed=3, out=out)
    run.train(recorder)
    assert recorder.epochs == run.history
    assert [epoch.number for epoch in run.history] == [1, 2]
    assert run.history[-1].test_accuracy >= 0.95
    assert recorder.steps[-1] == (2, 1.0) and recorder.steps == sorted(recorder.steps)
    metadata = load(out).metadata
    assert metadata["class_names"] == list(dots.class_names)
    assert metadata["training"] == run.settings
    assert metadata["training"]["fingerprint"] == dots.fingerprint
    assert metadata["scores"] == {"test_accuracy": run.history[-1].test_accuracy}
    assert not checkpoint_path(out).exists()


def test_a_run_without_a_path_writes_nothing(
    dots: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Run(replace(SHORT, epochs=1), dots).train(Recorder())
    assert list(tmp_path.iterdir()) == []


def test_what_was_done_is_there_after_an_interruption(dots: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "model.safetensors"
    first = stopped(dots, out)
    again = Run(SHORT, dots, seed=1, out=out)
    assert again.resume()
    assert again.history == first.history
    recorder = Recorder()
    again.train(recorder)
    assert [epoch.number for epoch in recorder.epochs] == [2]


def test_a_run_that_only_has_to_be_saved_is_saved(dots: Dataset, tmp_path: Path) -> None:
    """Killed between the last checkpoint and the model file."""
    out = tmp_path / "model.safetensors"
    whole = Run(SHORT, dots, seed=1, out=out)
    whole.train(Recorder())
    expected = out.read_bytes()
    out.unlink()
    stopped(dots, out)
    almost = Run(SHORT, dots, seed=1, out=out)
    almost.resume()
    with pytest.raises(KeyboardInterrupt):
        almost.train(Stopping())
    last = Run(SHORT, dots, seed=1, out=out)
    last.resume()
    assert len(last.history) == SHORT.epochs
    last.train(Recorder())
    assert out.read_bytes() == expected


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"seed": 2}, "seed 1, this one has 2"),
        ({"recipe": replace(SHORT, epochs=3)}, "epochs 2, this one has 3"),
        ({"recipe": replace(SHORT, batch_size=16)}, "batch_size 32, this one has 16"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused(
    change: dict[str, object], says: str, dots: Dataset, tmp_path: Path
) -> None:
    out = tmp_path / "model.safetensors"
    stopped(dots, out)
    kept = checkpoint_path(out).read_bytes()
    arguments = {"recipe": SHORT, "dataset": dots, "seed": 1, "out": out} | change
    with pytest.raises(InvalidInput, match=says):
        Run(**arguments).resume()  # type: ignore[arg-type]
    assert checkpoint_path(out).read_bytes() == kept


def test_a_checkpoint_of_other_data_is_refused(dots: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "model.safetensors"
    stopped(dots, out)
    other = replace(dots, train=dots.train.take(dots.train.y >= 0))
    other.train.x[0, 0, 0, 0] ^= 1
    with pytest.raises(InvalidInput, match="fingerprint"):
        Run(SHORT, other, seed=1, out=out).resume()


@pytest.mark.parametrize("damage", [b"", b"not a checkpoint", None])
def test_a_damaged_checkpoint_is_refused(
    damage: bytes | None, dots: Dataset, tmp_path: Path
) -> None:
    out = tmp_path / "model.safetensors"
    stopped(dots, out)
    path = checkpoint_path(out)
    path.write_bytes(path.read_bytes()[:-1000] if damage is None else damage)
    with pytest.raises(InvalidModel, match="checkpoint"):
        Run(SHORT, dots, seed=1, out=out).resume()


def test_a_path_that_cannot_be_written_is_refused_before_training(
    dots: Dataset, tmp_path: Path
) -> None:
    with pytest.raises(OutputNotWritable, match="cannot be written"):
        Run(SHORT, dots, out=tmp_path / "missing" / "model.safetensors")
    checkpoint_path(tmp_path / "model.safetensors").mkdir()
    with pytest.raises(OutputNotWritable, match="no regular file"):
        Run(SHORT, dots, out=tmp_path / "model.safetensors")


def test_a_checkpoint_without_a_part_of_its_history(dots: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "model.safetensors"
    stopped(dots, out)
    file = modelfile.read(checkpoint_path(out))
    del file.metadata["checkpoint"]["history"]["val_loss"]
    modelfile.write(checkpoint_path(out), file)
    with pytest.raises(InvalidModel, match=r"no 'val_loss'; train again without --resume"):
        Run(SHORT, dots, seed=1, out=out).resume()


def test_a_run_begins_with_the_weights_of_a_model(dots: Dataset, tmp_path: Path) -> None:
    first = Run(SHORT, dots, seed=1, out=tmp_path / "first.safetensors")
    first.train(Recorder())
    check_start(tmp_path / "first.safetensors", SHORT)
    further = Run(SHORT, dots, seed=2, start=tmp_path / "first.safetensors")
    for mine, theirs in zip(further.model.get_weights(), first.model.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    further.train(Recorder())
    assert further.history[0].loss < 0.8 * first.history[0].loss
    assert further.model.metadata["training"]["start"] == (
        sha256((tmp_path / "first.safetensors").read_bytes()).hexdigest()
    )
    assert "start" not in first.model.metadata["training"]


def test_a_run_learns_its_targets_in_place_of_the_labels(dots: Dataset) -> None:
    classes = len(dots.class_names)
    next_ones = np.eye(classes, dtype=np.float32)[(dots.train.y + 1) % classes]
    softened = np.float32(0.9) * next_ones + np.float32(0.1 / classes)
    run = Run(replace(SHORT, epochs=4), dots, targets=softened)
    run.train(Recorder())
    found = run.model.predict(dots.test.x).argmax(axis=1)
    assert ((dots.test.y + 1) % classes == found).mean() > 0.8


def test_a_run_begins_with_nothing_else(dots: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "first.safetensors"
    Run(replace(SHORT, epochs=1), dots, out=out).train(Recorder())
    with pytest.raises(InvalidModel, match="other layers than recipe reader"):
        check_start(out, find("reader"))
    with pytest.raises(InvalidModel, match="other layers"):
        Run(find("reader"), dots, start=out)
    with pytest.raises(InvalidModel, match="does not exist"):
        check_start(tmp_path / "none.safetensors", SHORT)
