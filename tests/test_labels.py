"""Class ids and one-hot rows."""

from typing import Any

import numpy as np
import pytest

from tenfold.errors import InvalidInput
from tenfold.nn.labels import checked_labels, most_likely, to_categorical

IDS = np.array([3, 0, 9, 3])


def test_to_categorical() -> None:
    rows = to_categorical([2, 0], 4)
    assert rows.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0]]
    assert rows.dtype == np.float32
    assert to_categorical(IDS).shape == (4, 10)
    np.testing.assert_array_equal(to_categorical(IDS[:, None], 10), to_categorical(IDS, 10))


@pytest.mark.parametrize(
    "y",
    [
        IDS,
        IDS.tolist(),
        IDS.astype(np.uint8),
        IDS.astype(np.float64),
        IDS[:, None],
        to_categorical(IDS, 10),
        to_categorical(IDS, 10).astype(np.float64),
        to_categorical(IDS, 10).astype(bool),
        to_categorical(IDS, 10).astype(int).tolist(),
    ],
)
def test_all_forms_are_the_same_ids(y: Any) -> None:
    ids = checked_labels(y, 4, 10)
    assert ids.dtype == np.int64
    assert ids.flags.c_contiguous
    np.testing.assert_array_equal(ids, IDS)


def test_shares_stay_shares() -> None:
    shares = np.random.default_rng(0).dirichlet(np.ones(10), 4)
    for given in (shares, shares.astype(np.float16), shares.tolist()):
        found = checked_labels(given, 4, 10)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, shares, atol=1e-3)
        np.testing.assert_array_equal(most_likely(found), shares.argmax(axis=1))
    np.testing.assert_array_equal(most_likely(checked_labels(IDS, 4, 10)), IDS)


@pytest.mark.parametrize(
    ("y", "says"),
    [
        ([3, 0, 10, 3], "y holds the label 10, expected 0 to 9 for 10 classes"),
        ([3, 0, -1, 3], "y holds the label -1"),
        (np.array([0, 0, 0, 2**64 - 1], np.uint64), "y holds the label -1"),
        ([0, 1, 2], "y has 3 labels for 4 images"),
        (7, "y has 0 labels for 4 images"),
        ([0.5, 1, 2, 3], "y holds fractions"),
        ([np.nan, 1, 2, 3], "y holds NaN"),
        ([np.inf, 1, 2, 3], "y holds NaN or huge"),
        (to_categorical(IDS, 11), r"y has shape \(4, 11\), .* network has 10 outputs"),
        (np.zeros((4, 10)), "not one-hot"),
        (np.ones((4, 10)), "not one-hot"),
        (np.full((4, 10), 0.11), "sum to 1"),
        (np.tile([2.0, -1.0, *[0.0] * 8], (4, 1)), "numbers from 0"),
        (np.full((4, 10), np.nan), "not one-hot"),
        (np.zeros((4, 10, 1)), r"y has shape \(4, 10, 1\)"),
        (["3", "0", "9", "3"], "y is no array of numbers"),
    ],
)
def test_refused(y: Any, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as caught:
        checked_labels(y, 4, 10)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("ids", [[-1], [4], [0.5], ["a"]])
def test_no_categories(ids: Any) -> None:
    with pytest.raises(InvalidInput):
        to_categorical(ids, 4)
