"""docs/reading.md: its code runs and prints what it says."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tenfold.cli import app

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reading.md").read_text()
TEXT = "31415926\n2718281\n1618033\n"


def test_the_command_prints_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    shown = re.search(r"```console\n\$ tenfold (.*?)\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    result = CliRunner().invoke(app, shown[1].split())
    assert result.stdout == TEXT
    assert result.stdout + result.stderr == shown[2]


def test_the_code_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(block, {})
    printed = capsys.readouterr().out
    assert printed.startswith(TEXT)
    assert printed.endswith("\n0\n")


def test_the_steps_are_files() -> None:
    for name in re.findall(r"`(\w+\.py)`", PAGE.partition("## The steps")[2]):
        assert list((ROOT / "src" / "tenfold").rglob(name)), name
