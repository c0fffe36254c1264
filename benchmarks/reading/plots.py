"""MNIST test digits side by side, as plots show samples of a data set and what a network says of
them; drawn with no plotting library, so that they stay as they are.

Kinds: samples (on the page alone, with numbers above them, or in axes with ticks) and guesses (each
with a chart of how sure a network is beside it).
"""

import cv2
import numpy as np
from composites import Digits, of_each_kind
from numpy.random import Generator
from numpy.typing import NDArray
from pages import Page
from PIL import Image, ImageDraw, ImageFont

KINDS = ("samples", "guesses")
PAPERS = ((255, 255, 255), (255, 255, 255), (30, 30, 30), (234, 234, 242))
INKS = (((0, 0, 0), (255, 255, 255)), ((255, 255, 255), (0, 0, 0)), ((68, 1, 84), (253, 231, 37)))
BLUE, GREY = (0, 0, 255), (119, 119, 119)

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]


def plots(count: int, seed: int) -> list[Page]:
    """`count` pages of each kind."""
    return of_each_kind(KINDS, count, seed, _plot)


def _plot(kind: str, digits: Digits, rng: Generator) -> Page:
    x, y = digits
    rows, columns = (int(n) for n in rng.integers(2, 6 if kind == "guesses" else 11, size=2))
    chosen = rng.integers(len(x), size=(rows, columns))
    draw = _samples if kind == "samples" else _guesses
    texts = ["".join(str(y[i]) for i in row) for row in chosen]
    return Page(kind, texts, draw(x[chosen], texts, rng))


def _samples(drawings: Pixels, texts: list[str], rng: Generator) -> Pixels:
    """Drawings (rows, columns, 28, 28) in tiles."""
    side, gap = int(rng.integers(36, 120)), int(rng.integers(4, 50))
    page = PAPERS[rng.integers(len(PAPERS))]
    dark = sum(page) < 3 * 128
    colours = INKS[rng.integers(len(INKS))] if not dark else INKS[0]
    pen = (230, 230, 230) if dark else (0, 0, 0)
    # Numbers need room above, ticks below and beside.
    framed, named = (bool(rng.random() < 0.4) and gap >= room for room in (30, 14))
    figure = _page(drawings.shape[:2], (side + gap, side + gap), page)
    draw, font = ImageDraw.Draw(figure), ImageFont.load_default(int(min(14, max(8, gap - 6))))
    for i, j, left, top in _places(drawings.shape[:2], (side + gap, side + gap)):
        figure.paste(_tile(drawings[i, j], side, *colours, rng), (left, top))
        if framed or colours[0] == page:
            draw.rectangle((left - 1, top - 1, left + side, top + side), outline=pen)
        if framed:
            for number in (0, 10, 20):
                at = number * side // 28
                draw.line((left - 5, top + at, left - 1, top + at), pen)
                draw.text((left - 7, top + at), str(number), pen, font, anchor="rm")
        elif named:
            draw.text((left + side // 2, top - 3), texts[i][j], pen, font, anchor="mb")
    return np.asarray(figure)


def _guesses(drawings: Pixels, texts: list[str], rng: Generator) -> Pixels:
    """Drawings (rows, columns, 28, 28) in frames, with bars beside each."""
    side, gap = int(rng.integers(100, 160)), 20
    step = 2 * (side + gap), side + gap + 20
    colours = INKS[rng.integers(len(INKS))]
    figure = _page(drawings.shape[:2], step, PAPERS[0])
    draw, font = ImageDraw.Draw(figure), ImageFont.load_default(12)
    for i, j, left, top in _places(drawings.shape[:2], step):
        figure.paste(_tile(drawings[i, j], side, *colours, rng), (left, top))
        chart = left + side + gap
        for x in (left, chart):
            draw.rectangle((x, top, x + side, top + side), outline=(0, 0, 0))
        label, bar = int(texts[i][j]), (side - 6) / 10
        sure = rng.uniform(0.6, 0.98)
        draw.text(
            (left + side // 2, top + side + 4), f"{label} {sure:.0%}", BLUE, font, anchor="mt"
        )
        for k, share in enumerate(rng.dirichlet(np.full(10, 0.1)) * (1 - sure)):
            high, colour = (share + sure, BLUE) if k == label else (share, GREY)
            x = chart + 3 + bar * k
            low = top + side
            draw.rectangle((x, low - high * side, x + 0.8 * bar, low), fill=colour)
    return np.asarray(figure)


def _page(shape: tuple[int, int], step: tuple[int, int], page: Colour) -> Image.Image:
    rows, columns = shape
    return Image.new("RGB", (columns * step[0] + 80, rows * step[1] + 80), page)


def _places(shape: tuple[int, int], step: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """Each tile's row and column, and its left and upper side."""
    return [
        (i, j, 50 + j * step[0], 50 + i * step[1]) for i in range(shape[0]) for j in range(shape[1])
    ]


def _tile(drawing: Pixels, side: int, paper: Colour, ink: Colour, rng: Generator) -> Image.Image:
    """A drawing (28, 28) as squares, or smooth."""
    how = cv2.INTER_NEAREST if rng.random() < 0.7 else cv2.INTER_CUBIC
    share = cv2.resize(drawing, (side, side), interpolation=how)[..., None] / 255
    return Image.fromarray((np.array(paper) * (1 - share) + np.array(ink) * share).astype(np.uint8))
