"""The frame of the command: help, exit codes, quick start, closed pipes, terminals."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import tenfold
from commands import TENFOLD, TIMEOUT, environment, succeeds
from commands import tenfold as run
from tenfold.cli import app
from tenfold.cli.output import reporting

COMMANDS = {
    "demo": ["--threads", "--json"],
    "train": ["--recipe", "--data", "--epochs", "--batch-size", "--seed", "--threads", "--out"],
    "evaluate": ["MODEL", "--data", "--json"],
    "predict": ["MODEL", "IMAGE...", "--json"],
    "summary": ["MODEL", "--json"],
    "sweep": ["--recipe", "--seeds", "--json"],
    "serve": ["--host", "--port", "--model", "--database", "--token", "--no-token", "--open"],
    "export": ["MODEL", "--to", "--out"],
    "data list": ["--json"],
    "data fetch": ["NAME", "--json"],
    "data info": ["NAME|PATH", "--json"],
}


def shown(*arguments: str) -> Any:
    return CliRunner().invoke(app, arguments, prog_name="tenfold")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_the_options(command: str) -> None:
    result = shown(*command.split(), "--help")
    assert result.exit_code == 0
    assert all(option in result.stdout for option in COMMANDS[command])
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_help_names_the_commands(tmp_path: Path) -> None:
    text = succeeds("--help", cwd=tmp_path)
    assert all(f"  {command.split()[0]} " in text for command in COMMANDS)
    assert "..." not in text.split("Commands:")[1], "a summary is too long for its line"


def test_version() -> None:
    assert shown("--version").stdout == f"tenfold {tenfold.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "data",
        "trian",
        "train --no-such-option",
        "train --epochs 0",
        "train --epochs many",
        "train --fit squeeze",
        "train surplus",
        "evaluate",
        "predict model.safetensors",
        "sweep --seeds 1",
    ],
)
def test_wrong_usage_exits_2(arguments: str) -> None:
    result = shown(*arguments.split())
    assert result.exit_code == 2
    assert "Usage: tenfold" in result.output


def test_wrong_usage_exits_2_for_the_shell_too(tmp_path: Path) -> None:
    done = run("train", "--epochs", "0", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--epochs" in done.stderr and "Traceback" not in done.stderr
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


def test_an_operating_system_error_is_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def command() -> None:
        Path("/no/such/file").read_text()

    with pytest.raises(typer.Exit) as raised:
        reporting(command)()
    assert raised.value.exit_code == 1
    assert capsys.readouterr().err == "error: /no/such/file: No such file or directory\n"


def test_ctrl_c_exits_130(capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> None:
        raise KeyboardInterrupt

    with pytest.raises(typer.Exit) as raised:
        reporting(command)()
    assert raised.value.exit_code == 130
    assert capsys.readouterr().err == "stopped\n"


def test_a_bug_is_not_hidden() -> None:
    def command() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        reporting(command)()
