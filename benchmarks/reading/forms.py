"""Forms that MNIST test digits were written into, and pages of print without any, as photos.

Kinds of forms: combs (boxes side by side, a digit in each), tight combs (the digits are about as
high as their boxes and run over the rules), boxes apart, fields (a box around a row) and labels (a
row beside or below a printed word). A page of text has a heading or none, of words of our own.
"""

from pathlib import Path

import cv2
import numpy as np
from composites import (
    Digits,
    Grey,
    Row,
    drawn_line,
    enlarged,
    of_each_kind,
    pen_colour,
    photographed,
    put,
)
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

KINDS = ("combs", "tight combs", "boxes apart", "fields", "labels")
# Of a cell: the side of what MNIST's 20 pixels become, and how far from the middle it lies.
LOOSE, TIGHT, OFF = 0.6, 1.0, 0.08
WORDS = Path(__file__).with_name("words.txt")
LABELS = ("Phone:", "Amount", "Name of student", "Meter reading:", "Code")

Drawn = tuple[Grey, Grey, str]  # written and printed ink (h, w), and the text


def forms(count: int, seed: int) -> list[Row]:
    """`count` forms of each kind."""
    return of_each_kind(KINDS, count, seed, _form)


def texts(count: int, seed: int) -> list[NDArray[np.uint8]]:
    """Photos of pages of print without digits."""
    rng = np.random.default_rng([seed, len(KINDS)])
    # A list of its own: with the words of a text that changes, so do the pages.
    words = WORDS.read_text().split()
    pages = [_text(words, rng) for _ in range(count)]
    return [_photo(np.zeros_like(page), page, rng) for page in pages]


def _form(kind: str, digits: Digits, rng: Generator) -> Row:
    if kind == "labels":
        written, printed, text = _labelled(digits, rng)
    elif kind == "fields":
        written, printed, text = _field(digits, rng)
    else:
        size = TIGHT if kind == "tight combs" else LOOSE
        written, printed, text = _boxes(digits, size, kind == "boxes apart", rng)
    return Row(kind, text, _photo(written, printed, rng))


def _boxes(digits: Digits, size: float, apart: bool, rng: Generator) -> Drawn:
    x, y = digits
    count, side = int(rng.integers(3, 10)), int(rng.integers(44, 80))
    step = int(side * (rng.uniform(1.15, 1.4) if apart else 1))
    written = np.zeros((3 * side, count * step + 2 * side), np.float32)
    printed, thick = written.copy(), int(rng.integers(1, 4))
    chosen = rng.integers(len(x), size=count)
    for k, i in enumerate(chosen):
        left = side + k * step
        cv2.rectangle(printed, (left, side), (left + side, 2 * side), 1, thick)
        glyph = enlarged(x[i], side * size * rng.uniform(0.85, 1.0))
        middle = np.array([1.5 * side, left + side / 2]) + rng.uniform(-OFF, OFF, 2) * side
        put(written, glyph, *(middle - np.array(glyph.shape) / 2).astype(int))
    return written, printed, "".join(str(y[i]) for i in chosen)


def _field(digits: Digits, rng: Generator) -> Drawn:
    line, text = _row(digits, rng)
    height, width = line.shape
    written = np.pad(line, ((height, height), (height, 2 * height)))
    printed = np.zeros_like(written)
    around = int(height * rng.uniform(0.15, 0.5))
    corner, opposite = (height - around,) * 2, (2 * height + width, 2 * height + around)
    cv2.rectangle(printed, corner, opposite, 1, int(rng.integers(1, 4)))
    return written, printed, text


def _labelled(digits: Digits, rng: Generator) -> Drawn:
    line, text = _row(digits, rng)
    height, width = line.shape
    font = ImageFont.load_default(int(height * rng.uniform(0.4, 0.8)))
    label = str(rng.choice(LABELS))
    left, _, right, bottom = font.getbbox(label)
    beside = rng.random() < 0.5
    room = int(right - left) + height // 2 if beside else 0
    size = (3 * height, max(2 * height + room + width, int(right) + 2 * height))
    written = np.zeros(size, np.float32)
    put(written, line, height, height + room)
    printed = Image.new("L", size[::-1])
    place = (height, 2 * height - bottom if beside else 0.8 * height - bottom)
    ImageDraw.Draw(printed).text(place, label, 255, font)
    return written, np.asarray(printed, np.float32) / 255, text


def _row(digits: Digits, rng: Generator) -> tuple[Grey, str]:
    x, y = digits
    chosen = rng.integers(len(x), size=rng.integers(2, 9))
    line = drawn_line("apart", [x[i] for i in chosen], int(rng.integers(34, 60)), rng)
    return line, "".join(str(y[i]) for i in chosen)


def _text(words: list[str], rng: Generator) -> Grey:
    width, size, lines = (int(v) for v in rng.integers((300, 14, 1), (900, 34, 14)))
    page = Image.new("L", (width, int(1.5 * size * (lines + 4))))
    draw, y = ImageDraw.Draw(page), size
    if rng.random() < 0.6:
        large = size * rng.uniform(1.2, 2.6)
        heading = " ".join(rng.choice(words, rng.integers(1, 4))).title()
        draw.text((size, y), heading, 255, ImageFont.load_default(large))
        y += int(1.5 * large)
    font = ImageFont.load_default(size)
    for _ in range(lines):
        line = str(rng.choice(words))
        while font.getlength(longer := f"{line} {rng.choice(words)}") < width - 2 * size:
            line = longer
        draw.text((size, y), line, 255, font)
        y += int(1.4 * size)
    return np.asarray(page, np.float32) / 255


def _photo(written: Grey, printed: Grey, rng: Generator) -> NDArray[np.uint8]:
    """Pen and black print on plain paper, leaning a little, in light that falls off."""
    height, width = written.shape
    paper = rng.uniform(200, 250) - rng.uniform(0, 20, 3)
    pen = pen_colour(rng)
    strength = rng.uniform(0.75, 1.0) * written[..., None]
    page = paper * (1 - strength) + pen * strength
    page = page * (1 - printed[..., None]) + rng.uniform(20, 90) * printed[..., None]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-3, 3), 1)
    page = cv2.warpAffine(page, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    light = 1 + rng.uniform(-0.2, 0.2) * np.linspace(-0.5, 0.5, width)[:, None]
    return photographed((page * light).astype(np.float32), rng)
