"""Rows of MNIST test digits on paper that is made up here, as a photo would show them.

    python benchmarks/reading/composites.py FOLDER [--count N] [--seed S]

writes N pictures per kind and labels.csv (path,text,source,notes) as the handwriting folders have
it. Kinds: apart, touching, interlocked, slanted, uneven; every one on plain, ruled or squared paper
with a gradient, a shadow, noise, blur and JPEG, drawn anew for each picture.
"""

import argparse
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

import tenfold

KINDS = ("apart", "touching", "interlocked", "slanted", "uneven")
# "Touching" means that neighbours' ink meets or overlaps by a pixel or two, and that they reach
# over each other by no more than a tenth of the height. "Interlocked" digits do so freely.
KERNING = 0.1
Grey = NDArray[np.float32]
Digits = tuple[NDArray[np.uint8], NDArray[np.uint8]]  # (n, 28, 28), and their labels (n,)
Made = TypeVar("Made")


@dataclass(frozen=True)
class Row:
    kind: str
    text: str
    picture: NDArray[np.uint8]  # (h, w, 3), or (h, w) in grey


def rows(count: int, seed: int, kinds: tuple[str, ...] = KINDS) -> "list[Row]":
    """`count` rows of each kind."""
    return of_each_kind(kinds, count, seed, _row)


def of_each_kind(
    kinds: tuple[str, ...], count: int, seed: int, made: "Callable[[str, Digits, Generator], Made]"
) -> "list[Made]":
    """`count` pictures of each kind, made from MNIST's test digits."""
    test = tenfold.datasets.load("mnist").test
    digits = test.x[..., 0], test.y
    result = []
    for number, kind in enumerate(kinds):
        rng = np.random.default_rng([seed, number])
        result += [made(kind, digits, rng) for _ in range(count)]
    return result


def blanks(count: int, seed: int) -> "list[NDArray[np.uint8]]":
    """Papers that nobody wrote on, as photos show them."""
    rng = np.random.default_rng([seed, len(KINDS)])
    photos = []
    for _ in range(count):
        height, width = (int(side) for side in rng.integers(200, 900, 2))
        paper, light = lit_paper((height, width), int(rng.integers(36, 110)), rng)
        photos.append(photographed(paper * light, rng))
    return photos


