"""README.md says what is true: its commands, its code and its figures."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import tenfold
from commands import succeeds
from tenfold.data.dataset import Dataset

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")

# The output of a command without what differs from machine to machine: numbers and their widths.
NUMBER = re.compile(r"[\d,.]*\d")


def blocks(language: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    return [text for found, text in fenced if found == language]


def shape(output: str) -> list[str]:
    """`98.9 %  12` and `99.01 %   ·` look the same."""
    text = NUMBER.sub("0", output.replace("·", "0"))
    lines = [re.sub("─+", "─", " ".join(line.split())) for line in text.splitlines()]
    return [line for line in lines if line]


def test_shape_of_outputs() -> None:
    assert shape("a 1,000   ·\n\n───") == shape("a 2 17\n──") == ["a 0 0", "─"]
    assert shape("a 1") != shape("b 1")


@pytest.mark.parametrize("program", ["train", "evaluate"])
def test_the_commands_are_shown(program: str) -> None:
    assert any(block.startswith(f"$ tenfold {program}") for block in blocks("console"))


def test_commands_print_what_is_shown(mnist: Dataset, tmp_path: Path) -> None:
    for block in blocks("console"):
        command, shown = block.split("\n", 1)
        program, *arguments = command.removeprefix("$ ").split()
        assert program == "tenfold"
        assert shape(succeeds(*arguments, cwd=tmp_path)) == shape(shown), command


def test_the_code_runs(mnist: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(block, names)
    assert isinstance(names["accuracy"], float) and names["accuracy"] > 0.97
    assert tenfold.load("digits.safetensors").count_params() == 34_826


def test_the_figures_are_the_records() -> None:
    script = ROOT / "benchmarks" / "readme.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_rooms_are_there() -> None:
    tree = next(block for block in blocks("") if block.startswith("src/tenfold/"))
    rooms = re.findall(r"^[├└]── (\S+)", tree, re.MULTILINE)
    found = {
        path.name + ("/" if path.is_dir() else "")
        for path in (ROOT / "src" / "tenfold").iterdir()
        if not path.name.startswith("_") and path.suffix not in (".so", ".typed")
    }
    assert found - {"models/"} == set(rooms) - {"models/"}
    for folder in re.findall(r"^(\w+/) ", tree, re.MULTILINE):
        assert (ROOT / folder).is_dir()
