"""Whole files or none."""

from pathlib import Path

import pytest

from tenfold.data.files import check_writable, whole_file
from tenfold.errors import OutputNotWritable


def test_replaces_the_file_at_the_end_only(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_text("old")
    with whole_file(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
        assert temporary.parent == path.parent  # a move across file systems is no move
        assert temporary.suffix == path.suffix
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("problem", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_everything_as_it_was(
    tmp_path: Path, problem: type[BaseException]
) -> None:
    path = tmp_path / "model.bin"
    path.write_text("old")
    with pytest.raises(problem), whole_file(path) as temporary:
        temporary.write_text("half")
        raise problem
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("folder", "problem"), [("nowhere", "No such file"), ("file", "Not a directory")]
)
def test_a_folder_that_is_none(tmp_path: Path, folder: str, problem: str) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / folder / "model.bin"
    with pytest.raises(OutputNotWritable, match=problem), whole_file(path) as temporary:
        temporary.write_text("new")


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.mkdir()
    with pytest.raises(OutputNotWritable), whole_file(path) as temporary:
        temporary.write_text("new")
    assert list(tmp_path.iterdir()) == [path]


def test_a_check_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    check_writable(path)
    assert list(tmp_path.iterdir()) == []
    path.write_text("old")
    check_writable(path)
    assert path.read_text() == "old"


@pytest.mark.parametrize("name", ["missing/model.bin", "folder", "/dev/null"])
def test_a_check_tells_what_cannot_be_written(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputNotWritable, match="choose another path"):
        check_writable(tmp_path / name)
