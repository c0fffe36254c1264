"""What the reader's network is taught: pictures as the picture steps make them, and true labels."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.data import strokes
from tenfold.data.dataset import Dataset, Split
from tenfold.errors import InvalidInput, InvalidModel
from tenfold.nn.layers import Dense, Flatten, Input
from tenfold.nn.network import Sequential, load
from tenfold.reader import lessons as lessons_module
from tenfold.reader import touching
from tenfold.reader.drawing import CALM, SIDE, damaged, drawn_anew, scanned, seen
from tenfold.reader.lessons import Course, drawings, lessons, teach
from tenfold.reader.model import CLASS_NAMES, OTHER, SEVERAL
from tenfold.reader.neighbours import broken, neighbour_lessons
from tenfold.reader.refusals import overlaid, turned, unwritten
from tenfold.reader.touching import letter_lessons, row_lessons
from tenfold.reader.training import REFUSALS, SMOOTHING, School, refuse_less
from tenfold.train.recipes import READER, READER_FURTHER
from tenfold.train.trainer import Run
from tenfold.vision.normalise import DIM
from tenfold.vision.pieces import find_pieces

Pixels = NDArray[np.uint8]

FEW = Course(
    plain=60,
    digits=60,
    drawn=60,
    rows=6,
    letter_rows=4,
    letters=40,
    glyphs=40,
    turned=20,
    overlaid=10,
    unwritten=10,
    calm=(20, 10, 10),
    calm_rows=2,
    neighbours=4,
    plain_others=10,
)


@pytest.fixture(scope="module")
def written() -> Dataset:
    """Drawn digits in the place of MNIST's."""
    train, test = strokes.generate(500, seed=1), strokes.generate(100, seed=2)
    names = tuple("0123456789")
    return Dataset("drawn", Split(train.x, train.y), Split(test.x, test.y), names)


@pytest.fixture(scope="module")
def taught(written: Dataset) -> Split:
    return teach(written.train, 0, FEW)


@pytest.fixture
def rng() -> Generator:
    return np.random.default_rng(0)


def test_the_same_seed_gives_the_same_lessons(written: Dataset, taught: Split) -> None:
    again, other = teach(written.train, 0, FEW), teach(written.train, 1, FEW)
    np.testing.assert_array_equal(again.x, taught.x)
    np.testing.assert_array_equal(again.y, taught.y)
    assert len(other) != len(taught) or (other.x != taught.x).any()


def test_every_class_is_taught(taught: Split) -> None:
    counts = np.bincount(taught.y, minlength=len(CLASS_NAMES))
    assert len(counts) == 12 and counts.min() > 5
    assert counts[OTHER] >= 40 + 40 + 10 + 10, "each kind of refusal"


def test_lessons_have_the_form_that_the_network_will_see(taught: Split) -> None:
    drawn = taught.x[FEW.plain : FEW.plain + FEW.digits + FEW.drawn, ..., 0]
    sides = [np.ptp(np.argwhere(image > 64), axis=0).max() + 1 for image in drawn]
    assert np.mean(np.abs(np.array(sides) - 20) <= 1) > 0.9
    ink = drawn / drawn.sum(axis=(1, 2), keepdims=True)
    for axis in (1, 2):
        centre = (ink.sum(axis=3 - axis) * np.arange(28)).sum(axis=1)
        assert np.abs(centre - 13.5).max() < 0.6


def test_a_lesson_keeps_its_digit(rng: Generator) -> None:
    """Each drawing is nearer to its own lesson than to most others: labels are not mixed up."""
    x = strokes.generate(100, seed=3, hand=strokes.Hand().calmer(0)).x[..., 0]
    drawn = np.stack([seen(ink) for ink in drawn_anew(x, rng)]).reshape(100, -1).astype(float)
    flat = x.reshape(100, -1).astype(float)
    likeness = np.corrcoef(drawn, flat)[:100, 100:]
    rank = (likeness > np.diag(likeness)[:, None]).sum(axis=1)
    assert np.median(rank) < 10


