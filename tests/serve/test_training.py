"""Training that is watched."""

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from under_test import Start, assert_problem

from tenfold.data import datasets
from tenfold.data.dataset import Dataset
from tenfold.serve import live, training


@pytest.fixture
def dots_by_name(dots: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small data under the name of large: what is tested here is not the learning."""
    monkeypatch.setattr(datasets, "load", lambda name: dots)
    monkeypatch.setattr(live, "PERIOD", 0.0)


def events(client: httpx.Client) -> list[dict[str, Any]]:
    with client.stream("GET", "/api/training/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in response.iter_lines() if line.startswith("data: ")]
    return [json.loads(line.removeprefix("data: ")) for line in lines]


@pytest.mark.usefixtures("dots_by_name")
def test_a_run_tells_what_it_does_and_can_be_kept(start: Start, random_model: Path) -> None:
    with start(random_model).client() as client:
        state = client.get("/api/training").json()
        assert state["state"] == "none"
        assert state["data"] == training.DATA
        assert_problem(client.get("/api/training/events"), 404)
        assert_problem(client.post("/api/training/keep"), 409)
        asked = {"data": "mnist", "recipe": "practical", "epochs": 2}
        assert client.post("/api/training", json=asked).status_code == 202
        told = events(client)
        names = [event["event"] for event in told]
        assert names[:2] == ["loading", "started"]
        assert names[-1] == "done"
        assert names.count("epoch") == 2
        introduction, looks = told[1], [event for event in told if event["event"] == "look"]
        shown = len(introduction["labels"])
        assert len(base64.b64decode(introduction["images"])) == 784 * shown
        for look in looks:
            assert len(look["reads"]) == shown
            assert len(look["filters"]) == 32
            assert len(look["filters"][0]) == len(look["filters"][0][0]) == 3
            assert 0 <= look["accuracy"] <= 1
        assert looks[-1]["loss"] < looks[0]["loss"]
        assert looks[-1]["accuracy"] >= looks[0]["accuracy"]
        assert looks[-1]["filters"] != looks[0]["filters"]
        assert (looks[-1]["epoch"], looks[-1]["share"]) == (2, 1), "what is kept was not shown"
        assert told[-1]["test_accuracy"] > 0.9
        assert events(client) == told, "whoever comes later sees it from the beginning"
        assert client.get("/api/training").json()["state"] == "ended"

        kept = client.post("/api/training/keep")
        assert kept.status_code == 201
        version = kept.json()["version"]
        newest = client.get("/api/versions").json()["versions"][-1]
        assert (newest["id"], newest["origin"], newest["active"]) == (version, "trained", False)
        client.post(f"/api/versions/{version}/activate")
        image = {"images": [[[0] * 28] * 28]}
        assert len(client.post("/api/predict", json=image).json()["class_names"]) == 4


@pytest.mark.usefixtures("dots_by_name")
def test_one_run_at_a_time_and_it_can_be_stopped(start: Start, random_model: Path) -> None:
    with start(random_model).client() as client:
        asked = {"data": "mnist", "recipe": "practical", "epochs": 100}
        client.post("/api/training", json=asked)
        assert_problem(client.post("/api/training", json=asked), 409, "stop it")
        assert client.delete("/api/training").status_code == 202
        assert events(client)[-1]["event"] == "stopped"
        assert client.post("/api/training", json={**asked, "epochs": 1}).status_code == 202
        assert events(client)[-1]["event"] == "done"


def test_data_that_fail_to_load_are_told(
    start: Start, random_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(name: str) -> Dataset:
        raise OSError("no such thing")

    monkeypatch.setattr(datasets, "load", load)
    with start(random_model).client() as client:
        client.post("/api/training", json={"data": "mnist", "recipe": "practical"})
        assert events(client)[-1] == {"event": "failed", "reason": "no such thing"}


@pytest.mark.parametrize(
    "body",
    [
        {"data": "/etc/passwd", "recipe": "practical"},
        {"data": "../mnist", "recipe": "practical"},
        {"data": "mnist\n", "recipe": "practical"},
        {"data": "mnist", "recipe": "none"},
        {"data": "mnist", "recipe": "practical", "epochs": 0},
        {"data": "mnist", "recipe": "practical", "epochs": 101},
        {"data": "mnist"},
    ],
)
def test_only_what_is_offered_can_be_trained(
    start: Start, random_model: Path, body: dict[str, object]
) -> None:
    with start(random_model).client() as client:
        assert_problem(client.post("/api/training", json=body), 422)
        assert client.get("/api/training").json()["state"] == "none"
