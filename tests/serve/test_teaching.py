"""Learning from corrections, and the versions of the model."""

from pathlib import Path

import numpy as np
import pytest
from hand import page
from under_test import Start, assert_problem

import tenfold
from tenfold.data import strokes
from tenfold.data.dataset import Dataset
from tenfold.errors import InvalidModel
from tenfold.serve.corrections import SIDE
from tenfold.serve.settings import shipped
from tenfold.serve.store import open_database
from tenfold.serve.versions import KEPT, Versions

DOZEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 7]


def predict(client, images) -> list[int]:  # type: ignore[no-untyped-def]
    answer = client.post("/api/predict", json={"images": images.tolist()}).json()
    return [int(one["label"]) for one in answer["predictions"]]


def test_a_dozen_corrections_of_an_unusual_hand_are_learned(
    start: Start, mnist: Dataset, tmp_path: Path
) -> None:
    """They are read right afterwards, so is the rest of that hand, and MNIST is not forgotten."""
    corrected, others = page(DOZEN, seed=1), page(DOZEN * 4, seed=2)
    with start(shipped("page")).client() as client:
        read = predict(client, corrected)
        before = np.mean(np.equal(predict(client, others), DOZEN * 4))
        assert read != DOZEN, "this hand is not unusual"
        for image, wrong, label in zip(corrected, read, DOZEN, strict=True):
            body = {"image": image.tolist(), "read": str(wrong), "label": str(label)}
            assert client.post("/api/corrections", json=body).status_code == 201
        lesson = client.post("/api/learning")
        assert lesson.status_code == 201
        taught = lesson.json()
        assert taught["before"]["corrections"] == np.sum(np.equal(read, DOZEN))
        assert taught["after"]["corrections"] == taught["corrections"] == 12
        assert predict(client, corrected) == read, "it works only when confirmed"

        client.post(f"/api/versions/{taught['version']}/activate")
        assert predict(client, corrected) == DOZEN
        after = np.mean(np.equal(predict(client, others), DOZEN * 4))
        assert after >= 0.9
        assert after > before
        learned = client.get("/api/model").content

        client.post("/api/versions/1/activate")
        assert predict(client, corrected) == read, "one can go back"

    file = tmp_path / "learned.safetensors"
    file.write_bytes(learned)
    first, now = (
        np.mean(tenfold.load(path).predict(mnist.test.x).argmax(1) == mnist.test.y)
        for path in (shipped("page"), file)
    )
    assert now >= first - 0.002
    drawn = strokes.generate(2_000, seed=5)  # neither is what hands draw
    first, now = (
        np.mean(tenfold.load(path).predict(drawn.x).argmax(1) == drawn.y)
        for path in (shipped("page"), file)
    )
    assert now >= first - 0.015


def test_what_reads_no_digits_is_not_taught_with_digits(start: Start, clothes_model: Path) -> None:
    with start(clothes_model).client() as client:
        image = page([7], seed=1)[0].tolist()
        body = {"image": image, "read": "class 1", "label": "class 7"}
        assert client.post("/api/corrections", json=body).status_code == 201
        assert_problem(client.post("/api/learning"), 409, "class 0")


def test_nothing_to_learn_from(start: Start, random_model: Path) -> None:
    with start(random_model).client() as client:
        assert_problem(client.post("/api/learning"), 422, "nothing")


def test_the_version_at_work_survives_a_restart(start: Start, random_model: Path) -> None:
    with start(random_model).client() as client:
        listed = client.get("/api/versions").json()["versions"]
        assert [(one["id"], one["origin"], one["active"]) for one in listed] == [(1, "given", True)]
        assert_problem(client.post("/api/versions/2/activate"), 404)
    database = open_database(f"sqlite:///{random_model.with_name('v.sqlite')}")
    versions = Versions(database, random_model)
    other = tenfold.load(random_model)
    other.set_weights([weight + 1 for weight in other.get_weights()])
    id = versions.add(other, "learned", "test", {})
    assert versions.active.version == 1
    versions.activate(id)
    again = Versions(database, random_model)
    assert again.active.version == id
    x = np.zeros((1, SIDE, SIDE, 1), np.uint8)
    np.testing.assert_array_equal(again.active.network.predict(x), other.predict(x))
    again.activate(1)
    assert Versions(database, random_model).active.version == 1
    database.dispose()


def test_another_base_has_versions_of_its_own(random_model: Path, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/v.sqlite")
    first = Versions(database, random_model)
    first.activate(first.add(first.active.network, "learned", "test", {}))
    other = tenfold.load(random_model)
    other.set_weights([weight + 1 for weight in other.get_weights()])
    other.save(tmp_path / "other.safetensors")
    second = Versions(database, tmp_path / "other.safetensors")
    assert len(second.all()) == 1
    assert second.active.version == second.all()[0].id
    database.dispose()


def test_old_versions_go_but_never_the_first_nor_the_one_at_work(
    random_model: Path, tmp_path: Path
) -> None:
    database = open_database(f"sqlite:///{tmp_path}/v.sqlite")
    versions = Versions(database, random_model)
    working = versions.add(versions.active.network, "learned", "test", {})
    versions.activate(working)
    for _ in range(KEPT + 5):
        newest = versions.add(versions.active.network, "learned", "test", {})
    ids = [one.id for one in versions.all()]
    assert len(ids) == KEPT
    assert {1, working, newest} <= set(ids)
    database.dispose()


def test_a_model_for_other_pictures_is_refused(tmp_path: Path) -> None:
    model = tenfold.Sequential(
        [tenfold.Input((8, 8, 3)), tenfold.Flatten(), tenfold.Dense(2, activation="softmax")]
    )
    model.predict(np.zeros((1, 8, 8, 3), np.uint8))
    model.save(tmp_path / "model.safetensors")
    database = open_database("sqlite://")
    with pytest.raises(InvalidModel, match=r"\(8, 8, 3\)"):
        Versions(database, tmp_path / "model.safetensors")
    database.dispose()
