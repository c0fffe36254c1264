"""Reading 28 × 28 pictures: /api/predict and the Open Inference Protocol."""

import json
from pathlib import Path

import numpy as np
import pytest
from under_test import Service, Start, assert_problem

import tenfold
from tenfold.evaluate.calibration import with_temperature
from tenfold.serve.settings import Limits

IMAGES = np.random.default_rng(7).integers(0, 256, (3, 28, 28))


def test_predict_gives_the_networks_probabilities(service: Service, random_model: Path) -> None:
    with service.client() as client:
        answer = client.post("/api/predict", json={"images": IMAGES.tolist()}).json()
    expected = tenfold.load(random_model).predict(IMAGES.astype(np.uint8)[..., None])
    got = np.array([one["probabilities"] for one in answer["predictions"]])
    np.testing.assert_allclose(got, expected, atol=1e-6)
    labels = [one["label"] for one in answer["predictions"]]
    assert labels == [str(i) for i in expected.argmax(axis=1)]
    assert answer["class_names"] == list("0123456789")


def test_the_probabilities_are_calibrated(start: Start, random_model: Path, tmp_path: Path) -> None:
    """As the temperature in the model's file says, in every answer and in the page's own copy."""
    model = tenfold.load(random_model)
    x = IMAGES.astype(np.uint8)[..., None]  # (3, 28, 28, 1)
    expected = with_temperature(model.predict(x), 0.25)
    model.metadata["preprocessing"] = {"scale": 255, "temperature": 0.25}
    model.save(tmp_path / "cold.safetensors")
    tensor = {"name": "x", "shape": [3, 28, 28], "datatype": "UINT8", "data": IMAGES.tolist()}
    with start(tmp_path / "cold.safetensors").client() as client:
        answer = client.post("/api/predict", json={"images": IMAGES.tolist()}).json()
        inferred = client.post("/v2/models/tenfold/infer", json={"inputs": [tensor]}).json()
        (tmp_path / "page.safetensors").write_bytes(client.get("/api/model").content)
    got = [one["probabilities"] for one in answer["predictions"]]
    np.testing.assert_allclose(got, expected, atol=1e-5)
    np.testing.assert_allclose(inferred["outputs"][0]["data"], expected.ravel(), atol=1e-5)
    served = tenfold.load(tmp_path / "page.safetensors")
    np.testing.assert_allclose(served.predict(x), expected, atol=1e-5)


def test_many_pictures_go_beside_the_event_loop(service: Service) -> None:
    images = np.repeat(IMAGES[:1], 200, axis=0).tolist()
    with service.client() as client:
        answer = client.post("/api/predict", json={"images": images}).json()
    assert len(answer["predictions"]) == 200
    assert len({one["confidence"] for one in answer["predictions"]}) == 1


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("{", 400, ()),
        ("[]", 422, ("object",)),
        ("{}", 422, ("images",)),
        ('{"images": []}', 422, ("images",)),
        (json.dumps({"images": [[[0] * 28] * 27]}), 422, ("28",)),
        (json.dumps({"images": [[[256] * 28] * 28]}), 422, ("255",)),
        (json.dumps({"images": [[["a"] * 28] * 28]}), 422, ("int",)),
        (json.dumps({"images": [[[0] * 28] * 28] * 257}), 422, ("256",)),
    ],
)
def test_a_body_that_does_not_fit(
    service: Service, body: str, status: int, words: tuple[str, ...]
) -> None:
    with service.client() as client:
        response = client.post(
            "/api/predict", content=body, headers={"Content-Type": "application/json"}
        )
    assert_problem(response, status, *words)


def test_unknown_paths_and_methods(service: Service) -> None:
    with service.client() as client:
        assert_problem(client.get("/api/nothing"), 404)
        assert_problem(client.get("/page/../settings.py"), 404)
        assert_problem(client.get("/page/%2e%2e%2fsettings.py"), 404)
        assert_problem(client.put("/api/predict"), 405)