def test_ones_with_flags_are_drawn_often(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = drawings(2_000, seed=0)
    assert x.shape == (2_000, 28, 28)
    assert np.ptp(np.bincount(y, minlength=10)) < 100
    monkeypatch.setattr(lessons_module, "FAVOUR", 0)
    bars, bars_y = drawings(2_000, seed=0)
    assert wide_share(x[y == 1]) > wide_share(bars[bars_y == 1]) + 0.1


def wide_share(ones: Pixels) -> float:
    """How many are more than a bar that leans a little."""
    widths = np.array([np.ptp(np.flatnonzero((one > 64).any(axis=0))) for one in ones])
    return float((widths > 9).mean())


def test_damage_is_rare_and_small(rng: Generator) -> None:
    x = strokes.generate(200, seed=4).x[..., 0]
    before = drawn_anew(x, rng)
    after = [damaged(ink, rng) for ink in before]
    hurt = np.array([(a != b).any() for a, b in zip(before, after, strict=True)])
    assert 0.1 < hurt.mean() < 0.4
    changes = [np.abs(a.astype(int) - b).mean() for a, b in zip(before, after, strict=True)]
    assert max(changes) < 255 * 0.15


def test_digits_that_may_be_turned_are_not_refused_for_it(rng: Generator) -> None:
    x = strokes.generate(500, seed=5).x[..., 0]
    assert len(turned(x, np.full(500, 8, np.uint8), rng)) == 0
    sevens = turned(x, np.full(500, 7, np.uint8), rng)
    assert sevens.shape == x.shape and (sevens != x).any(axis=(1, 2)).all()


def test_two_digits_over_each_other(rng: Generator) -> None:
    x = strokes.generate(20, seed=6).x[..., 0]
    both = overlaid(x, rng)
    assert both.shape == (10, 28, 28)
    assert (both >= x[0::2]).all() and (both.sum(axis=(1, 2)) > x[0::2].sum(axis=(1, 2))).all()


def test_what_nobody_wrote_is_never_an_upright_bar(rng: Generator) -> None:
    for ink in unwritten(300, rng):
        assert ink.shape == (SIDE, SIDE)
        pieces = find_pieces((ink > 127).astype(np.uint8))
        assert len(pieces) != 1 or pieces[0].height < 4 * pieces[0].width


def test_rows_teach_their_digits_and_refuse_their_pieces(written: Dataset, rng: Generator) -> None:
    sevens = written.train.y == 7
    images, labels = row_lessons(written.train.x[sevens, ..., 0], written.train.y[sevens], rng, 12)
    assert len(images) == len(labels)
    assert set(labels) == {7, OTHER, SEVERAL}
    assert all(image.shape == (28, 28) and image.any() for image in images)


def test_a_digit_that_no_cut_frees_is_taught_by_its_best_run(
    written: Dataset, rng: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(touching, "SAME", 1.01)
    _, labels = row_lessons(written.train.x[..., 0], written.train.y, rng, 12)
    assert 2 * 12 <= sum(label < OTHER for label in labels) <= 5 * 12
    monkeypatch.setattr(touching, "FAIR", 1.01)
    _, labels = row_lessons(written.train.x[..., 0], written.train.y, rng, 12)
    assert not any(label < OTHER for label in labels)


def test_parts_of_letters_are_shown_beside_the_rest(rng: Generator) -> None:
    letters = strokes.generate_others(50, seed=7).x[..., 0]
    images = np.stack(letter_lessons(letters, rng, 12))
    assert images.shape[1:] == (28, 28)
    dimmed = (images == DIM).sum(axis=(1, 2))
    assert (dimmed > 5).mean() > 0.5


def test_the_test_pictures_are_not_in_the_lessons(written: Dataset) -> None:
    made = lessons(written, 0, FEW)
    assert made.test is written.test and made.class_names == CLASS_NAMES
    known = {image.tobytes() for image in made.train.x}
    assert not any(image.tobytes() in known for image in written.test.x)


def test_a_school_holds_out_what_calibrates(written: Dataset) -> None:
    """With another seed as well, for a run may go on from what another has learnt."""
    trial = replace(FEW, plain=40, digits=0)  # as they are, so that they can be found again
    first, second = (School(written, seed, FEW, trial) for seed in (0, 1))
    taught = {image.tobytes() for image in first.lessons.train.x[: FEW.plain]}
    tried = {image.tobytes() for image in second.trial.x[: trial.plain]}
    every = {image.tobytes() for image in written.train.x}
    assert taught < every and tried < every and not taught & tried


class Silent:
    def step(self, epoch: int, share: float) -> None: ...
    def epoch(self, done: object) -> None: ...


def test_a_run_of_the_recipe_is_calibrated(written: Dataset) -> None:
    school = School(written, 0, FEW, FEW)
    run = Run(replace(READER, epochs=2), school.lessons, seed=0)
    run.train(Silent(), school.calibrate)
    metadata = run.model.metadata
    assert 0.05 <= metadata["preprocessing"]["temperature"] <= 20
    assert set(metadata["scores"]) == {
        "test_accuracy",
        "test_accuracy_refusing",
        "calibration_error",
        "calibration_error_before",
    }
    assert metadata["scores"]["test_accuracy"] >= metadata["scores"]["test_accuracy_refusing"]
    assert metadata["class_names"] == list(CLASS_NAMES)


def test_a_run_that_goes_on_is_calibrated(written: Dataset, tmp_path: Path) -> None:
    first, recipe = tmp_path / "first.safetensors", replace(READER_FURTHER, epochs=1)
    school = School(written, 0, FEW, FEW)
    Run(replace(READER, epochs=2), school.lessons, out=first).train(Silent(), school.calibrate)

    further = School(written, 1, FEW, FEW, start=load(first))
    run = Run(recipe, further.lessons, start=first, targets=further.targets())
    run.train(Silent(), further.calibrate)
    assert run.model.metadata["training"]["start"] and run.model.metadata["scores"]


def test_what_goes_on_from_a_network_keeps_to_what_that_knew(written: Dataset) -> None:
    """Half of what it learns is what the network said as it had learnt to, with refusals no rarer
    than in the lessons; and only the label counts where that was wrong."""
    classes = len(CLASS_NAMES)
    start = Sequential([Input((28, 28, 1)), Flatten(), Dense(classes, activation="softmax")])
    taught = School(written, 0, FEW, FEW).lessons.train
    start.compile("adam", "categorical_crossentropy")
    start.fit(taught.x, taught.y, epochs=3, seed=0, verbose=0)
    said = start.predict(taught.x)
    refused = (taught.y >= OTHER).mean()
    fewer = np.log(refused / (1 - refused)) - np.log(REFUSALS / (1 - REFUSALS))
    start.metadata["preprocessing"] |= {"temperature": 0.5}
    refuse_less(start, 0.5 * fewer)

    targets = School(written, 0, FEW, FEW, start=start).targets()
    assert targets is not None
    right = said.argmax(axis=1) == taught.y
    assert 0.1 < right.mean() < 1
    labels = np.eye(classes)[taught.y] * (1 - SMOOTHING) + SMOOTHING / classes
    np.testing.assert_allclose(targets[right], (said[right] + labels[right]) / 2, atol=1e-4)
    np.testing.assert_allclose(targets[~right], labels[~right], atol=1e-6)
    assert School(written, 0, FEW, FEW).targets() is None


def test_a_school_goes_on_from_its_own_classes_only(written: Dataset) -> None:
    digits_alone = Sequential([Input((28, 28, 1)), Flatten(), Dense(10, activation="softmax")])
    with pytest.raises(InvalidModel, match="has 10 classes, expected 12; "):
        School(written, 0, FEW, FEW, start=digits_alone)


def test_a_school_teaches_digits_only(tiny: Dataset) -> None:
    with pytest.raises(InvalidInput, match=r"tiny has \(8, 6, 1\) pictures of 0, 1, 2, 3; "):
        School(tiny, 0)


def test_small_blurred_and_noisy_pictures_keep_their_digit(rng: Generator) -> None:
    x = strokes.generate(60, seed=8, hand=strokes.Hand().calmer(0)).x[..., 0]
    drawn = drawn_anew(x, rng, CALM)
    clear = np.stack([seen(ink) for ink in drawn]).reshape(60, -1).astype(float)
    blurred = np.stack([scanned(ink, rng) for ink in drawn]).reshape(60, -1).astype(float)
    likeness = np.corrcoef(blurred, clear)[:60, 60:]
    assert (likeness.argmax(axis=1) == np.arange(60)).mean() > 0.95
    assert 0.1 < (blurred == clear).all(axis=1).mean() < 0.6, "some are seen as they were drawn"


def test_neighbours_together_are_several_and_broken_digits_are_themselves(
    written: Dataset, rng: Generator
) -> None:
    x, y = written.train.x[..., 0], written.train.y
    images, labels = neighbour_lessons(x[y == 7], y[y == 7], rng, 40)
    assert len(images) == len(labels) and all(image.shape == (28, 28) for image in images)
    assert set(labels) == {7, OTHER, SEVERAL}
    widths = np.array([np.ptp(np.flatnonzero(image.any(axis=0))) for image in images])
    classes = np.array(labels)
    assert widths[classes == SEVERAL].mean() > widths[classes == 7].mean() + 3


def test_a_gap_parts_the_strokes(rng: Generator) -> None:
    ink = drawn_anew(strokes.generate(1, seed=9).x[..., 0], rng, CALM)[0]
    after = [broken(ink, rng) for _ in range(100)]
    hurt = [other for other in after if (other != ink).any()]
    assert 8 < len(hurt) < 40
    assert all((other <= ink).all() for other in hurt)
