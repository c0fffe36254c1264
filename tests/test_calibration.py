import numpy as np
import pytest
from numpy.typing import NDArray

from tenfold.errors import InvalidInput
from tenfold.evaluate.calibration import (
    expected_calibration_error,
    fit_temperature,
    log_loss,
    reliability,
    with_temperature,
)


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


@pytest.fixture(scope="module")
def drawn() -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Logits (5,000, 10) and labels drawn with just those probabilities."""
    random = np.random.default_rng(0)
    logits = random.normal(0, 2, (5_000, 10))
    sums = softmax(logits).cumsum(axis=1)
    return (random.random((5_000, 1)) > sums).sum(axis=1), logits


def test_the_error_of_a_small_example() -> None:
    # Two bins: (0.9 + 0.8) / 2 against 1 of 2 right, and 0.6 against 1 of 1.
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])
    y_true = np.array([0, 0, 0])
    steps = reliability(y_true, probabilities, bins=4)
    assert [(round(s.confidence, 6), s.accuracy, s.n) for s in steps] == [
        (0.6, 1.0, 1),
        (0.85, 0.5, 2),
    ]
    assert expected_calibration_error(y_true, probabilities, bins=4) == pytest.approx(
        (2 * 0.35 + 0.4) / 3
    )


def test_full_confidence_has_a_bin() -> None:
    assert reliability(np.array([1]), np.array([[0.0, 1.0]]))[0].n == 1


def test_probabilities_that_are_right_have_next_to_no_error(
    drawn: tuple[NDArray[np.int64], NDArray[np.float64]],
) -> None:
    y_true, logits = drawn
    assert expected_calibration_error(y_true, softmax(logits)) < 0.02


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_that_was_put_in_is_found(
    temperature: float, drawn: tuple[NDArray[np.int64], NDArray[np.float64]]
) -> None:
    y_true, logits = drawn
    too_sure = softmax(logits * temperature)
    found = fit_temperature(y_true, too_sure)
    assert found == pytest.approx(temperature, rel=0.05)
    assert with_temperature(too_sure, found) == pytest.approx(softmax(logits), abs=0.05)


def test_no_other_temperature_has_less_loss(
    drawn: tuple[NDArray[np.int64], NDArray[np.float64]],
) -> None:
    y_true, logits = drawn
    probabilities = softmax(logits * 3).astype(np.float32)
    best = fit_temperature(y_true, probabilities)
    losses = [
        log_loss(y_true, with_temperature(probabilities, best * factor))
        for factor in (0.97, 1.0, 1.03)
    ]
    assert min(losses) == losses[1]


def test_a_temperature_changes_no_reading(
    drawn: tuple[NDArray[np.int64], NDArray[np.float64]],
) -> None:
    probabilities = softmax(drawn[1])
    scaled = with_temperature(probabilities, 1.7)
    assert np.array_equal(scaled.argmax(axis=1), probabilities.argmax(axis=1))
    assert scaled.sum(axis=1) == pytest.approx(1, abs=1e-6)


def test_certainty_is_no_infinity() -> None:
    sure = np.array([[1.0, 0.0], [1.0, 0.0]], np.float32)
    assert np.isfinite(log_loss(np.array([0, 1]), sure))
    assert np.isfinite(with_temperature(sure, fit_temperature(np.array([0, 1]), sure))).all()


@pytest.mark.parametrize(
    ("y_true", "shape"), [([0, 1], (3, 2)), ([], (0, 2)), ([0, 2], (2, 2)), ([0, 1], (2,))]
)
def test_what_does_not_fit_is_refused(y_true: list[int], shape: tuple[int, ...]) -> None:
    with pytest.raises(InvalidInput, match="expected"):
        expected_calibration_error(np.array(y_true, np.int64), np.ones(shape))


def test_a_temperature_is_positive() -> None:
    with pytest.raises(InvalidInput, match="more than 0"):
        with_temperature(np.ones((1, 2)), 0.0)
