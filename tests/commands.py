"""Running the `tenfold` command: in its own process as a user does, or, quicker, in this one."""

import json
import os
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from tenfold.cli import app

TENFOLD = str(Path(sysconfig.get_path("scripts"), "tenfold"))
TIMEOUT = 120  # seconds; far above what any of these takes, for machines under load


def environment(**changes: str) -> dict[str, str]:
    """Without what the user's terminal may have set."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    return kept | {"PYTHONWARNINGS": "error"} | changes


def tenfold(*arguments: object, cwd: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """The command, run to its end."""
    return subprocess.run(
        [TENFOLD, *map(str, arguments)],
        cwd=cwd,
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def succeeds(*arguments: object, cwd: Path, **env: str) -> str:
    """What a command that must succeed printed."""
    done = tenfold(*arguments, cwd=cwd, **env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def gives_json(*arguments: object, cwd: Path, **env: str) -> dict[str, Any]:
    """The object that a command printed with --json: one line, and nothing beside it."""
    done = tenfold(*arguments, "--json", cwd=cwd, **env)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def fails(*arguments: object, cwd: Path, **env: str) -> str:
    """The one line on stderr of a command that must fail with exit code 1."""
    done = tenfold(*arguments, cwd=cwd, **env)
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert done.stdout == ""
    assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def shown(*arguments: object) -> str:
    """What a command that must succeed prints, run in this process."""
    result = CliRunner().invoke(app, [*map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.stdout


def as_json(*arguments: object) -> dict[str, Any]:
    text = shown(*arguments, "--json")
    assert text.count("\n") == 1
    found: dict[str, Any] = json.loads(text)
    return found


def refused(*arguments: object) -> str:
    """The one line on stderr of a command that must fail, run in this process."""
    result = CliRunner().invoke(app, [*map(str, arguments)])
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("error: ") and result.stderr.count("\n") == 1
    return str(result.stderr)
