"""Augmentation, seen through ramps: a picture whose cells hold their own coordinates shows, after
a warp, where every cell came from."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tenfold import _engine
from tenfold.data.augment import LIMITS, Augment
from tenfold.errors import InvalidInput
from tenfold.nn.engine import Engine
from tenfold.nn.layers import Conv2D, Dense, Flatten, Layer, MaxPooling2D
from tenfold.nn.optimizers import Adam

SIZE = 40
INNER = slice(14, 26)  # far enough from the edges, which repeat
OFF = {"rotation": 0, "scale": 0, "shear": 0, "shift": 0, "elastic": 0, "stroke": 0}


def only(**settings: float) -> Augment:
    return Augment(**{**OFF, **settings})


def ramps(n: int) -> NDArray[np.uint8]:
    """(n, 40, 40, 2): each cell's column and row."""
    rows, columns = np.mgrid[:SIZE, :SIZE]
    return np.tile(np.stack([columns, rows], -1).astype(np.uint8), (n, 1, 1, 1))


def sources(augment: Augment, n: int = 200, seed: int = 0) -> NDArray[np.float64]:
    """(n, 12, 12, 2): the x and y that each inner cell was taken from, from the middle."""
    warped = _engine.warped(ramps(n), augment.engine_settings, seed, 0)
    return warped[:, INNER, INNER].astype(np.float64) * 255 - (SIZE - 1) / 2


