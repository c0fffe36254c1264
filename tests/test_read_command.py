"""tenfold read: what it prints, for whom, and how it ends."""

import csv
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from commands import TENFOLD, TIMEOUT, environment
from pictures import on_paper, page, row
from tenfold.cli import app

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """one.png reads 7, rows.png 12 and 345; blank.png has nothing, bad.png is none."""
    made = tmp_path_factory.mktemp("pictures")
    Image.fromarray(on_paper(row("7"))).save(made / "one.png")
    Image.fromarray(on_paper(page(["12", "345"]))).save(made / "rows.png")
    Image.new("RGB", (300, 200), "white").save(made / "blank.png")
    (made / "bad.png").write_text("no picture")
    (made / "notes.txt").write_text("not looked at")
    return made


def read(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["read", *map(str, arguments)], input=stdin)


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_picture_prints_its_text(folder: Path) -> None:
    result = read(folder / "one.png")
    assert result.exit_code == 0
    assert result.stdout == "7\n"


def test_rows_become_lines_and_several_pictures_are_named(folder: Path) -> None:
    assert read(folder / "rows.png").stdout == "12\n345\n"
    one, rows = folder / "one.png", folder / "rows.png"
    assert read(one, rows).stdout == f"{one}: 7\n{rows}: 12\n{rows}: 345\n"


def test_json_has_just_these_fields(folder: Path) -> None:
    path = folder / "rows.png"
    result = read(path, "--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    (record,) = records(result)
    assert list(record) == ["path", "text", "rows", "digits", "rejected", "error"]
    assert record["path"] == str(path)
    assert record["text"] == "12\n345"
    assert record["rows"] == ["12", "345"]
    assert record["rejected"] == 0
    assert record["error"] is None
    for digit, (label, line) in zip(
        record["digits"], [("1", 0), ("2", 0), ("3", 1), ("4", 1), ("5", 1)], strict=True
    ):
        assert list(digit) == ["label", "confidence", "box", "row"]
        assert (digit["label"], digit["row"]) == (label, line)
        assert 0.5 <= digit["confidence"] <= 1
        assert len(digit["box"]) == 4
        assert all(isinstance(side, int) for side in digit["box"])


def test_a_blank_is_an_empty_reading(folder: Path) -> None:
    (record,) = records(read(folder / "blank.png", "--json"))
    expected = {"text": "", "rows": [], "digits": [], "rejected": 0, "error": None}
    assert record == {"path": str(folder / "blank.png")} | expected


def test_a_folder_with_one_bad_file_goes_on_and_ends_with_1(folder: Path) -> None:
    result = read(folder, "--json")
    assert result.exit_code == 1
    texts = {Path(r["path"]).name: (r["text"], r["error"]) for r in records(result)}
    assert texts.keys() == {"bad.png", "blank.png", "one.png", "rows.png"}
    assert texts["one.png"] == ("7", None)
    assert "no picture of a known format" in str(texts["bad.png"][1])
    assert "1 of 4 pictures" in result.stderr


def test_text_reports_a_bad_file_on_stderr(folder: Path) -> None:
    result = read(folder / "bad.png", folder / "one.png")
    assert result.exit_code == 1
    assert result.stdout == f"{folder / 'one.png'}: 7\n"
    assert f"error: {folder / 'bad.png'}: no picture of a known format" in result.stderr


def test_a_pattern_that_the_shell_left_alone(folder: Path) -> None:
    found = records(read(folder / "[or]*.png", "--json"))
    assert [Path(r["path"]).name for r in found] == ["one.png", "rows.png"]
    assert read(folder / "*.jpeg").exit_code == 1


def test_a_pattern_may_stand_for_folders(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "scans" / "page 1").mkdir(parents=True)
    (tmp_path / "scans" / "page 1" / "seven.png").write_bytes((folder / "one.png").read_bytes())
    for pattern in ("sc*", "scans/*", "**/*.png"):
        assert read(tmp_path / pattern).stdout == "7\n"


def test_a_pattern_follows_no_links_in_circles_and_finds_nothing_hidden(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scans" / ".cache").mkdir(parents=True)
    for place in ("one.png", ".cache/one.png"):
        (tmp_path / "scans" / place).write_bytes((folder / "one.png").read_bytes())
    for loop in ("a", "b"):  # by two of them a path may go on in 2**40 ways
        (tmp_path / "scans" / loop).symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path / "scans")
    for pattern in ("**/*.png", "../**/*.png", tmp_path / "**" / "one.png"):
        assert read(pattern).stdout == "7\n"
    assert read(".cache/**/*.png").stdout == "7\n"


def test_a_names_control_characters_are_escaped(folder: Path, tmp_path: Path) -> None:
    """A line break would make two results of one, and a terminal obeys the others."""
    odd = tmp_path / "a\n\x1b[2J.png"
    odd.write_bytes((folder / "one.png").read_bytes())
    bad = tmp_path / "b\x1b[2J.png"
    bad.write_bytes(b"none")
    result = read(odd, bad)
    assert result.stdout == f"{tmp_path}/a\\n\\x1b[2J.png: 7\n"
    assert "\x1b" not in result.stderr


def test_stdin_that_is_closed_is_one_bad_picture(folder: Path) -> None:
    command = f'"{TENFOLD}" read "{folder / "one.png"}" - "{folder / "one.png"}" <&-'
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, env=environment(), check=False
    )
    assert done.returncode == 1
    assert done.stdout == f"{folder / 'one.png'}: 7\n" * 2
    assert "1 of 3 pictures could not be read" in done.stderr


