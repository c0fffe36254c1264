"""tenfold serve, the way a user starts and stops it."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import tenfold
from tenfold.serve.settings import shipped

sys.path.insert(0, str(Path(__file__).parents[1]))
from commands import TENFOLD, environment, fails


@contextmanager
def served(*arguments: object, cwd: Path) -> Iterator["subprocess.Popen[str]"]:
    """A running `tenfold serve`; it ends with the block, however that ends."""
    with subprocess.Popen(
        [TENFOLD, "serve", "--port", "0", *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_it_prints_its_address_answers_and_stops(random_model: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/serve.sqlite"
    with served("--model", random_model, "--database", database, cwd=tmp_path) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        assert httpx.get(address).status_code == 200
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    assert "Traceback" not in log
    assert '"path": "/"' in log


def test_another_host_gets_a_token(random_model: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/serve.sqlite"
    options = ("--model", random_model, "--database", database, "--host", "0.0.0.0")
    with served(*options, cwd=tmp_path) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        match = re.fullmatch(r"http://0\.0\.0\.0:(\d+)/#token=(\S{20,})", address)
        assert match
        url = f"http://127.0.0.1:{match[1]}/api/versions"
        assert httpx.get(url).status_code == 401
        headers = {"Authorization": f"Bearer {match[2]}"}
        assert httpx.get(url, headers=headers).status_code == 200


def test_what_reads_pictures_is_not_loaded_at_the_start() -> None:
    """The start is quick because OpenCV and the reader load in processes of their own."""
    code = (
        "import sys; import tenfold.serve.server;"
        "print(sorted({'cv2', 'tenfold.reader', 'tenfold.vision'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_models_that_ship(tmp_path: Path) -> None:
    """Without --model: the practical's network for the page, the reader's for pictures."""
    page = tenfold.load(shipped("page"))
    assert page.count_params() == 34_826
    assert page.metadata["class_names"] == list("0123456789")
    with served("--database", f"sqlite:///{tmp_path}/serve.sqlite", cwd=tmp_path) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert len(httpx.get(f"{address}api/model").content) == shipped("page").stat().st_size


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--model", "none.safetensors"], "none.safetensors"),
        (["--model", "MODEL", "--database", "nonsense"], "database"),
        (["--model", "MODEL", "--host", "999.1.1.1"], "999.1.1.1"),
        (["--token", "a", "--no-token"], "--no-token"),
    ],
)
def test_what_does_not_work_is_one_line(
    random_model: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    given = [str(random_model) if one == "MODEL" else one for one in arguments]
    if "--database" not in given:
        given += ["--database", f"sqlite:///{tmp_path}/serve.sqlite"]
    assert words in fails("serve", "--port", "0", *given, cwd=tmp_path)


def test_a_port_that_is_taken(random_model: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/serve.sqlite"
    options = ("--model", random_model, "--database", database)
    with served(*options, cwd=tmp_path) as process:
        assert process.stdout
        port = process.stdout.readline().strip().rpartition(":")[2].strip("/")
        assert "--port" in fails("serve", "--port", port, *options, cwd=tmp_path)