def _row(kind: str, digits: Digits, rng: Generator) -> Row:
    x, y = digits
    chosen = rng.integers(len(x), size=rng.integers(2, 11))
    height = int(rng.integers(36, 110))
    ink = drawn_line(kind, [x[i] for i in chosen], height, rng)
    if kind == "slanted":
        ink = rotated(ink, float(rng.uniform(3, 10) * rng.choice([-1, 1])))
    margin = rng.integers(height // 2, 2 * height, size=4)
    ink = np.pad(ink, ((margin[0], margin[1]), (margin[2], margin[3])))
    paper, light = lit_paper(ink.shape, height, rng)
    pen = (
        rng.uniform(10, 110, 3)
        if rng.random() < 0.5
        else np.array([30, 40, 130.0]) + rng.uniform(0, 50)
    )
    strength = rng.uniform(0.7, 1.0) * ink[..., None]
    lit = (paper * (1 - strength) + pen * strength) * light  # the shadow falls on the ink as well
    return Row(kind, "".join(str(y[i]) for i in chosen), photographed(lit, rng))


def drawn_line(kind: str, digits: "list[NDArray[np.uint8]]", height: int, rng: Generator) -> Grey:
    """Digits side by side, 0 to 1; touching ones pushed together until their ink meets."""
    canvas = np.zeros((3 * height, (len(digits) + 2) * 2 * height), np.float32)
    x = height // 2
    for digit in digits:
        uneven = kind == "uneven"
        side = height * (rng.uniform(0.7, 1.15) if uneven else rng.uniform(0.92, 1.05))
        glyph = enlarged(digit, side)
        y = int(1.5 * height - len(glyph) / 2 + height * (rng.uniform(-0.2, 0.2) if uneven else 0))
        if kind in ("touching", "interlocked"):
            met = touch(canvas, glyph, y) + int(rng.integers(-1, 1))
            furthest = x - int(KERNING * height)
            x = met if kind == "interlocked" or x == height // 2 else max(met, furthest)
        put(canvas, glyph, y, x)
        # In units of the height: from nearly touching to a wide hand.
        x += glyph.shape[1]
        if kind not in ("touching", "interlocked"):
            x += int(height * rng.uniform(0.12, 0.5))
    return cropped(canvas)


def cropped(canvas: Grey) -> Grey:
    """A canvas without the paper around its ink."""
    ys, xs = np.nonzero(canvas > 0.2)
    return canvas[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def enlarged(digit: NDArray[np.uint8], side: float) -> Grey:
    """The digit's ink enlarged, `side` being what MNIST's 20 pixels become."""
    ys, xs = np.nonzero(digit > 60)
    cropped = digit[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    scale = side / 20
    large = cv2.resize(cropped, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.clip((large.astype(np.float32) / 255 - 0.3) * 2.5, 0, 1)


def put(canvas: Grey, glyph: Grey, top: int, left: int) -> None:
    """Adds ink to a canvas, in place."""
    part = canvas[top : top + glyph.shape[0], left : left + glyph.shape[1]]
    np.maximum(part, glyph, out=part)


def pen_colour(rng: Generator) -> NDArray[np.float64]:
    """Dark, or blue, as often. Rows of this file choose in another order of random numbers: to
    change that changes what the records were measured on."""
    pen = rng.uniform(10, 110, 3)
    return np.array([30, 40, 130.0]) + rng.uniform(0, 50) if rng.random() < 0.5 else pen


def paper_colour(rng: Generator) -> NDArray[np.float64]:
    """White, yellowish or grey (3,)."""
    return np.array([235, 232, 222.0]) - rng.uniform(0, 60) - rng.uniform(0, 25, 3)


def written(
    ink: Grey, paper: "Grey | NDArray[np.float64]", rng: Generator
) -> "NDArray[np.float64]":
    """Ink (h, w) in a pen on paper (h, w, 3), or on one colour (3,)."""
    strength = rng.uniform(0.7, 1.0) * ink[..., None]
    return np.asarray(paper * (1 - strength) + pen_colour(rng) * strength)


def touch(canvas: Grey, glyph: Grey, y: int) -> int:
    """The x at which the glyph first meets the ink on its left."""
    band = canvas[y : y + len(glyph)] > 0.5
    columns = np.arange(band.shape[1])
    last = np.where(band.any(axis=1), (band * columns).max(axis=1), -10_000)
    inked = glyph > 0.5
    first = np.where(inked.any(axis=1), inked.argmax(axis=1), 10_000)
    distance = (first - last).min()
    return max(len(glyph) // 2, int(-distance)) if distance < 5_000 else len(glyph) // 2


def rotated(ink: Grey, degrees: float) -> Grey:
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = int(width * cos + height * sin) + 2, int(width * sin + height * cos) + 2
    turn[:, 2] += np.array(size) / 2 - np.array([width, height]) / 2
    return cv2.warpAffine(ink, turn, size)


def lit_paper(shape: tuple[int, int], height: int, rng: Generator) -> tuple[Grey, Grey]:
    """Paper (h, w, 3), levels 0 to 255, and the light on it (h, w, 1)."""
    h, w = shape
    paper = np.full((h, w, 3), paper_colour(rng), np.float32)
    kind = rng.choice(["plain", "ruled", "squared"])
    if kind != "plain":
        step = height * rng.uniform(0.5, 2.0)
        line = np.array([120, 150, 200.0]) + rng.uniform(-40, 30)
        thick = int(rng.integers(1, 3))
        for y in np.arange(rng.uniform(0, step), h, step):
            cv2.line(paper, (0, int(y)), (w, int(y + rng.uniform(-1, 1))), line.tolist(), thick)
        for x in np.arange(rng.uniform(0, step), w, step) if kind == "squared" else ():
            cv2.line(paper, (int(x), 0), (int(x), h), line.tolist(), thick)
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    slope = rng.uniform(-0.3, 0.3, 2)
    light = 1 + slope[0] * (xx / w - 0.5) + slope[1] * (yy / h - 0.5)
    if rng.random() < 0.4:  # a hand's shadow: a soft straight edge
        angle = rng.uniform(0, 2 * np.pi)
        edge = (xx - w * rng.uniform(0.2, 0.8)) * np.cos(angle) + (yy - h / 2) * np.sin(angle)
        light *= 1 - rng.uniform(0.2, 0.5) / (1 + np.exp(-edge / rng.uniform(3, 30)))
    return paper, light[..., None]


def photographed(picture: Grey, rng: Generator) -> NDArray[np.uint8]:
    """Blur, sensor noise and JPEG."""
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.2))
    picture = picture + rng.normal(0, rng.uniform(0, 6), picture.shape)
    levels = np.clip(picture, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(levels).save(file, "JPEG", quality=int(rng.integers(40, 95)))
    return np.asarray(Image.open(file))


def main() -> None:
    parser = argparse.ArgumentParser(description="Write composites of MNIST test digits.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with (options.folder / "labels.csv").open("w", newline="") as file:
        labels = csv.writer(file)
        labels.writerow(["path", "text", "source", "notes"])
        for number, row in enumerate(rows(options.count, options.seed)):
            name = f"{row.kind}-{number:05}.jpg"
            Image.fromarray(row.picture).save(options.folder / name, quality=95)
            labels.writerow([name, row.text, row.kind, ""])


if __name__ == "__main__":
    main()
