"""Split, Dataset, holding out, from_arrays."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.data.dataset import Dataset, Split, from_arrays
from tenfold.errors import InvalidInput

X = np.zeros((6, 4, 5, 1), np.uint8)
Y = np.array([0, 1, 2, 0, 1, 2], np.uint8)


@pytest.mark.parametrize(
    ("x", "y", "problem"),
    [
        (X.astype(np.float32), Y, "pictures are float32"),
        (X[..., 0], Y, "pictures are uint8 (6, 4, 5)"),
        (X[:, :0], Y, "pictures are uint8 (6, 0, 5, 1)"),
        (X, np.eye(3, dtype=np.uint8)[Y], "labels are uint8 (6, 3)"),
        (X, Y.astype(np.float64), "labels are float64"),
        (X, Y[:5], "6 pictures but 5 labels"),
    ],
)
def test_split_refuses(x: np.ndarray, y: np.ndarray, problem: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Split(x, y)
    assert str(caught.value).startswith(problem)


def test_dataset_refuses_different_shapes() -> None:
    with pytest.raises(InvalidInput, match=r"\(4, 5, 1\) but test pictures are \(4, 4, 1\)"):
        Dataset("d", Split(X, Y), Split(X[:, :, :4], Y), ("a", "b", "c"))


@pytest.mark.parametrize("y", [Y + 1, Y.astype(np.int64) - 1])
def test_dataset_refuses_labels_without_a_name(y: np.ndarray) -> None:
    with pytest.raises(InvalidInput, match="expected 0 to 2 for 3 class names"):
        Dataset("d", Split(X, Y), Split(X, y), ("a", "b", "c"))


def test_says_what_it_is(tiny: Dataset) -> None:
    assert (
        repr(tiny)
        == "Dataset('tiny', train=Split(40 of 8×6×1), test=Split(20 of 8×6×1), 4 classes)"
    )
    assert tiny.shape == (8, 6, 1)
    assert len(tiny.train) == 40


def test_fingerprint_is_of_the_content(tiny: Dataset) -> None:
    # A constant: stored models hold it, so it must never change.
    zeros = from_arrays("zeros", (X, Y), (X, Y))
    assert zeros.fingerprint == "d3dc4382cb6299ccba30b32d0acef53e49338f24a022bb8aaa3c8c5108ec5f48"
    assert replace(tiny, name="other").fingerprint == tiny.fingerprint
    reversed_ = tiny.train.take(np.arange(39, -1, -1))
    assert replace(tiny, train=reversed_).fingerprint != tiny.fingerprint
    assert replace(tiny, class_names=tuple("abcd")).fingerprint != tiny.fingerprint
    x = tiny.test.x.copy()
    x[-1, -1, -1, -1] ^= 1
    assert replace(tiny, test=Split(x, tiny.test.y)).fingerprint != tiny.fingerprint


def test_fingerprint_does_not_depend_on_the_layout(tiny: Dataset) -> None:
    strided = np.asfortranarray(tiny.train.x)
    assert replace(tiny, train=Split(strided, tiny.train.y)).fingerprint == tiny.fingerprint


def numbered(y: np.ndarray) -> Split:
    """A split whose pictures tell where they came from."""
    x = np.arange(len(y), dtype=np.uint32).view(np.uint8).reshape(-1, 2, 2, 1)
    return Split(x, y)


def numbers(split: Split) -> list[int]:
    return split.x.reshape(-1, 4).copy().view(np.uint32).ravel().tolist()


@given(
    y=st.lists(st.integers(0, 4), min_size=10, max_size=80),
    fraction=st.floats(0.2, 0.8),
    seed=st.integers(0, 9),
)
def test_holding_out_keeps_every_picture_and_every_share(
    y: list[int], fraction: float, seed: int
) -> None:
    whole = numbered(np.array(y, np.uint8))
    try:
        rest, held = whole.hold_out(fraction, seed)
    except InvalidInput:  # ten classes of one picture each, say
        assert {round(fraction * y.count(c)) == 0 for c in set(y)} == {True} or {
            round(fraction * y.count(c)) == y.count(c) for c in set(y)
        } == {True}
        return
    assert sorted(numbers(rest) + numbers(held)) == list(range(len(y)))
    assert numbers(rest) == sorted(numbers(rest))
    for label in set(y):
        assert (held.y == label).sum() == round(fraction * y.count(label))
    assert numbers(whole.hold_out(fraction, seed)[1]) == numbers(held)


def test_another_seed_holds_out_others() -> None:
    whole = numbered(np.zeros(100, np.uint8))
    assert numbers(whole.hold_out(0.5, 0)[1]) != numbers(whole.hold_out(0.5, 1)[1])


@given(
    groups=st.lists(st.integers(-3, 8), min_size=10, max_size=80).filter(lambda g: len(set(g)) > 1),
    fraction=st.floats(0.05, 0.95),
)
def test_no_group_is_on_both_sides(groups: list[int], fraction: float) -> None:
    whole = numbered(np.zeros(len(groups), np.uint8))
    rest, held = whole.hold_out(fraction, groups=groups)
    assert len(rest) and len(held)
    sides = [{groups[i] for i in numbers(part)} for part in (rest, held)]
    assert not sides[0] & sides[1]


def test_groups_give_about_the_fraction() -> None:
    groups = np.arange(1000) % 50
    _, held = numbered(np.zeros(1000, np.uint8)).hold_out(0.3, groups=groups)
    assert len(held) == 300


@pytest.mark.parametrize(
    ("fraction", "groups", "problem"),
    [
        (0.0, None, "fraction is 0.0"),
        (1.0, None, "fraction is 1.0"),
        (float("nan"), None, "fraction is nan"),
        (0.01, None, "leaves one side empty"),
        (0.5, [1, 2, 3], "groups are (3,), expected (6,)"),
        (0.5, [7] * 6, "one value only"),
    ],
)
def test_hold_out_refuses(fraction: float, groups: list[int] | None, problem: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Split(X, Y).hold_out(fraction, groups=groups)
    assert problem in str(caught.value)


def test_split_leaves_the_test_pictures_out(tiny: Dataset) -> None:
    held = tiny.split(0.3, seed=3)
    assert held.name == "tiny held-out"
    assert np.bincount(held.train.y).tolist() == [7] * 4
    assert np.bincount(held.test.y).tolist() == [3] * 4
    every = {picture.tobytes() for picture in np.concatenate([held.train.x, held.test.x])}
    assert every == {picture.tobytes() for picture in tiny.train.x}


def test_from_arrays_narrows_labels_and_adds_channels() -> None:
    few = from_arrays("few", (X[..., 0], Y.astype(np.int64)), (X, Y))
    assert few.train.x.shape == (6, 4, 5, 1)
    assert few.train.y.dtype == np.uint8
    assert few.class_names == ("0", "1", "2")
    many = from_arrays("many", (X, Y), (X, Y.astype(np.int32) * 150))
    assert len(many.class_names) == 301
    assert many.train.y.dtype == many.test.y.dtype == np.uint16


@pytest.mark.parametrize(
    ("y", "problem"),
    [
        (Y.astype(np.int64) - 1, "labels run from -1 to 1"),
        (Y.astype(np.int64) << 32, "the largest label is 8589934592"),
    ],
)
def test_from_arrays_refuses_labels(y: np.ndarray, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        from_arrays("d", (X, y), (X, Y))