def test_stdin(folder: Path) -> None:
    data = (folder / "one.png").read_bytes()
    assert read("-", stdin=data).stdout == "7\n"
    (record,) = records(read("-", "--json", stdin=data))
    assert (record["path"], record["text"]) == ("-", "7")
    assert read("-", stdin=b"").exit_code == 1


def test_csv(folder: Path) -> None:
    result = read(folder, "--csv")
    assert result.exit_code == 1
    lines = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(lines[0]) == ["path", "text", "confidence", "rejected", "error"]
    by_name = {Path(line["path"]).name: line for line in lines}
    assert by_name["rows.png"]["text"] == "12\n345"
    assert float(by_name["one.png"]["confidence"]) > 0.5
    assert by_name["bad.png"]["error"]


def test_min_confidence_refuses(folder: Path) -> None:
    (record,) = records(read(folder / "one.png", "--json", "--min-confidence", "1"))
    assert (record["text"], record["rejected"]) == ("", 1)
    assert read(folder / "one.png", "--min-confidence", "2").exit_code == 2


def test_debug_pictures_are_written(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "seen"
    result = read(folder, "--debug", out)
    assert str(out) in result.stderr
    names = sorted(path.name for path in out.iterdir())
    assert names == ["0001-blank.png", "0002-one.png", "0003-rows.png"]
    with Image.open(out / names[2]) as seen:
        assert seen.size[0] == 800


def test_threads_change_nothing(folder: Path) -> None:
    assert read(folder, "--json", "--threads", "1").stdout == read(folder, "--json").stdout


def test_wrong_use(folder: Path, tmp_path: Path) -> None:
    assert read().exit_code == 2
    assert read(folder / "one.png", "--json", "--csv").exit_code == 2
    assert read(tmp_path).exit_code == 1  # a folder without pictures
    assert read(folder / "one.png", "--model", tmp_path / "none.safetensors").exit_code == 1
    assert read(tmp_path / "missing.png").exit_code == 1
    assert "'': cannot be read (No such file" in read("").stderr
    used = read(folder / "one.png", "--debug", folder / "rows.png")
    assert "a file is there; name a folder" in used.stderr


def test_the_command_in_a_process_of_its_own_reads_the_example() -> None:
    done = subprocess.run(
        [TENFOLD, "read", EXAMPLES / "photo.jpg"],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    assert done.stdout == "31415926\n2718281\n1618033\n"
    assert done.stderr == ""


def test_the_example_is_what_its_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "photo.jpg"
    subprocess.run([sys.executable, EXAMPLES / "photo.py", made], check=True)
    assert read(made).stdout == "31415926\n2718281\n1618033\n"


def copies(picture: Path, count: int, to: Path) -> list[str]:
    """Paths of as many links to one picture, in order."""
    paths = [to / f"{number:03}-{'x' * 100}.png" for number in range(count)]
    for path in paths:
        path.symlink_to(picture)
    return [str(path) for path in paths]


@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"]])
def test_results_go_to_stdout_below_a_bar(folder: Path, tmp_path: Path, form: list[str]) -> None:
    """A terminal shows the bar, a file takes the results: whole lines, and none lost."""
    paths = copies(folder / "one.png", 25, tmp_path)
    terminal, end = pty.openpty()
    try:
        done = subprocess.run(
            [TENFOLD, "read", *paths, *form],
            stdout=subprocess.PIPE,
            stderr=end,
            env=environment(TERM="xterm"),
            text=True,
            check=True,
        )
    finally:
        os.close(end)
        os.close(terminal)
    lines = done.stdout.splitlines()
    assert len(lines) == 25 + (form == ["--csv"])
    assert all(path in line for path, line in zip(paths, lines[-25:], strict=True))


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_lines_above_a_bar_are_never_broken(folder: Path, tmp_path: Path, form: list[str]) -> None:
    """All on one terminal of 80 columns, where each line is longer."""
    paths = copies(folder / "one.png", 25, tmp_path)
    terminal, end = pty.openpty()
    shown = []

    def take() -> None:
        with suppress(OSError):  # Linux's word for the end of a terminal
            while data := os.read(terminal, 1 << 16):
                shown.append(data)

    reading = threading.Thread(target=take)
    reading.start()
    try:
        command, env = [TENFOLD, "read", *paths, *form], environment(TERM="xterm", COLUMNS="80")
        subprocess.run(command, stdout=end, stderr=end, env=env, check=True)
    finally:
        os.close(end)
        reading.join(TIMEOUT)
        os.close(terminal)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", b"".join(shown).decode())
    lines = re.split(r"[\r\n]+", text)
    assert all(any(path in line and "7" in line for line in lines) for path in paths)


def test_ctrl_c_ends_at_once(folder: Path, tmp_path: Path) -> None:
    """Also while a picture is waited for that never comes."""
    os.mkfifo(tmp_path / "pipe.png")
    process = subprocess.Popen(
        [TENFOLD, "read", folder / "one.png", tmp_path / "pipe.png", "--threads", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(PYTHONUNBUFFERED="1"),
    )
    assert process.stdout is not None
    assert process.stdout.readline().endswith("one.png: 7\n")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, errors) == (130, "stopped\n")


def test_pipes_in_a_folder_are_no_pictures(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "one.png").symlink_to(folder / "one.png")
    assert read(tmp_path).stdout == "7\n"


def test_folders_of_any_depth_and_what_cannot_be_entered(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deeper than Python's recursion, and than a path may be long."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.png").symlink_to(folder / "one.png")
    depth = 2100
    for _ in range(depth):
        os.mkdir("d")  # noqa: PTH102
        os.chdir("d")
    (tmp_path / "d" / "one.png").symlink_to(folder / "one.png")
    try:
        result = read(tmp_path)
        pattern = read(tmp_path / "**" / "*.png")
    finally:
        for _ in range(depth):
            os.chdir("..")
            if os.path.lexists("d/one.png"):
                os.unlink("d/one.png")  # noqa: PTH108
            os.rmdir("d")  # noqa: PTH106
    assert result.stdout == f"{tmp_path}/d/one.png: 7\n{tmp_path}/one.png: 7\n"
    assert result.exit_code == 1
    assert "1 of 3 pictures could not be read" in result.stderr
    assert "folders are too deep" in pattern.stderr


def test_whatever_is_wrong_with_one_the_rest_go_on(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    wrong = [tmp_path / "empty", "x" * 300 + ".png", "y/" * 3000, "\udcff.png"]
    result = read(*wrong, folder / "one.png")
    assert result.exit_code == 1
    assert result.stdout == f"{folder / 'one.png'}: 7\n"
    assert len(result.stderr.splitlines()) == len(wrong) + 1
    assert "4 of 5 pictures" in result.stderr


def test_paths_begin_as_they_were_given(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.png").symlink_to(folder / "one.png")
    monkeypatch.chdir(tmp_path)
    assert [r["path"] for r in records(read("./", "--json"))] == ["./one.png"]


@pytest.mark.parametrize("name", ["数字.png", os.fsdecode(b"\xff\xfe.png"), "\U0001f600.png"])
def test_names_beyond_the_terminals_encoding(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to(folder / "one.png")
    for encoding in ("ascii", "utf-8:strict"):
        done = subprocess.run(
            [TENFOLD, "read", tmp_path / name, "--json"],
            capture_output=True,
            env=environment(PYTHONIOENCODING=encoding),
            check=True,
        )
        assert json.loads(done.stdout.decode(encoding[:5]))["path"] == str(tmp_path / name)


def test_a_closed_stdout_is_one_line(folder: Path) -> None:
    command = f'"{TENFOLD}" read "{folder / "one.png"}" >&-'
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, env=environment(), check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: stdout is closed")


def test_a_debug_picture_has_a_name_that_fits_and_a_stream_is_read_once(
    folder: Path, tmp_path: Path
) -> None:
    long = tmp_path / f"{'z' * 250}.png"
    long.symlink_to(folder / "one.png")
    result = read(long, "-", "--debug", tmp_path / "seen", stdin=(folder / "one.png").read_bytes())
    assert result.exit_code == 0
    assert len(list((tmp_path / "seen").iterdir())) == 2


def test_nothing_is_said_to_be_drawn_where_nothing_is(folder: Path, tmp_path: Path) -> None:
    assert "drawn" not in read(folder / "bad.png", "--debug", tmp_path / "seen").stderr