def test_a_body_over_the_limit_is_refused_whether_its_size_is_told_or_not(
    start: Start, random_model: Path
) -> None:
    service = start(random_model, limits=Limits(body=1000))
    big = b"[" + b"1," * 600 + b"1]"

    def chunks():  # type: ignore[no-untyped-def]
        yield big[:500]
        yield big[500:]

    with service.client() as client:
        assert_problem(client.post("/api/predict", content=big), 413, "1,000")
    with service.client() as client:
        headers = {"Content-Type": "application/json"}
        assert_problem(client.post("/api/predict", content=chunks(), headers=headers), 413)


def test_open_inference_protocol(service: Service, random_model: Path) -> None:
    expected = tenfold.load(random_model).predict(IMAGES.astype(np.uint8)[..., None])
    with service.client() as client:
        assert client.get("/v2").json()["name"] == "tenfold"
        assert client.get("/v2/health/live").json() == {"live": True}
        assert client.get("/v2/health/ready").json() == {"ready": True}
        assert client.get("/v2/models/tenfold/ready").json() == {"ready": True}
        metadata = client.get("/v2/models/tenfold").json()
        assert metadata["inputs"][0]["shape"] == [-1, 28, 28, 1]
        for datatype, data in {
            "UINT8": IMAGES.ravel().tolist(),
            "FP32": (IMAGES / 255).tolist(),
        }.items():
            tensor = {"name": "x", "shape": [3, 28, 28], "datatype": datatype, "data": data}
            request = {"id": "a", "inputs": [tensor]}
            answer = client.post("/v2/models/tenfold/infer", json=request).json()
            probabilities, labels = answer["outputs"]
            assert answer["id"] == "a"
            assert probabilities["shape"] == [3, 10]
            np.testing.assert_allclose(
                np.reshape(probabilities["data"], (3, 10)), expected, atol=1e-6
            )
            assert labels["data"] == [str(i) for i in expected.argmax(axis=1)]


@pytest.mark.parametrize(
    "change",
    [
        {"shape": [2, 28, 28]},
        {"shape": [3, 14, 56]},
        {"datatype": "INT64"},
        {"datatype": "FP32"},  # but up to 255
        {"data": ["a"]},
        {"data": [[1, 2], [3]]},
        {"data": [float(10**300)] * 2352},
    ],
)
def test_a_tensor_that_does_not_fit(service: Service, change: dict[str, object]) -> None:
    tensor = {"name": "x", "shape": [3, 28, 28], "datatype": "UINT8", "data": IMAGES.tolist()}
    with service.client() as client:
        response = client.post("/v2/models/tenfold/infer", json={"inputs": [tensor | change]})
        assert_problem(response, 422, "inputs")
        assert_problem(client.get("/v2/models/other"), 404, "tenfold")


def figure(metrics: str, name: str) -> float:
    """One figure of Prometheus's text, 0 where it is not there yet."""
    values = [line.removeprefix(name) for line in metrics.splitlines() if line.startswith(name)]
    return float(values[0]) if values else 0.0


def test_figures_and_access_log(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "tenfold.access")
    requests = 'tenfold_request_seconds_count{method="POST",route="/api/predict",status="200"}'
    with service.client() as client:
        before = client.get("/metrics").text  # one registry for all the tests' services
        client.post("/api/predict?secret=1", json={"images": IMAGES.tolist()})
        client.get("/made-up/path")
        text = client.get("/metrics").text
    assert figure(text, requests) - figure(before, requests) == 1
    digits = "tenfold_digits_read_total"
    assert figure(text, digits) - figure(before, digits) == len(IMAGES)
    assert "made-up" not in text
    lines = [json.loads(r.message) for r in caplog.records if r.name == "tenfold.access"]
    wanted = {"method": "POST", "path": "/api/predict", "status": 200}
    assert any(wanted.items() <= line.items() for line in lines)
    assert "secret" not in caplog.text
