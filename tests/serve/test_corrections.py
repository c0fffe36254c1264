"""Corrections, in SQLite and in PostgreSQL."""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest
import sqlalchemy as sa
from under_test import Start, assert_problem

from tenfold.errors import InvalidInput, OutputNotWritable
from tenfold.serve.settings import Limits
from tenfold.serve.store import open_database

IMAGE = np.random.default_rng(3).integers(0, 256, (28, 28)).tolist()
SEVEN = {"image": IMAGE, "read": "1", "label": "7", "strokes": [[[0.1, 0.2], [0.5, 0.25]]]}


def postgresql_programs() -> Path | None:
    """Where Debian puts initdb and postgres, which are not on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL that was started for these tests, on a socket of its own."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("needs PostgreSQL: .ci/packages installs it")
    # Not in pytest's folder: its parents are closed to other users, its path too long for a socket.
    with tempfile.TemporaryDirectory(prefix="tenfold-pg-") as folder:
        as_user = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            shutil.chown(folder, "postgres", "postgres")

        def run(program: str, *arguments: str) -> None:
            command = [*as_user, str(programs / program), "-D", f"{folder}/data", *arguments]
            subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

        run("initdb", "-A", "trust", "-U", "tester", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-w", "-l", f"{folder}/log", "-o", options, "start")
        yield f"postgresql://tester@/postgres?host={folder}"
        run("pg_ctl", "-w", "-m", "immediate", "stop")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/folder/serve.sqlite"
    url = str(request.getfixturevalue("postgresql"))
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def test_stored_listed_deleted(start: Start, random_model: Path, database: str) -> None:
    service = start(random_model, database=database)
    with service.client() as client:
        assert client.get("/api/corrections").json() == {"corrections": [], "total": 0}
        ids = [client.post("/api/corrections", json=SEVEN).json()["id"] for _ in range(3)]
        plain = {**SEVEN, "label": "4", "strokes": None}
        response = client.post("/api/corrections", json=plain)
        assert response.status_code == 201
        listed = client.get("/api/corrections?limit=2").json()
        assert listed["total"] == 4
        assert [one["id"] for one in listed["corrections"]] == [response.json()["id"], ids[2]]
        assert listed["corrections"][1]["image"] == IMAGE
        assert listed["corrections"][1]["read"] == "1"
        assert listed["corrections"][1]["label"] == "7"
        assert listed["corrections"][1]["created"].endswith(("Z", "+00:00"))
        assert client.get("/api/corrections?offset=3").json()["corrections"][0]["id"] == ids[0]
        assert client.delete(f"/api/corrections/{ids[0]}").status_code == 204
        assert_problem(client.delete(f"/api/corrections/{ids[0]}"), 404)
        assert client.get("/api/corrections").json()["total"] == 3
        assert client.delete("/api/corrections").status_code == 204
        assert client.get("/api/corrections").json()["total"] == 0
        assert client.post("/api/corrections", json=SEVEN).json()["id"] > ids[2]


def test_still_there_after_a_restart(start: Start, random_model: Path, database: str) -> None:
    with start(random_model, database=database).client() as client:
        client.post("/api/corrections", json=SEVEN)
    with start(random_model, database=database).client() as client:
        assert client.get("/api/corrections").json()["total"] == 1


def test_exported_as_a_data_set(start: Start, random_model: Path, database: str) -> None:
    with start(random_model, database=database).client() as client:
        client.post("/api/corrections", json=SEVEN)
        file = client.get("/api/corrections/export").content
    with np.load(io.BytesIO(file), allow_pickle=False) as archive:
        np.testing.assert_array_equal(archive["x_train"], [IMAGE])
        assert archive["x_train"].dtype == np.uint8
        assert archive["y_train"].tolist() == [7]


@pytest.mark.parametrize(
    "change",
    [
        {"label": "q"},
        {"label": ""},
        {"read": "x" * 65},
        {"image": [[0] * 28] * 27},
        {"strokes": []},
        {"strokes": [[[1e9, 0]]]},
        {"strokes": [[[1]]]},
    ],
)
def test_what_does_not_fit(start: Start, random_model: Path, change: dict[str, object]) -> None:
    with start(random_model).client() as client:
        assert_problem(client.post("/api/corrections", json={**SEVEN, **change}), 422)
        assert client.get("/api/corrections").json()["total"] == 0


def test_no_more_than_the_limit(start: Start, random_model: Path) -> None:
    service = start(random_model, limits=Limits(corrections=2))
    with service.client() as client:
        for status in (201, 201, 429):
            assert client.post("/api/corrections", json=SEVEN).status_code == status


SERVE = """
import resource, sys
from pathlib import Path
from tenfold.serve.server import serve
from tenfold.serve.settings import Settings
if int(sys.argv[3]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
settings = Settings(database=sys.argv[1], model=Path(sys.argv[2]), port=0)
serve(settings, lambda address: print(address, flush=True))
"""


@contextmanager
def serving(model: Path, database: str, file_limit: int = 0) -> Iterator[subprocess.Popen[str]]:
    """A service in a process of its own, killed in the end; its first line is its address."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, database, str(model), str(file_limit)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(
    random_model: Path, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path}/serve.sqlite"
    acknowledged: list[int] = []
    for round in range(2):
        with serving(random_model, database) as process:
            assert process.stdout
            url = process.stdout.readline().strip()
            headers = {"Origin": url.rstrip("/")}
            with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
                listed = client.get("/api/corrections?limit=200").json()
                assert {one["id"] for one in listed["corrections"]} >= set(acknowledged)
                for _ in range(10 if round == 0 else 1):
                    acknowledged.append(client.post("/api/corrections", json=SEVEN).json()["id"])


def test_a_full_disk_is_an_answer_and_leaves_what_was_there(
    random_model: Path, tmp_path: Path
) -> None:
    path = tmp_path / "serve.sqlite"
    with serving(random_model, f"sqlite:///{path}") as process:
        assert process.stdout
        process.stdout.readline()
        process.terminate()
    size = max(file.stat().st_size for file in tmp_path.iterdir())
    with serving(random_model, f"sqlite:///{path}", file_limit=size + 40_000) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        with httpx.Client(base_url=url, headers={"Origin": url.rstrip("/")}, timeout=60) as client:
            stored = 0
            for _ in range(200):
                response = client.post("/api/corrections", json=SEVEN)
                if response.status_code != 201:
                    break
                stored += 1
            assert_problem(response, 503, "nothing was changed")
            image = {"images": [IMAGE]}
            assert client.post("/api/predict", json=image).status_code == 200
            assert client.get("/api/corrections").json()["total"] == stored


@pytest.mark.parametrize(
    "url", ["nonsense", "oracle+nothing://x/y", "postgresql://nobody@127.0.0.1:1/x"]
)
def test_a_database_that_cannot_be_opened(url: str) -> None:
    with pytest.raises((InvalidInput, ImportError)) as caught:
        open_database(url)
    assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputNotWritable, match="--database"):
        open_database(f"sqlite:///{tmp_path}/file/folder/serve.sqlite")


def test_the_password_is_not_shown() -> None:
    with pytest.raises(InvalidInput) as caught:
        open_database("postgresql://nobody:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)
