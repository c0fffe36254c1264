import json
from dataclasses import replace

import numpy as np
import pytest

import tenfold
from tenfold.data.dataset import Dataset
from tenfold.evaluate.metrics import wilson_interval
from tenfold.evaluate.report import parts, report

NAMES = ("cat", "dog", "owl")


def test_a_report_adds_up() -> None:
    y_true = np.array([0, 0, 1, 1, 2, 2, 2, 2], np.uint8)
    y_pred = np.array([0, 1, 1, 1, 2, 2, 2, 0], np.int64)
    found = report(
        y_true,
        np.eye(3)[y_pred] * 0.7 + 0.1,
        NAMES,
        parts={"first": slice(0, 4), "last": slice(4, 8)},
    )
    assert found.n == 8
    assert found.accuracy == 6 / 8
    assert found.interval == wilson_interval(6, 8)
    assert found.confusion.sum() == 8
    assert found.log_loss == pytest.approx(-(6 * np.log(0.8) + 2 * np.log(0.1)) / 8)
    assert found.calibration_error == pytest.approx(0.8 - 6 / 8)
    assert [(part.name, part.n, part.accuracy) for part in found.parts] == [
        ("first", 4, 3 / 4),
        ("last", 4, 3 / 4),
    ]


def test_a_report_becomes_json() -> None:
    y = np.array([0, 1, 2, 2])
    found = json.loads(json.dumps(report(y, np.eye(3)[y], NAMES).as_dict()))
    assert found["confusion"] == [[1, 0, 0], [0, 1, 0], [0, 0, 2]]
    assert found["per_class"]["owl"] == {
        "precision": 1.0,
        "recall": 1.0,
        "f1_score": 1.0,
        "support": 2,
    }
    assert found["interval"] == pytest.approx(wilson_interval(4, 4))
    assert found["parts"] == []


def test_mnist_is_scored_by_its_two_groups_of_writers(mnist: Dataset) -> None:
    writers = tenfold.datasets.mnist_writers().test
    first, last = (set(writers[part].tolist()) for part in parts(mnist).values())
    assert (len(first), len(last)) == (249, 49)
    assert len(first & last) == 1  # a pupil's picture among those of the clerks


def test_other_data_sets_have_no_parts(dots: Dataset) -> None:
    assert parts(dots) == {}
    assert parts(replace(dots, name="mnist")) == {}