def affine_maps(augment: Augment) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Matrices (n, 2, 2) and shifts (n, 2) fitted to the sources; they must fit exactly."""
    found = sources(augment)
    at = np.mgrid[INNER, INNER][::-1].reshape(2, -1).T - (SIZE - 1) / 2  # (144, 2): x, y
    design = np.column_stack([at, np.ones(len(at))])
    fitted = np.linalg.lstsq(
        design, found.reshape(len(found), -1, 2).transpose(1, 0, 2).reshape(len(at), -1)
    )
    solution = fitted[0].reshape(3, len(found), 2)
    predicted = np.tensordot(design, solution, 1).transpose(1, 0, 2)
    np.testing.assert_allclose(predicted, found.reshape(len(found), -1, 2), atol=2e-3)
    return solution[:2].transpose(1, 2, 0), solution[2]


def test_nothing_asked_changes_nothing() -> None:
    x = np.random.default_rng(0).integers(0, 256, (5, 28, 28, 1), dtype=np.uint8)
    np.testing.assert_array_equal(only().apply(x), x)


def test_rotation_turns_up_to_its_limit_both_ways() -> None:
    matrices, shifts = affine_maps(only(rotation=20))
    np.testing.assert_allclose(
        matrices @ matrices.transpose(0, 2, 1), np.eye(2)[None].repeat(200, 0), atol=2e-3
    )
    angles = np.degrees(np.arctan2(matrices[:, 1, 0], matrices[:, 0, 0]))
    assert -20.1 < angles.min() < -18 and 18 < angles.max() < 20.1
    assert angles.std() == pytest.approx(20 / 3**0.5, rel=0.15)
    np.testing.assert_allclose(shifts, 0, atol=2e-3)


def test_scale_shear_and_shift_keep_to_their_limits() -> None:
    matrices, _ = affine_maps(only(scale=0.2))
    diagonal = matrices[:, [0, 1], [0, 1]]
    assert 0.79 < diagonal.min() < 0.83 and 1.17 < diagonal.max() < 1.21
    assert abs(np.corrcoef(diagonal.T)[0, 1]) < 0.3  # width and height apart
    matrices, _ = affine_maps(only(shear=0.3))
    np.testing.assert_allclose(matrices[:, 1], [[0, 1]] * 200, atol=2e-3)
    assert -0.301 < matrices[:, 0, 1].min() < -0.25 and 0.25 < matrices[:, 0, 1].max() < 0.301
    matrices, shifts = affine_maps(only(shift=0.1))
    np.testing.assert_allclose(matrices, np.eye(2)[None].repeat(200, 0), atol=2e-3)
    assert -4.01 < shifts.min() < -3.6 and 3.6 < shifts.max() < 4.01


def test_flip_mirrors_every_other_picture() -> None:
    matrices, _ = affine_maps(Augment(**OFF, flip=True))
    flips = matrices[:, 0, 0].round(2)
    assert set(flips) == {-1.0, 1.0}
    assert 70 < (flips == -1).sum() < 130


def test_the_elastic_field_is_smooth_and_as_strong_as_asked() -> None:
    found = sources(only(elastic=0.05), n=400)
    moved = found - sources(only(), n=1)
    # A cubic B-spline's weights have a mean square of 0.48 on each axis.
    assert moved.std() == pytest.approx(0.05 * SIZE * 0.48, rel=0.1)
    assert abs(moved.mean()) < 0.05
    steps = np.diff(moved, axis=2)
    assert np.abs(steps).max() < 1.0  # no cell overtakes its neighbour
    assert np.abs(steps).std() > 0.01


def test_stroke_thickens_and_thins() -> None:
    x = np.zeros((200, 28, 28, 1), np.uint8)
    x[:, 6:22, 12:15] = 255
    ink = only(stroke=1.0).apply(x).astype(float).sum(axis=(1, 2, 3)) / x[0].sum()
    # A bar of 3 × 16: with its neighbours 5 × 16 + 6, without its outermost cells 1 × 14.
    assert ink.max() == pytest.approx(86 / 48, abs=0.06)
    assert ink.min() == pytest.approx(14 / 48, abs=0.06)
    assert 0.3 < (ink < 1).mean() < 0.7


def test_pictures_depend_on_seed_epoch_and_place_only() -> None:
    x = np.random.default_rng(0).integers(0, 256, (6, 28, 28, 1), dtype=np.uint8)
    whole = Augment().apply(x, seed=3, epoch=2)
    np.testing.assert_array_equal(Augment().apply(x[:4], seed=3, epoch=2), whole[:4])
    assert (Augment().apply(x, seed=3, epoch=3) != whole).any()
    assert (Augment().apply(x, seed=4, epoch=2) != whole).any()
    same = Augment().apply(np.repeat(x[:1], 6, 0), seed=3, epoch=2)
    assert (same[0] != same[1]).any()


@pytest.mark.parametrize("shape", [(28, 28, 1), (9, 13, 3)])
def test_training_sees_what_apply_shows(shape: tuple[int, int, int]) -> None:
    """And gives the same bytes on any number of threads."""
    layers: list[Layer] = [
        Conv2D(4, 3, activation="relu"),
        MaxPooling2D(2),
        Flatten(),
        Dense(3, "softmax"),
    ]
    rng = np.random.default_rng(1)
    x = rng.integers(0, 256, (30, *shape), dtype=np.uint8)
    y = rng.integers(0, 3, 30)

    def train(
        images: NDArray[np.generic], augment: Augment | None, threads: int
    ) -> list[NDArray[np.float32]]:
        engine = Engine(shape, layers)
        drawn = np.random.default_rng(2)
        engine.set_weights(
            [drawn.normal(0, 0.2, w.shape).astype(np.float32) for w in engine.weights]
        )
        engine.train(
            images,  # type: ignore[arg-type]
            y,
            order=np.arange(30),
            batch_size=10,
            learning_rates=np.full(3, 1e-2, np.float32),
            optimizer=Adam(epsilon=1e-3),
            epoch=5,
            seed=7,
            augment=augment,
            threads=threads,
        )
        return engine.weights

    one = train(x, Augment(), 1)
    for threads in (2, 3, 8):
        for a, b in zip(one, train(x, Augment(), threads), strict=True):
            np.testing.assert_array_equal(a, b)
    warped = _engine.warped(x, Augment().engine_settings, 7, 5)
    for a, b in zip(one, train(warped, None, 1), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", LIMITS)
def test_senseless_settings_are_refused(name: str) -> None:
    for value in (-0.1, LIMITS[name] + 0.1, float("nan")):
        with pytest.raises(InvalidInput, match=f"Augment: {name} is"):
            Augment(**{name: value})
    with pytest.raises(InvalidInput, match="expected uint8"):
        Augment().apply(np.zeros((2, 28, 28, 1)))  # type: ignore[arg-type]
