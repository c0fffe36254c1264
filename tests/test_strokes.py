"""Drawn digits: the same for the same seed, made as MNIST's are, and enough to learn from."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import tenfold
from tenfold.data import strokes
from tenfold.data.dataset import Dataset
from tenfold.data.strokes import Drawings, Hand
from tenfold.data.strokes.hand import SPREADS
from tenfold.data.strokes.others import OTHERS
from tenfold.data.strokes.shapes import DIGITS
from tenfold.errors import InvalidInput
from tenfold.nn.optimizers import Adam
from tenfold.nn.schedule import OneCycle

Pictures = NDArray[np.uint8]


@pytest.fixture(scope="module")
def drawn() -> Drawings:
    return strokes.generate(6000, seed=3)


def stroke_width(x: Pictures) -> NDArray[np.float64]:
    """Twice the ink over the length of its edges, in pixels, (n,)."""
    ink = np.pad(x[..., 0] / 255, ((0, 0), (1, 1), (1, 1)))
    across, down = np.diff(ink, axis=2)[:, 1:], np.diff(ink, axis=1)[:, :, 1:]
    edges = np.hypot(across, down).sum(axis=(1, 2))
    return np.asarray(2 * ink.sum(axis=(1, 2)) / edges)


def slant(x: Pictures) -> NDArray[np.float64]:
    """Width per height of the line that the ink leans along, (n,)."""
    ink = x[..., 0] / x.sum(axis=(1, 2, 3))[:, None, None]
    rows, columns = np.arange(28)[:, None], np.arange(28)[None, :]
    dx = columns - (ink * columns).sum(axis=(1, 2))[:, None, None]
    dy = rows - (ink * rows).sum(axis=(1, 2))[:, None, None]
    return np.asarray(-(ink * dx * dy).sum(axis=(1, 2)) / (ink * dy * dy).sum(axis=(1, 2)))


def box_sides(x: Pictures) -> NDArray[np.int64]:
    """Height and width of what is not 0, (n, 2)."""
    inked = x[..., 0] > 0
    sides = [np.where(inked.any(axis=axis)) for axis in (2, 1)]
    low_high = [
        [(where[1][where[0] == i].min(), where[1][where[0] == i].max()) for i in range(len(x))]
        for where in sides
    ]
    return np.array([[high - low + 1 for low, high in side] for side in low_high]).T


def test_types(drawn: Drawings) -> None:
    assert drawn.x.shape == (6000, 28, 28, 1)
    assert drawn.x.dtype == drawn.y.dtype == drawn.shape.dtype == np.uint8
    assert drawn.x.min() == 0 and drawn.x.max() == 255


@pytest.mark.parametrize("generate", [strokes.generate, strokes.generate_others])
def test_a_picture_does_not_depend_on_how_many_are_drawn(generate: Any) -> None:
    few, many = generate(7, seed=11), generate(1203, seed=11)
    for short, long in zip(few, many, strict=True):
        np.testing.assert_array_equal(short, long[:7])
    again = generate(1203, seed=11)
    for first, second in zip(many, again, strict=True):
        np.testing.assert_array_equal(first, second)


def test_seeds_differ() -> None:
    one, other = strokes.generate(500, seed=0), strokes.generate(500, seed=strokes.TEST_SEED)
    same = (one.x == other.x).all(axis=(1, 2, 3))
    assert not same.any()


def test_no_picture_twice(drawn: Drawings) -> None:
    assert len({picture.tobytes() for picture in drawn.x}) == len(drawn.x)


def test_classes_are_balanced_in_every_block(drawn: Drawings) -> None:
    for start in range(0, 6000, 500):
        counts = np.bincount(drawn.y[start : start + 500], minlength=10)
        assert counts.tolist() == [50] * 10
    assert (np.diff(drawn.y[:500].astype(int)) != 0).any(), "in no order"


def test_all_shapes_are_drawn_as_often_as_their_share_says(drawn: Drawings) -> None:
    names, digits = strokes.shape_names(), [k for k, group in enumerate(DIGITS) for _ in group]
    assert len(set(names)) == len(names)
    assert all(name.startswith(f"{digit} ") for name, digit in zip(names, digits, strict=True))
    np.testing.assert_array_equal(np.array(digits)[drawn.shape], drawn.y)
    counts = np.bincount(drawn.shape, minlength=len(names))
    for digit, group in enumerate(DIGITS):
        share = np.array([shape.share for shape in group])
        expected = 600 * share / share.sum()
        found = counts[np.array(digits) == digit]
        assert (np.abs(found - expected) < 5 * np.sqrt(expected) + 1).all()


def test_pictures_fill_a_box_of_20_pixels(drawn: Drawings) -> None:
    longer = box_sides(drawn.x).max(axis=1)
    assert (longer == 20).mean() > 0.9
    assert (np.abs(longer - 20) <= 1).mean() > 0.99


def test_the_centre_of_mass_is_in_the_middle(drawn: Drawings) -> None:
    ink = drawn.x[..., 0] / drawn.x.sum(axis=(1, 2, 3))[:, None, None]
    for axis in (1, 2):
        centre = (ink.sum(axis=3 - axis) * np.arange(28)).sum(axis=1)
        assert abs(centre.mean() - 14) < 0.1
        assert (np.abs(centre - 14) < 1).mean() > 0.97


def test_statistics_are_those_of_mnist(drawn: Drawings, mnist: Dataset) -> None:
    real, real_y = mnist.train.x[:6000], mnist.train.y[:6000]
    ours, theirs = stroke_width(drawn.x), stroke_width(real)
    assert np.median(ours) == pytest.approx(np.median(theirs), rel=0.1)
    assert ours.std() == pytest.approx(theirs.std(), rel=0.35)
    assert drawn.x.mean() == pytest.approx(real.mean(), rel=0.15)
    for digit in range(10):
        lean, real_lean = slant(drawn.x[drawn.y == digit]), slant(real[real_y == digit])
        assert abs(lean.mean() - real_lean.mean()) < 0.2


def test_a_calm_hand_draws_the_bare_shape() -> None:
    still = strokes.generate(500, seed=0, hand=Hand().calmer(0))
    for number in np.unique(still.shape):
        alike = still.x[still.shape == number]
        assert (alike == alike[:1]).all()
    assert set(SPREADS) < set(Hand.__dataclass_fields__)


def test_calmer_means_less_spread() -> None:
    spread = [
        strokes.generate(2000, seed=0, hand=Hand().calmer(factor)).x.std(axis=0).mean()
        for factor in (0.2, 0.6, 1.0)
    ]
    assert spread == sorted(spread)


def test_the_pen_sets_the_width() -> None:
    thin, thick = (strokes.generate(500, seed=0, hand=Hand(pen=pen)).x for pen in (1.5, 3.5))
    assert np.median(stroke_width(thick)) > 1.5 * np.median(stroke_width(thin))


def test_a_failing_pen_leaves_less_ink() -> None:
    whole, broken = (strokes.generate(500, seed=0, hand=Hand(broken=b)).x for b in (0.0, 1.0))
    less = broken.sum(axis=(1, 2, 3), dtype=np.int64) < whole.sum(axis=(1, 2, 3), dtype=np.int64)
    assert less.mean() > 0.9


@pytest.mark.parametrize("pen", [0.3, 30.0])
def test_any_pen_gives_a_picture(pen: float) -> None:
    x = strokes.generate_others(500, seed=0, hand=Hand(pen=pen)).x
    assert (box_sides(x).max(axis=1) <= 24).all()


def test_others_are_named_and_balanced() -> None:
    names = strokes.other_names()
    assert len(set(names)) == len(names) == len(OTHERS)
    others = strokes.generate_others(5000, seed=5)
    counts = np.bincount(others.y, minlength=len(names))
    assert len(counts) == len(names) and np.ptp(counts) <= 1
    assert (others.x.max(axis=(1, 2, 3)) > 0).all(), "each has ink"


def test_invented_characters_are_new_ones_and_the_same_for_a_seed() -> None:
    glyphs = strokes.generate_glyphs(1000, seed=5)
    assert (glyphs.x.max(axis=(1, 2, 3)) > 0).all(), "each has ink"
    np.testing.assert_array_equal(strokes.generate_glyphs(600, seed=5).x, glyphs.x[:600])
    still = strokes.generate_glyphs(1000, seed=5, hand=Hand().calmer(0))
    assert len({picture.tobytes() for picture in still.x}) > 190, "100 in each 500"


@pytest.mark.parametrize(
    ("n", "seed", "message"),
    [
        (-1, 0, "n: found -1, expected 0 to 10000000"),
        (10**9, 0, "n: found 1000000000"),
        (5, -1, "seed: found -1, expected 0 to 2"),
        (5, 2**64, "seed: found 18446744073709551616"),
    ],
)
def test_refuses(n: int, seed: int, message: str) -> None:
    with pytest.raises(InvalidInput, match=message.replace("*", r"\*")):
        strokes.generate(n, seed)


def test_none_are_none() -> None:
    assert strokes.generate(0, seed=0).x.shape == (0, 28, 28, 1)


def test_import_draws_nothing() -> None:
    code = "from tenfold.data import strokes as s; print(s._digits.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


def test_the_test_set_stays_whatever_is_asked_for_training() -> None:
    one = tenfold.datasets.load("strokes", train=20, test=30, seed=0)
    other = tenfold.datasets.load("strokes", train=50, test=30, seed=1)
    np.testing.assert_array_equal(one.test.x, other.test.x)
    assert (one.train.x != other.train.x[:20]).any()


def test_a_network_learns_from_drawings_and_reads_people(mnist: Dataset) -> None:
    x, y, _ = strokes.generate(20_000, seed=0)
    model = tenfold.Sequential(
        [
            tenfold.Input((28, 28, 1)),
            *(tenfold.Conv2D(16, 3, activation="relu"), tenfold.MaxPooling2D(2)),
            *(tenfold.Conv2D(32, 3, activation="relu"), tenfold.MaxPooling2D(2)),
            *(tenfold.Flatten(), tenfold.Dense(10, activation="softmax")),
        ]
    )
    model.compile(Adam(OneCycle(5e-3)), "sparse_categorical_crossentropy", ["accuracy"])
    model.fit(x, y, epochs=2, batch_size=64, verbose=0, seed=0, threads=1)
    test = strokes.generate(1000, strokes.TEST_SEED)
    assert (model.predict(test.x).argmax(axis=1) == test.y).mean() > 0.85
    # Training pictures: no test looks at what the project is judged by.
    read = model.predict(mnist.train.x[:2000]).argmax(axis=1)
    assert (read == mnist.train.y[:2000]).mean() > 0.93
