"""Training pictures for the reader's network: digits as the picture steps show them to it.

Digits of MNIST and of strokes are warped, drawn with other pens, damaged as pictures damage them
and brought to 28×28 by the reader's own steps. Rows of touching digits are cut by the reader's own
cuts; each run of fragments is a digit if it holds that digit's ink and nearly nothing else, and a
refusal if it clearly does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.judge import view
from tenfold.reader.lattice import runs
from tenfold.vision.cuts import cut
from tenfold.vision.opencv import cv2
from tenfold.vision.pieces import Piece, find_pieces, join

Pixels = NDArray[np.uint8]

FINE = 4  # the pictures are drawn four times as large as MNIST's
SIDE = 28 * FINE
THINNER = -0.5  # MNIST pixels: thinner and thin strokes would vanish
OTHER = 10  # the class of everything that is no digit
SAME, DIFFERENT = 0.85, 0.8  # overlap with a digit's ink: that digit from here, none up to here
KEPT = 0.35  # of a row's refusals: there are six for each digit
TURNED = (2, 3, 4, 5, 6, 7, 9)  # digits that are none when mirrored


@dataclass(frozen=True)
class Variety:
    """How much a picture varies: standard deviations unless said otherwise."""

    rotation: float = 6.0  # degrees
    shear: float = 0.12
    stretch: float = 0.10  # of the logarithm, each side
    elastic: float = 0.8  # MNIST pixels, smooth over a quarter of the picture
    pen: float = 0.55  # MNIST pixels added to or taken from the pen's radius
    rough: float = 0.15  # of the ink's level: uneven outlines
    damaged: float = 0.1  # share with a gap, a speck or an edge cut off


@dataclass(frozen=True)
class Lessons:
    """Images uint8 (n, 28, 28, 1) and their classes uint8 (n,), 0–9 or OTHER."""

    x: Pixels
    y: Pixels

    def joined(self, other: "Lessons") -> "Lessons":
        return Lessons(np.concatenate([self.x, other.x]), np.concatenate([self.y, other.y]))


def digit_lessons(x: Pixels, y: Pixels, rng: Generator, variety: Variety) -> Lessons:
    """One lesson for each image of x (n, 28, 28)."""
    seen = [_seen(_damaged(varied(image, rng, variety), rng, variety)) for image in x]
    return _lessons(seen, y.tolist())


def other_lessons(x: Pixels, rng: Generator, variety: Variety) -> Lessons:
    """Refusals: one for each drawing of x (n, 28, 28) that is no digit."""
    return _lessons([_seen(varied(image, rng, variety)) for image in x], [OTHER] * len(x))


def turned_lessons(x: Pixels, y: Pixels, rng: Generator, variety: Variety) -> Lessons:
    """Refusals: digits mirrored or lying on their side, where that makes them none."""
    chosen = x[np.isin(y, TURNED)]
    turned = [
        np.fliplr(i) if rng.random() < 0.5 else np.rot90(i, int(rng.choice([1, 3]))) for i in chosen
    ]
    return other_lessons(np.array(turned).reshape(-1, 28, 28), rng, variety)


def row_lessons(x: Pixels, y: Pixels, rng: Generator, variety: Variety, rows: int) -> Lessons:
    """Lessons from `rows` rows of two to five touching digits."""
    seen: list[Pixels] = []
    labels: list[int] = []
    for _ in range(rows):
        chosen = rng.integers(len(x), size=rng.integers(2, 6))
        pieces = _touching([_solid(varied(x[i], rng, variety)) for i in chosen], rng)
        for image, label in _judged(pieces, y[chosen]):
            if label != OTHER or rng.random() < KEPT:
                seen.append(image)
                labels.append(label)
    return _lessons(seen, labels)


def varied(image: Pixels, rng: Generator, variety: Variety) -> Pixels:
    """An image (28, 28) warped and drawn with another pen: soft ink, uint8 (112, 112)."""
    large = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    large = cv2.remap(large, *_warp(rng, variety), interpolation=cv2.INTER_LINEAR)
    radius = max(THINNER, rng.normal(0, variety.pen))
    reach = round(abs(radius) * FINE)
    if reach:
        pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        large = cv2.dilate(large, pen) if radius > 0 else cv2.erode(large, pen)
    noise = cv2.resize(rng.normal(0, 1, (SIDE // 2, SIDE // 2)).astype(np.float32), (SIDE, SIDE))
    rough = large * (1 + variety.rough * rng.random() * 2 * noise)
    return np.asarray(np.clip(rough, 0, 255), np.uint8)


def _warp(rng: Generator, variety: Variety) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where each pixel comes from: two maps (112, 112)."""
    angle = np.deg2rad(rng.normal(0, variety.rotation))
    shear = rng.normal(0, variety.shear)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ [[1, shear], [0, 1]] @ np.diag(np.exp(rng.normal(0, variety.stretch, 2)))
    grid = np.arange(SIDE, dtype=np.float32) - (SIDE - 1) / 2
    bend = rng.normal(0, variety.elastic * FINE * rng.random(), (2, 6, 6)).astype(np.float32)
    maps = []
    for row, field in zip(matrix.astype(np.float32), bend, strict=True):
        smooth = cv2.resize(field, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        maps.append(row[0] * grid[None, :] + row[1] * grid[:, None] + (SIDE - 1) / 2 + smooth)
    return maps[0], maps[1]


def _damaged(ink: Pixels, rng: Generator, variety: Variety) -> Pixels:
    """A gap in a stroke, a speck beside it, or an edge cut off, now and then."""
    if rng.random() >= variety.damaged:
        return ink
    ink = ink.copy()
    x, y, width, height = cv2.boundingRect((ink > 127).astype(np.uint8))
    match rng.integers(3):
        case 0:
            spot = int(x + rng.random() * width), int(y + rng.random() * height)
            cv2.circle(ink, spot, int(rng.integers(2, 6)), 0, -1)
        case 1:
            spot = int(x + rng.choice([-0.08, 1.08]) * width), int(y + rng.random() * height)
            end = spot[0] + int(rng.integers(-3, 4)), spot[1] + int(rng.integers(-12, 13))
            cv2.line(ink, spot, end, 255, int(rng.integers(2, 7)))
        case _:
            cut_off = int(rng.integers(2, 9))
            side = int(rng.integers(4))
            ink = np.ascontiguousarray(np.rot90(ink, side))
            first = np.flatnonzero((ink > 127).any(axis=1))
            ink[: (first[0] if len(first) else 0) + cut_off] = 0
            ink = np.ascontiguousarray(np.rot90(ink, -side))
    return ink


def _solid(ink: Pixels) -> Pixels:
    """The ink in its box, 0 or 1."""
    mask = (ink > 110).astype(np.uint8)
    x, y, width, height = cv2.boundingRect(mask)
    return mask[y : y + height, x : x + width] if width else np.ones((SIDE // 2, 8), np.uint8)


def _touching(digits: list[Pixels], rng: Generator) -> list[Piece]:
    """The digits pushed together until their ink meets, most of the time."""
    pieces = [Piece(0, int(rng.integers(0, 12)), digits[0])]
    for mask in digits[1:]:
        y = int(rng.integers(0, 12)) + max(0, (pieces[0].height - len(mask)) // 2)
        x = _meeting(join(pieces), mask, y) + int(rng.integers(-5, 3))
        pieces.append(Piece(max(x, pieces[-1].x + 3), y, mask))
    return pieces


def _meeting(left: Piece, mask: Pixels, y: int) -> int:
    """The x at which the mask, its top at y, first meets the ink on its left."""
    top, bottom = max(y, left.y), min(y + len(mask), left.bottom)
    if bottom <= top:
        return left.right
    beside = left.mask[top - left.y : bottom - left.y]
    own = mask[top - y : bottom - y]
    last = np.where(beside.any(axis=1), left.right - beside[:, ::-1].argmax(axis=1), -SIDE)
    first = np.where(own.any(axis=1), own.argmax(axis=1), SIDE)
    return int(max((last - first).max(), left.x))


def _judged(digits: list[Piece], labels: Pixels) -> Iterator[tuple[Pixels, int]]:
    """Every run of fragments as the network will see it, with its class where that is clear."""
    row = join(digits)
    canvas = cv2.copyMakeBorder(row.mask, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=0)
    fragments = [part for piece in find_pieces(canvas) for part in cut(piece)]
    fragments.sort(key=lambda part: part.x + part.width / 2)
    for first, end in runs(fragments, row.height):
        run = join(fragments[first:end])
        overlaps = [_overlap(run, Piece(d.x - row.x + 2, d.y - row.y + 2, d.mask)) for d in digits]
        best = int(np.argmax(overlaps))
        if overlaps[best] >= SAME:
            yield view(run.mask * np.uint8(255), run), int(labels[best])
        elif overlaps[best] <= DIFFERENT:
            yield view(run.mask * np.uint8(255), run), OTHER


def _overlap(a: Piece, b: Piece) -> float:
    """Shared ink over all ink."""
    left, right = max(a.x, b.x), min(a.right, b.right)
    top, bottom = max(a.y, b.y), min(a.bottom, b.bottom)
    if left >= right or top >= bottom:
        return 0.0
    part_a = a.mask[top - a.y : bottom - a.y, left - a.x : right - a.x]
    part_b = b.mask[top - b.y : bottom - b.y, left - b.x : right - b.x]
    shared = int((part_a & part_b).sum())
    return shared / (int(a.mask.sum()) + int(b.mask.sum()) - shared)


def _seen(ink: Pixels) -> Pixels:
    """Soft ink (112, 112) as the network will see it (28, 28)."""
    mask = (ink > 110).astype(np.uint8)
    return view(ink, Piece(0, 0, mask))


def _lessons(images: list[Pixels], labels: list[int]) -> Lessons:
    x = np.array(images, np.uint8).reshape(-1, 28, 28, 1)
    return Lessons(x, np.array(labels, np.uint8))
