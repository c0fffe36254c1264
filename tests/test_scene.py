"""What is read on uneven ground is no writing."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from lines import verdict
from pictures import on_paper, row
from tenfold.reader import Reader
from tenfold.reader.look import Look
from tenfold.reader.scene import is_scene, without_scene
from tenfold.vision.ground import unevenness
from tenfold.vision.opencv import cv2
from tenfold.vision.turn import turned

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def look() -> Look:
    return Reader().look(on_paper(row("274")))


def mottled(pixels: Pixels, strength: float) -> Pixels:
    """The picture over a ground of coarse blots."""
    coarse = np.random.default_rng(1).uniform(-1, 1, (25, 25)).astype(np.float32)
    blots = cv2.resize(coarse, pixels.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(pixels + strength * blots[..., None], 0, 255).astype(np.uint8)


def on(look: Look, pixels: Pixels) -> Look:
    """The same ink, on other ground."""
    return replace(look, picture=replace(look.picture, pixels=pixels))


def with_refused(look: Look, count: int) -> Look:
    more = [replace(symbol, refused=True) for symbol in look.symbols[:1]] * count
    return replace(look, rows=[*look.rows, more])


def test_paper_is_even_in_any_light(look: Look) -> None:
    pixels = look.picture.pixels
    slope = np.linspace(1.0, 0.5, pixels.shape[1])[:, None]
    for light in (1.0, slope):
        lit = np.asarray(pixels * light, np.uint8)
        assert unevenness(lit, look.ink, look.pieces[0]) < 0.1
    assert unevenness(mottled(pixels, 100), look.ink, look.pieces[0]) > 0.25


def test_a_larger_picture_than_its_ink(look: Look) -> None:
    twice = np.repeat(np.repeat(look.picture.pixels, 2, axis=0), 2, axis=1)
    small, large = (unevenness(p, look.ink, look.pieces[0]) for p in (look.picture.pixels, twice))
    assert small == pytest.approx(large, abs=0.05)


def test_a_piece_that_fills_the_picture_has_no_ground(look: Look) -> None:
    full = replace(look.pieces[0], x=0, y=0, mask=np.ones_like(look.ink.mask))
    assert unevenness(look.picture.pixels, look.ink, full) == 0.0


def test_writing_on_even_ground_is_read_whatever_is_beside_it(look: Look) -> None:
    """As on a form, of whose print much is refused."""
    assert without_scene(look) is look
    assert not is_scene(with_refused(look, 20))


@pytest.mark.parametrize(("refused", "scene"), [(0, False), (1, False), (20, True)])
def test_on_uneven_ground_it_is_a_scene_if_much_is_refused(
    look: Look, refused: int, scene: bool
) -> None:
    seen = with_refused(on(look, mottled(look.picture.pixels, 100)), refused)
    assert is_scene(seen) == scene
    assert without_scene(seen).read == (0 if scene else 3)


def doubted(look: Look, certainty: float) -> Look:
    """The same symbols, each taken for its digit with this certainty."""
    rows = [
        [replace(s, verdict=verdict(s.verdict.label, certainty)) for s in row] for row in look.rows
    ]
    return replace(look, rows=rows)


@pytest.mark.parametrize(("certainty", "scene"), [(0.95, False), (0.85, True)])
def test_on_uneven_ground_what_is_in_doubt_is_none(
    look: Look, certainty: float, scene: bool
) -> None:
    pixels = look.picture.pixels
    assert is_scene(doubted(on(look, mottled(pixels, 100)), certainty)) == scene
    assert not is_scene(doubted(look, certainty)), "paper"


@pytest.mark.parametrize(
    ("text", "strength", "scene"), [("11", 30, False), ("11", 200, True), ("274", 200, False)]
)
def test_bars_on_uneven_ground_are_none(text: str, strength: float, scene: bool) -> None:
    """As blades of grass; other digits are read there."""
    look = Reader().look(on_paper(row(text)))
    assert look.read == len(text)
    assert is_scene(on(look, mottled(look.picture.pixels, strength))) == scene


def test_a_turned_look_and_one_of_nothing(look: Look) -> None:
    pixels = mottled(look.picture.pixels, 100)
    aside = replace(on(look, np.rot90(pixels, 3)), ink=turned(look.ink, 3), turn=1)
    assert is_scene(with_refused(aside, 20))
    assert not is_scene(replace(look, rows=[]))
