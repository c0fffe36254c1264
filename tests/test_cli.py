"""The frame of the command: help, exit codes, quick start, closed pipes, terminals."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import tenfold
from commands import TENFOLD, TIMEOUT, environment, fails, succeeds
from commands import tenfold as run

COMMANDS = {
    "demo": ["--threads", "--json"],
    "train": ["--recipe", "--data", "--epochs", "--batch-size", "--seed", "--threads", "--out"],
    "evaluate": ["MODEL", "--data", "--json"],
    "predict": ["MODEL", "IMAGE...", "--json"],
    "summary": ["MODEL", "--json"],
    "sweep": ["--recipe", "--seeds", "--json"],
    "data list": ["--json"],
    "data fetch": ["NAME", "--json"],
    "data info": ["NAME|PATH", "--json"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_the_options(command: str, tmp_path: Path) -> None:
    shown = succeeds(*command.split(), "--help", cwd=tmp_path)
    assert all(option in shown for option in COMMANDS[command])
    assert max(map(len, shown.splitlines())) <= 80


def test_help_names_the_commands(tmp_path: Path) -> None:
    shown = succeeds("--help", cwd=tmp_path)
    assert all(command.split()[0] in shown for command in COMMANDS)


def test_version(tmp_path: Path) -> None:
    assert succeeds("--version", cwd=tmp_path) == f"tenfold {tenfold.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["data"],
        ["trian"],
        ["train", "--no-such-option"],
        ["train", "--epochs", "0"],
        ["train", "--epochs", "many"],
        ["train", "surplus"],
        ["evaluate"],
        ["predict", "model.safetensors"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_waits_for_no_heavy_module() -> None:
    code = "import sys, tenfold.cli; print({'rich', 'PIL', 'safetensors'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_reader_that_has_gone_is_no_reason_for_a_traceback(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [TENFOLD, "data", "list"],
        cwd=tmp_path,
        env=environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def test_an_operating_system_error_is_one_line(tmp_path: Path) -> None:
    tmp_path.joinpath("folder").mkdir()
    assert "folder" in fails("summary", "folder", cwd=tmp_path)
