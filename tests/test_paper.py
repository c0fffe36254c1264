"""The paper's colour where shadows, reflections and changing pages lie under what is written."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import on_paper, row
from tenfold import Reader
from tenfold.vision.channels import Channels
from tenfold.vision.decode import Pixels
from tenfold.vision.opencv import cv2
from tenfold.vision.paper import paper_colour, shaded_papers


def shadow(shape: tuple[int, int], soft: float) -> NDArray[np.float32]:
    """Of a phone that comes in from below at the right, 0 to 1."""
    height, width = shape
    dark = np.zeros(shape, np.float32)
    corners = np.array([(0.45, 0.35), (0.95, 0.2), (1.3, 1.2), (0.7, 1.4)]) * (width, height)
    cv2.fillPoly(dark, [corners.astype(np.int32)], 1.0)
    return np.asarray(cv2.GaussianBlur(dark, (0, 0), soft), np.float32)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("soft", [1, 4, 12])
@pytest.mark.parametrize("text", ["5", "8", "274"])
def test_what_a_shadow_crosses_is_read(reader: Reader, text: str, soft: float) -> None:
    sheet = on_paper(row(text, height=160, margin=150), pen=(60, 60, 70))
    dark = shadow(sheet.shape[:2], soft)[..., None]
    assert reader.read((sheet * (1 - 0.4 * dark)).astype(np.uint8)).text == text


def test_shaded_paper_is_what_is_left_without_strokes() -> None:
    sheet = np.full((300, 400, 3), 220, np.uint8)
    dark = shadow((300, 400), soft=2)[..., None]
    under = (sheet * (1 - 0.4 * dark)).astype(np.uint8)
    written = under.copy()
    cv2.line(written, (40, 40), (360, 260), (50, 50, 50), 12)
    off = np.abs(next(shaded_papers(Channels(written)))[..., 0].astype(int) - under[..., 0])
    assert np.percentile(off, 98) <= 3
    chalk = Channels(255 - written)  # in a reflection
    off = np.abs(next(shaded_papers(chalk))[..., 0].astype(int) - (255 - under[..., 0]))
    assert np.percentile(off, 98) <= 3


def changing(height: int, width: int) -> Pixels:
    """A page as a browser paints it, from blue to purple."""
    share = np.linspace(0, 1, width)[None, :, None] * np.ones((height, 1, 1))
    return np.rint(
        np.array([102, 126, 234]) * (1 - share) + np.array([118, 75, 162]) * share
    ).astype(np.uint8)


def test_a_painted_page_is_its_own_paper_whatever_lies_on_it() -> None:
    page = changing(300, 500)
    picture = page.copy()
    picture[40:260, 60:440] = 250
    true = cv2.resize(cv2.cvtColor(page, cv2.COLOR_RGB2YCrCb), (128, 77))
    off = np.abs(paper_colour(Channels(picture)).astype(int) - true)
    assert off.max() <= 4
    grainy = np.clip(picture + np.random.default_rng(0).normal(0, 3, picture.shape), 0, 255)
    grainy = grainy.astype(np.uint8)
    off = np.abs(paper_colour(Channels(grainy)).astype(int) - true)
    assert off.max() > 60, "on a photo it may be paper that bright light falls on"


@pytest.mark.parametrize(("card", "pen"), [(250, 20), (20, 250)])
@pytest.mark.parametrize("text", ["6", "4032"])
def test_what_stands_on_a_card_on_such_a_page_is_read(
    reader: Reader, text: str, card: int, pen: int
) -> None:
    sheet = on_paper(row(text, height=90, margin=70), (card,) * 3, (pen,) * 3)
    height, width = sheet.shape[:2]
    edge, radius = 60, 16
    picture = changing(height + 2 * edge, width + 2 * edge)
    place = np.zeros(picture.shape[:2], np.uint8)
    cv2.rectangle(place, (edge + radius, edge), (edge + width - radius, edge + height - 1), 1, -1)
    cv2.rectangle(place, (edge, edge + radius), (edge + width - 1, edge + height - radius), 1, -1)
    for x in (edge + radius, edge + width - radius - 1):
        for y in (edge + radius, edge + height - radius - 1):
            cv2.circle(place, (x, y), radius, 1, -1)
    around = cv2.copyMakeBorder(sheet, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
    picture[place > 0] = around[place > 0]
    assert reader.read(picture).text == text


@pytest.mark.parametrize("lean", [0, 12, 35, 60])
@pytest.mark.parametrize("text", ["8", "30"])
def test_a_small_digit_on_dense_dark_rules_is_read(reader: Reader, text: str, lean: int) -> None:
    """There is more of the rules than of the pen; level ones are no large pixels' edges."""
    ink = np.pad(row(text, height=60, margin=20), ((200, 400), (300, 500)))
    height, width = ink.shape
    rules = np.zeros(ink.shape, np.float32)
    for k in range(-112, width + 112, 28):
        cv2.line(rules, (k, 0), (k + lean, height), 1, 1, cv2.LINE_AA)
        cv2.line(rules, (0, k), (width, k - lean), 1, 1, cv2.LINE_AA)
    picture = on_paper(ink, paper=(225, 226, 230), pen=(30, 35, 90)).astype(np.float32)
    picture -= 60 * (rules * (1 - ink))[..., None]
    picture += np.random.default_rng(0).normal(0, 3, picture.shape)
    assert reader.read(np.clip(picture, 0, 255).astype(np.uint8)).text == text


def test_bright_paper_between_dark_strokes_is_also_tried_as_paper() -> None:
    """It stands off the strokes as far as they do, and is more: by that it would be the ink."""
    picture = np.full((400, 400, 3), 230, np.uint8)
    for x in (150, 190, 230):
        picture[120:280, x : x + 8] = 60
    first, _, second, _ = shaded_papers(Channels(picture))
    stroke = (150 + 280) // 2 * len(first) // 400, 154 * len(first) // 400
    assert sorted(int(paper[stroke][0]) for paper in (first, second)) == [60, 230]
