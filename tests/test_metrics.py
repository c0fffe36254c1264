import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InvalidInput
from tenfold.evaluate.metrics import accuracy, confusion_matrix, per_class, wilson_interval


# Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17
# (1998), table I, method 3.
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_gives_the_published_values(
    successes: int, n: int, low: float, high: float
) -> None:
    found = wilson_interval(successes, n)
    assert found == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_rate_and_mirrors(counts: tuple[int, int]) -> None:
    successes, n = counts
    low, high = wilson_interval(successes, n)
    assert 0 <= low <= successes / n + 1e-12
    assert successes / n - 1e-12 <= high <= 1
    mirrored = wilson_interval(n - successes, n)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high), abs=1e-12)


def test_wilson_interval_is_wider_when_surer() -> None:
    low, high = wilson_interval(990, 1000)
    lower, higher = wilson_interval(990, 1000, confidence=0.99)
    assert lower < low < high < higher


@pytest.mark.parametrize("arguments", [(5, 4), (-1, 4), (0, 0), (1, 2, 1.0)])
def test_wilson_interval_refuses_what_is_no_proportion(arguments: tuple[float, ...]) -> None:
    with pytest.raises(InvalidInput, match="expected 0 <= successes <= n"):
        wilson_interval(*arguments)  # type: ignore[arg-type]


def test_confusion_matrix_as_scikit_learn_documents_it() -> None:
    # The example of sklearn.metrics.confusion_matrix.
    y_true = np.array([2, 0, 2, 2, 0, 1], np.uint8)
    y_pred = np.array([0, 0, 2, 2, 0, 2], np.int64)
    confusion = confusion_matrix(y_true, y_pred, classes=3)
    assert confusion.tolist() == [[2, 0, 0], [0, 0, 1], [1, 0, 2]]
    assert accuracy(confusion) == pytest.approx(4 / 6)


def test_per_class_as_scikit_learn_documents_it() -> None:
    # The example of sklearn.metrics.classification_report.
    confusion = confusion_matrix(np.array([0, 1, 2, 2, 2]), np.array([0, 0, 2, 2, 1]), classes=3)
    scores = per_class(confusion)
    assert [round(s.precision, 2) for s in scores] == [0.5, 0.0, 1.0]
    assert [round(s.recall, 2) for s in scores] == [1.0, 0.0, 0.67]
    assert [round(s.f1_score, 2) for s in scores] == [0.67, 0.0, 0.8]
    assert [s.support for s in scores] == [1, 1, 3]


def test_a_class_that_never_occurs_scores_zero() -> None:
    absent = per_class(confusion_matrix(np.array([0]), np.array([0]), classes=2))[1]
    assert (absent.precision, absent.recall, absent.f1_score, absent.support) == (0, 0, 0, 0)


def test_many_classes_do_not_overflow_small_label_types() -> None:
    y = np.arange(200, dtype=np.uint8)
    assert np.array_equal(confusion_matrix(y, y, classes=200), np.eye(200, dtype=np.int64))


@pytest.mark.parametrize(
    ("y_true", "y_pred", "message"),
    [
        ([0, 1], [0], "same length"),
        ([], [], "at least 1"),
        ([0, 3], [0, 1], "expected 0 to 2"),
        ([0, 1], [0, -1], "expected 0 to 2"),
    ],
)
def test_confusion_matrix_refuses_what_does_not_fit(
    y_true: list[int], y_pred: list[int], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        confusion_matrix(np.array(y_true, np.int64), np.array(y_pred, np.int64), classes=3)
