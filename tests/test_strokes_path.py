"""Paths against the spline's own formula, and the rasteriser against counting small squares."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tenfold.data.strokes.atlas import atlas
from tenfold.data.strokes.hand import Ink
from tenfold.data.strokes.path import SAMPLES, parse, trace
from tenfold.data.strokes.raster import render
from tenfold.data.strokes.shapes import Shape


def test_parse() -> None:
    assert parse("0,0 50,10* 90,-5|5,5 9,9") == [
        [(0.0, 0.0, False), (0.5, 0.1, True), (0.9, -0.05, False)],
        [(0.05, 0.05, False), (0.09, 0.09, False)],
    ]


def test_samples_lie_evenly_and_add_up_to_the_length() -> None:
    path = trace("0,0 30,40* 30,90|100,0 100,50", size=9)  # lengths 0.5, 0.5 and 0.5
    places, covered = path.position @ path.points, path.velocity @ path.points
    way = np.hypot(*covered.T)
    assert way.sum() == pytest.approx(1.5, rel=1e-3)
    np.testing.assert_allclose(way, 1.5 / SAMPLES, rtol=1e-4)
    straight_down = (places[:, 1] > 0.4) & (places[:, 0] < 0.5)
    np.testing.assert_allclose(places[straight_down, 0], 0.3, atol=1e-6)  # the corner is sharp
    assert (np.diff(path.along) > 0).sum() == SAMPLES - 2  # it falls once, at the pen lift


def test_a_curve_is_catmull_roms() -> None:
    p = np.array([[0, 0], [0.3, 0.5], [0.8, 0.2], [1, 1]])
    path = trace("0,0 30,50 80,20 100,100", size=4)
    t = np.linspace(0, 1, 2001)[:, None]
    middle = (
        2 * p[1]
        + (p[2] - p[0]) * t
        + (2 * p[0] - 5 * p[1] + 4 * p[2] - p[3]) * t**2
        + (3 * p[1] - p[0] - 3 * p[2] + p[3]) * t**3
    ) / 2
    places = path.position @ path.points
    inner = places[(path.position[:, 0] < 0) & (path.position[:, 3] < 0)]
    assert len(inner) > 10
    distance = np.linalg.norm(inner[:, None] - middle[None], axis=-1).min(axis=1)
    assert distance.max() < 1e-3


def test_kin_are_written_in_the_same_way() -> None:
    book = atlas(
        [
            [
                Shape("a", 1, "0,0 10,10"),
                Shape("b", 3, "0,0 19,19"),
                Shape("far away", 0.5, "0,0 90,90"),
                Shape("with a corner", 0.5, "0,0 5,5* 9,9"),
            ],
            [Shape("of another class", 1, "0,0 10,10")],
        ]
    )
    assert [sorted(set(row.tolist())) for row in book.kin] == [[0, 1], [0, 1], [2], [3], [4]]
    label, chance = np.array([0, 0, 0, 0, 1, 1]), np.array([0, 0.19, 0.21, 0.99, 0, 0.999])
    assert book.pick(label, chance).tolist() == [0, 0, 1, 3, 4, 4]


def counted(start: tuple[float, float], end: tuple[float, float], radius: float) -> NDArray:
    """Coverage (28, 28) of a round-ended line: of 16×16 points in a pixel, the share inside."""
    fine = (np.arange(28 * 16) + 0.5) / 16
    x, y = np.meshgrid(fine, fine)
    (x0, y0), (x1, y1) = start, end
    t = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)
    t = np.clip(t, 0, 1)
    inside = np.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0)) <= radius
    return inside.reshape(28, 16, 28, 16).mean(axis=(1, 3))


@pytest.mark.parametrize("pen", [1.6, 2.5, 4.0, 8.0])
@pytest.mark.parametrize("lean", [0.0, 0.3, -0.7])
def test_a_line_covers_the_pixels_it_should(pen: float, lean: float) -> None:
    t = ((np.arange(SAMPLES) + 0.5) / SAMPLES).astype(np.float32)
    xy = np.stack([lean * t, t], axis=-1)[None]
    length = np.hypot(lean, 1)
    ink = Ink(
        xy,
        np.full((1, SAMPLES), length / SAMPLES, np.float32),
        np.full((1, SAMPLES), pen, np.float32),
        np.ones((1, 1), np.float32),
        ((t == t.min()) | (t == t.max())).astype(np.float32)[None],
    )
    picture = render(ink)[0] / 255
    rows = np.nonzero((picture > 0.5).any(axis=1))[0]
    assert rows.max() - rows.min() + 1 == 20
    # The line's place follows from the box: find it by the picture's centre of mass.
    y, x = (np.arange(28) + 0.5) @ picture.sum(1), (np.arange(28) + 0.5) @ picture.sum(0)
    y, x = y / picture.sum(), x / picture.sum()
    half = (20 - pen) / 2
    wanted = counted((x - lean * half, y - half), (x + lean * half, y + half), pen / 2)
    assert picture.sum() == pytest.approx(wanted.sum(), rel=0.05)
    assert np.abs(picture - wanted).mean() < 0.02
