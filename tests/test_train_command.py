"""tenfold train, as real processes: killed, interrupted, resumed, refused."""

import hashlib
import json
import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from commands import TENFOLD, TIMEOUT, environment, gives_json, refused, succeeds, tenfold

MODELS = Path(__file__).parents[1] / "src" / "tenfold" / "models"
EPOCHS = 9  # some seconds, so that there is a run left to kill after the second
RUN = ("train", "--data", "dots", "--epochs", EPOCHS, "--seed", 7)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def running(*arguments: object, cwd: Path) -> Iterator["subprocess.Popen[str]"]:
    """A command that has finished two epochs and is at work on the third."""
    with subprocess.Popen(
        [TENFOLD, *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            for line in process.stderr:
                if line.startswith("epoch 2/"):
                    yield process
                    return
            pytest.fail("the run ended before its second epoch did")
        finally:
            process.kill()


@pytest.fixture(scope="module")
def uninterrupted(dots_folder: Path) -> Path:
    """The model of a run that nothing happened to."""
    path = dots_folder.parent / "uninterrupted.safetensors"
    succeeds(*RUN, "--out", path, cwd=dots_folder.parent)
    return path


def test_json_says_how_the_run_went(dots_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "model.safetensors"
    options = ("--recipe", "practical", "--epochs", 2, "--threads", 1)
    found = gives_json("train", "--data", dots_folder, *options, "--out", out, cwd=tmp_path)
    assert {"isa", "fingerprint", "batch_size"} <= set(found)
    assert set(found["seconds"]) == {"total", "train", "load"}
    assert found["model"] == str(out) and out.is_file()
    assert (found["recipe"], found["data"], found["seed"]) == ("practical", "dots", 0)
    assert (found["epochs"], found["threads"], found["params"]) == (2, 1, 25_220)
    assert [epoch["number"] for epoch in found["history"]] == [1, 2]
    assert found["test_accuracy"] == found["history"][-1]["test_accuracy"] >= 0.95


def test_a_killed_run_ends_in_the_same_bytes(uninterrupted: Path, tmp_path: Path) -> None:
    folder, out = uninterrupted.parent, tmp_path / "model.safetensors"
    with running(*RUN, "--out", out, cwd=folder) as process:
        process.kill()
        process.communicate()
    assert not out.exists(), "the run was over before it could be killed"
    note = tenfold(*RUN, "--out", out, "--resume", "--threads", 1, cwd=folder).stderr
    assert note.startswith("going on after epoch ")
    assert sha256(out) == sha256(uninterrupted)
    assert list(tmp_path.iterdir()) == [out], "the checkpoint is removed"


def test_ctrl_c_keeps_the_epochs_that_are_done(uninterrupted: Path, tmp_path: Path) -> None:
    folder, out = uninterrupted.parent, tmp_path / "a model.safetensors"
    with running(*RUN, "--out", out, cwd=folder) as process:
        process.send_signal(signal.SIGINT)
        shown, errors = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 130
    last = errors.splitlines()[-1]
    assert last.startswith("stopped: ") and "of 9 epochs are kept" in last
    assert last.endswith(f"--out '{out}' --resume")
    assert shown == "" and "Traceback" not in errors
    succeeds(*RUN, "--out", out, "--resume", cwd=folder)
    assert sha256(out) == sha256(uninterrupted)


def test_without_a_checkpoint_resume_starts_at_the_beginning(
    uninterrupted: Path, tmp_path: Path
) -> None:
    out = tmp_path / "model.safetensors"
    done = tenfold(*RUN, "--out", out, "--resume", cwd=uninterrupted.parent)
    assert "starting at epoch 1" in done.stderr.splitlines()[0]
    assert sha256(out) == sha256(uninterrupted)


def test_the_default_path_names_data_and_recipe(dots_folder: Path, tmp_path: Path) -> None:
    shown = succeeds("train", "--data", dots_folder, "--epochs", 1, cwd=tmp_path)
    assert shown.splitlines()[-1] == "saved dots-fast.safetensors"
    assert [path.name for path in tmp_path.iterdir()] == ["dots-fast.safetensors"]


@pytest.mark.parametrize(
    ("out", "says"),
    [("no/such/folder/m.safetensors", "No such file"), (".", "regular"), ("/dev/null", "regular")],
)
def test_an_impossible_path_is_found_before_the_data_is_read(
    out: str, says: str, tmp_path: Path
) -> None:
    message = refused("train", "--data", "no such data", "--out", tmp_path / out)
    assert says in message and "choose another path" in message
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_found_before_the_data_is_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    message = refused("train", "--data", "no such data", "--out", tmp_path / "m.safetensors")
    assert "Permission denied" in message


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--data", "no such data"), "no such data"),
        (
            ("--recipe", "secret"),
            "choose one of: fast, accurate, practical, reader, reader-further, rows, orientation",
        ),
        (("--data", str(Path(__file__).parents[1] / "examples")), "class folders"),
        (("--recipe", "reader-further"), "say which: --start MODEL"),
        (("--start", "no such model"), "no such model does not exist"),
        (("--start", str(MODELS / "reader.safetensors")), "other layers than recipe fast"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(
    arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    model = tmp_path / "model.safetensors"
    model.write_text("precious")
    assert says in refused("train", *arguments, "--out", model)
    assert model.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [model]


@pytest.mark.parametrize("recipe", ["reader", "rows", "orientation"])
def test_the_readers_recipes_are_for_digits(recipe: str, dots_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "model.safetensors"
    said = refused("train", "--recipe", recipe, "--data", dots_folder, "--out", out)
    assert "dots has" in said and "use mnist" in said
    assert not out.exists()


def drawn_on_a_terminal(*arguments: object, cwd: Path, **env: str) -> tuple[str, str]:
    """What a command prints on stdout, a pipe, and draws on stderr, a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [TENFOLD, *map(str, arguments)],
        cwd=cwd,
        env=environment(**env),
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as process:
        os.close(theirs)
        drawn = b""
        with suppress(OSError):  # EIO: the other side is closed
            while piece := os.read(ours, 1 << 16):
                drawn += piece
        os.close(ours)
        shown, _ = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 0, drawn
    return shown, drawn.decode()


def test_a_terminal_gets_a_bar_and_no_colour_when_it_asks_for_none(
    dots_folder: Path, tmp_path: Path
) -> None:
    command = ("train", "--data", dots_folder, "--epochs", 1)
    shown, drawn = drawn_on_a_terminal(
        *command, cwd=tmp_path, NO_COLOR="1", TERM="xterm", COLUMNS="60"
    )
    assert "\x1b" not in shown
    assert "100%" in drawn and "━" in drawn and "epoch 1/1   loss" in drawn
    assert "\x1b[3" not in drawn, "no colours"


def test_json_leaves_the_bar_and_drops_the_lines(dots_folder: Path, tmp_path: Path) -> None:
    command = ("train", "--data", dots_folder, "--epochs", 1, "--json")
    shown, drawn = drawn_on_a_terminal(*command, cwd=tmp_path, TERM="xterm")
    assert json.loads(shown)["epochs"] == 1
    assert "━" in drawn and "loss" not in drawn
