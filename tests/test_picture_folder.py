"""Folders of class folders of pictures."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import tenfold
from tenfold.data import picture_folder
from tenfold.data.picture_folder import Options
from tenfold.errors import InvalidData, InvalidInput, TenfoldError


def fill(folder: Path, n: int, level: int) -> None:
    """n pictures of one grey each: level, level + 1 …"""
    folder.mkdir(parents=True)
    for i in range(n):
        Image.new("L", (10 + i, 12), level + i).save(folder / f"{i}.png")


@pytest.fixture
def animals(tmp_path: Path) -> Path:
    fill(tmp_path / "animals" / "dog", 10, 200)
    fill(tmp_path / "animals" / "cat", 5, 100)
    return tmp_path / "animals"


def levels(split: picture_folder.Split) -> list[int]:
    return split.x[:, 0, 0, 0].tolist()


def test_classes_are_the_folders(animals: Path) -> None:
    dataset = tenfold.datasets.load(animals)
    assert dataset.name == "animals"
    assert dataset.class_names == ("cat", "dog")
    assert dataset.shape == (28, 28, 1)
    assert np.bincount(dataset.train.y).tolist() == [4, 8]
    assert np.bincount(dataset.test.y).tolist() == [1, 2]
    everything = levels(dataset.train) + levels(dataset.test)
    assert sorted(everything) == [*range(100, 105), *range(200, 210)]
    for split in (dataset.train, dataset.test):
        assert [level >= 200 for level in levels(split)] == split.y.astype(bool).tolist()
    assert dataset.skipped == ()


def test_the_split_is_the_same_every_time(animals: Path) -> None:
    first = tenfold.datasets.load(animals)
    assert tenfold.datasets.load(str(animals)).fingerprint == first.fingerprint
    assert tenfold.datasets.load(animals, seed=1).fingerprint != first.fingerprint
    assert len(tenfold.datasets.load(animals, test_fraction=0.4).test) == 6


def test_options_reach_the_pictures(animals: Path) -> None:
    dataset = tenfold.datasets.load(animals, size=32, color=True, fit="stretch")
    assert dataset.shape == (32, 32, 3)


def test_train_and_test_apart(animals: Path, tmp_path: Path) -> None:
    both = tmp_path / "both"
    both.mkdir()
    animals.rename(both / "train")
    fill(both / "test" / "dog", 3, 50)
    dataset = tenfold.datasets.load(both)
    assert (len(dataset.train), len(dataset.test)) == (15, 3)
    assert levels(dataset.test) == [50, 51, 52]
    assert dataset.test.y.tolist() == [1, 1, 1]
    fill(both / "test" / "emu", 3, 50)
    with pytest.raises(InvalidData, match=r"has \['emu'\], which train/ has not"):
        tenfold.datasets.load(both)


def test_files_below_and_hidden_ones(animals: Path) -> None:
    fill(animals / "cat" / "more", 2, 0)
    (animals / "cat" / ".DS_Store").write_text("not a picture")
    (animals / ".git").mkdir()
    (animals / "labels.csv").write_text("in no class folder")
    dataset = tenfold.datasets.load(animals)
    assert dataset.class_names == ("cat", "dog")
    assert len(dataset.train) + len(dataset.test) == 17


def test_unreadable_files_fail_or_are_listed(animals: Path) -> None:
    (animals / "cat" / "3.png").write_text("a shopping list")
    (animals / "dog" / "notes.txt").write_text("another")
    with pytest.raises(InvalidData) as caught:
        tenfold.datasets.load(animals)
    assert "2 of 16 files are no pictures, first cat/3.png" in str(caught.value)
    assert "on_error='skip'" in str(caught.value)
    dataset = tenfold.datasets.load(animals, on_error="skip")
    assert [file.path for file in dataset.skipped] == ["cat/3.png", "dog/notes.txt"]
    assert all("no picture" in file.reason for file in dataset.skipped)
    assert sorted(levels(dataset.train) + levels(dataset.test)) == [
        *(100, 101, 102, 104),
        *range(200, 210),
    ]


def test_a_class_without_pictures(animals: Path) -> None:
    (animals / "emu").mkdir()
    (animals / "emu" / "notes.txt").write_text("no emu yet")
    with pytest.raises(InvalidData, match="1 class folders have no picture, first 'emu'"):
        tenfold.datasets.load(animals, on_error="skip")


@pytest.mark.parametrize("folders", [0, 1])
def test_too_few_classes(folders: int, tmp_path: Path) -> None:
    for i in range(folders):
        fill(tmp_path / "set" / f"class-{i}", 3, 0)
    (tmp_path / "set").mkdir(exist_ok=True)
    with pytest.raises(InvalidData, match=f"has {folders} class folders, expected at least two"):
        tenfold.datasets.load(tmp_path / "set")


def test_too_few_pictures_to_split(tmp_path: Path) -> None:
    fill(tmp_path / "set" / "a", 1, 0)
    fill(tmp_path / "set" / "b", 1, 0)
    with pytest.raises(InvalidData, match="leaves one side empty"):
        tenfold.datasets.load(tmp_path / "set")


def test_the_limit_comes_before_the_memory(animals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_folder, "MOST_BYTES", 15 * 28 * 28 - 1)
    with pytest.raises(InvalidData, match="take 11760 bytes, expected at most 11759"):
        tenfold.datasets.load(animals)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"size": 0}, "size is 0"),
        ({"size": 28.0}, "size is 28.0"),
        ({"size": 5000}, "size is 5000"),
        ({"fit": "crop"}, "fit is 'crop', expected one of ('pad', 'stretch')"),
        ({"on_error": "ignore"}, "on_error is 'ignore'"),
        ({"test_fraction": 0}, "test_fraction is 0"),
    ],
)
def test_options_refuse(options: dict[str, object], problem: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Options(**options)  # type: ignore[arg-type]
    assert problem in str(caught.value)


def test_class_names_that_are_no_text(tmp_path: Path) -> None:
    for name in (b"a", b"b\xff"):
        fill(tmp_path / "set" / name.decode(errors="surrogateescape"), 5, 0)
    with pytest.raises(InvalidData, match="is no text; rename"):
        tenfold.datasets.load(tmp_path / "set")


def test_more_than_256_classes(tmp_path: Path) -> None:
    for i in range(300):
        fill(tmp_path / "set" / f"{i:03}", 2, i % 200)
    dataset = tenfold.datasets.load(tmp_path / "set", size=4, test_fraction=0.5)
    assert dataset.train.y.dtype == np.uint16
    assert dataset.test.y.tolist() == list(range(300))


def encode(form: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (5, 5), 9).save(buffer, form)
    return buffer.getvalue()


CONTENTS = st.sampled_from([b"", b"text", *(encode(form) for form in ("PNG", "GIF", "BMP"))])
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=9)


@given(
    files=st.lists(st.tuples(NAMES, NAMES, CONTENTS), max_size=12),
    on_error=st.sampled_from(["fail", "skip"]),
)
def test_fuzz(
    files: list[tuple[str, str, bytes]],
    on_error: picture_folder.OnError,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Any names and contents: a Dataset that holds, or a TenfoldError."""
    folder = tmp_path_factory.mktemp("fuzz")
    for class_name, name, content in files:
        if {class_name, name} & {".", ".."}:
            continue
        (folder / class_name).mkdir(exist_ok=True)
        (folder / class_name / name).write_bytes(content)
    try:
        dataset = picture_folder.load(folder, "fuzz", Options(size=4, on_error=on_error))
    except TenfoldError as error:
        assert str(error).isprintable()
        return
    assert set(dataset.train.y.tolist()) <= set(range(len(dataset.class_names)))
    visible = {(folder_, name) for folder_, name, _ in files if "." not in (folder_[0], name[0])}
    assert len(dataset.train) + len(dataset.test) + len(dataset.skipped) == len(visible)


def test_a_folder_of_far_too_many_files(animals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_folder, "MOST_FILES", 9)
    with pytest.raises(InvalidData, match=r"dog: holds more than 9 files"):
        tenfold.datasets.load(animals)
