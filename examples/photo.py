"""Makes photo.jpg: digits that tenfold draws itself, on ruled paper under a lamp.

    python examples/photo.py examples/photo.jpg

`make demo` ends with reading it.
"""

import sys
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from tenfold.data import strokes
from tenfold.data.strokes import Hand

ROWS = ("31415926", "2718281", "1618033")
WIDTH, HEIGHT, LINE = 1280, 960, 110  # pixels; between two lines of the paper
PAPER, PEN, RULING = (238, 232, 214), (38, 52, 120), (170, 190, 215)
CALM = Hand().calmer(0.4)  # a hand that takes its time
TURN = 3.0  # degrees: nobody holds a phone straight


def glyph(label: str, height: int, rng: Generator) -> Image.Image:
    """A drawn digit of the wanted height, ink white."""
    drawn = strokes.generate(200, int(rng.integers(1 << 30)), CALM)
    digit = Image.fromarray(drawn.x[np.flatnonzero(drawn.y == int(label))[0], ..., 0])
    digit = digit.crop(digit.point(lambda level: 255 * (level > 60)).getbbox())
    size = (max(1, round(digit.width * height / digit.height)), height)
    # Enlarged and its edges made sharp again, as a pen leaves them.
    return digit.resize(size, Image.Resampling.BICUBIC).point(lambda level: 3 * (level - 85))


def page(rng: Generator) -> Image.Image:
    """The paper with its lines and the writing, evenly lit."""
    paper = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(paper)
    for y in range(LINE // 2, HEIGHT, LINE):
        draw.line((0, y, WIDTH, y), RULING, 2)
    for number, text in enumerate(ROWS):
        x = 230 + int(rng.integers(60))
        baseline = LINE // 2 + (2 * number + 2) * LINE - 8
        for label in text:
            ink = glyph(label, int(rng.integers(78, 96)), rng)
            paper.paste(PEN, (x, baseline - ink.height + int(rng.integers(-5, 6))), ink)
            x += ink.width + int(rng.integers(14, 34))
    return paper.rotate(TURN, Image.Resampling.BICUBIC, fillcolor=PAPER)


def photographed(paper: Image.Image, rng: Generator) -> Image.Image:
    """Under a yellow lamp from the left, with the shadow of a hand, a little blurred and noisy."""
    light = lamp() * shadow()  # (h, w)
    lit = np.asarray(paper.filter(ImageFilter.GaussianBlur(1.0)), np.float32) * light[..., None]
    noisy = lit * (1.0, 0.98, 0.9) + rng.normal(0, 3, lit.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def lamp() -> NDArray[np.float64]:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return 1.02 - 0.35 * np.hypot(x / WIDTH - 0.3, y / HEIGHT - 0.4)


def shadow() -> NDArray[np.float64]:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    edge = (x - 820) * 0.8 + (y - 500) * 0.6  # pixels beyond a slanted line
    return 1 - 0.35 / (1 + np.exp(-edge / 12))


def main(out: Path) -> None:
    rng = np.random.default_rng(4)
    photographed(page(rng), rng).save(out, quality=80)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
