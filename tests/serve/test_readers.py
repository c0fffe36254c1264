"""The processes that read pictures: one that is killed or hangs costs one answer, no more."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import numpy as np
import pytest
from hand import page as written
from PIL import Image
from under_test import Start, assert_problem

import tenfold
from tenfold.reader.model import sees_joined
from tenfold.serve.settings import Limits, shipped
from tenfold.serve.taught import Taught
from tenfold.serve.tempered import temper, untemper


def picture(digits: np.ndarray) -> bytes:  # type: ignore[type-arg]
    """Digits (n, 28, 28) in a row on white paper, as a PNG."""
    row = np.concatenate([np.pad(digit, 2) for digit in digits], axis=1)
    file = io.BytesIO()
    image = Image.fromarray(255 - np.pad(row, 8))
    image.resize((4 * image.width, 4 * image.height), Image.Resampling.BICUBIC).save(file, "PNG")
    return file.getvalue()


BLANK = picture(np.zeros((1, 28, 28), np.uint8))


def processes() -> set[int]:
    """Those that read pictures for services of this process."""
    children = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split(None, 1) for line in children.stdout.splitlines()]
    return {int(pid) for pid, arguments in lines if "reader_process" in arguments}


def read(client: httpx.Client, body: bytes = BLANK) -> httpx.Response:
    return client.post("/api/read", content=body, headers={"Content-Type": "image/png"})


def test_one_that_was_killed_is_replaced(start: Start, random_model: Path) -> None:
    others = processes()
    with start(random_model).client() as client:
        assert read(client).status_code == 200
        (first,) = processes() - others
        os.kill(first, signal.SIGKILL)
        for _ in range(20):  # the first after it may learn of it only while it asks
            answer = read(client)
            if answer.status_code == 200:
                break
            assert_problem(answer, 503, "try again")
        (second,) = processes() - others
        assert second != first


def test_a_picture_that_takes_too_long_is_refused_and_the_next_is_read(
    start: Start, random_model: Path
) -> None:
    others = processes()
    with start(random_model, limits=Limits(work=2.0)).client() as client:
        assert read(client).status_code == 200
        (first,) = processes() - others
        os.kill(first, signal.SIGSTOP)  # as a picture without end would
        assert_problem(read(client), 422, "longer than 2 seconds")
        assert first not in processes()
        assert read(client).status_code == 200


def test_they_end_with_the_service() -> None:
    """A service that is killed leaves none behind: their socket ends."""
    code = (
        "import socket, subprocess, sys; ours, theirs = socket.socketpair();"
        "child = subprocess.Popen([sys.executable, '-m', 'tenfold.serve.reader_process',"
        " str(theirs.fileno())], pass_fds=[theirs.fileno()]); theirs.close();"
        "ours.recv(4); ours.close(); print(child.wait(60))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout == "0\n"


def test_what_the_page_learned_is_read_in_pictures_too(start: Start) -> None:
    """An unusual hand in a picture: corrected, learned by one network, read by another."""
    digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 7]
    images = written(digits, seed=1, tilt=40)

    def are_right(text: str) -> bool:
        """In their order; what the reader takes for no digit is left out."""
        rest = iter(map(str, digits))
        return all(label in rest for label in text)

    # The page's network reads the pictures too: the reader's own is trained anew now and then.
    with start(shipped("page"), reader=shipped("page")).client() as client:
        before = read(client, picture(images)).json()["text"]
        assert not are_right(before), "this hand is not unusual"
        for image, label in zip(images, digits, strict=True):
            body = {"image": image.tolist(), "read": "1", "label": str(label)}
            assert client.post("/api/corrections", json=body).status_code == 201
        version = client.post("/api/learning").json()["version"]
        assert read(client, picture(images)).json()["text"] == before, "not yet confirmed"
        client.post(f"/api/versions/{version}/activate")
        after = read(client, picture(images)).json()["text"]
        assert are_right(after)
        assert len(after) >= len(before)


def test_without_a_lesson_it_reads_as_the_reader_alone(random_model: Path) -> None:
    x = np.random.default_rng(0).integers(0, 256, (4, 28, 28, 1), np.uint8)
    reader, small = tenfold.load(shipped("reader")), tenfold.load(random_model)
    expected = reader.predict(x)
    got = Taught(reader, small, small).predict(x)
    np.testing.assert_allclose(got, expected, atol=1e-3)  # what is under LEAST is cut
    np.testing.assert_allclose(got.sum(axis=1), 1, atol=1e-6)


def test_a_taught_reader_sees_parts_as_the_reader_does(random_model: Path) -> None:
    small = tenfold.load(random_model)
    assert sees_joined(Taught(tenfold.load(shipped("reader")), small, small))
    assert not sees_joined(Taught(small, small, small))


def test_a_temperature_is_worked_into_the_weights(random_model: Path) -> None:
    x = np.random.default_rng(0).integers(0, 256, (4, 28, 28, 1), np.uint8)
    network = tenfold.load(random_model)
    logits = np.log(network.predict(x).astype(np.float64))
    network.metadata["preprocessing"] = {"scale": 255, "temperature": 0.5}
    tempered = temper(network)
    expected = np.exp(logits / 0.5)
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(tempered.predict(x), expected, atol=1e-6)
    assert tempered.metadata["preprocessing"]["temperature"] == 1.0
    np.testing.assert_array_equal(temper(tempered).predict(x), tempered.predict(x))
    again = untemper(tempered)
    np.testing.assert_allclose(np.log(again.predict(x)), logits, atol=1e-4)
    assert again.metadata["preprocessing"] == {"scale": 255, "temperature": 0.5}


def test_modules_of_the_folder_it_is_started_in_are_not_taken(
    start: Start, random_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit('not this one')\n")
    monkeypatch.chdir(tmp_path)
    with start(random_model).client() as client:
        assert read(client).status_code == 200
