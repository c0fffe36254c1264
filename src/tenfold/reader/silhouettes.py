"""Filled forms, to be refused: a coat, a boot, a cat in front of a wall. Photographs and pictures
of goods are full of them, and a body with two arms is else an 8, a 4 or a 0.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.drawing import INK, SIDE
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]

MIRRORED = 0.6  # share of the forms that are alike on both sides, as what is worn is
# Of the longer side: the widest circle within. No pen is so fat: of MNIST's digits three in a
# thousand hold such a circle.
FAT = 0.45
NARROW = 0.45  # of its height, at most: an upright bar, and that is a 1
# From, and to below. Lengths are in parts of the form's height, but where it says what else.
HEIGHT = (64, 100)  # fine pixels
KNOTS = (3, 8)  # of the outline, from top to bottom
HALF_WIDTH = (0.16, 0.55)  # at a knot; all knots together depart from one width, more or less
PULL = 0.12  # sd of how far to one side the whole is at a knot
LIMBS = (0, 3)  # pairs
LIMB_AT = (0.05, 0.5)  # where one begins, down from the top
LIMB = (0.3, 0.8)  # how long it is
LIMB_FALLS = (-30, 85)  # degrees below level
LIMB_PEN = (0.08, 0.24)  # how thick it is
SLIT = (0.3, 0.8)  # how far a slit reaches up from below
SLIT_PEN = (1, 9)  # fine pixels: how wide it is
SLITS = 0.25  # share of the forms
HOLLOW = (0.08, 0.22)  # half the width and depth of a neck's cut-out
HOLLOWS = 0.3
LIES = 0.25  # share that lies on its side
TILT = 8.0  # degrees, sd
FIELD = (3, 8)  # knots across and down of the field whose high parts are an irregular form
LEVEL = (0.35, 0.6)  # of that field: what is above is the form
TONES = 0.5  # share whose surface is uneven
TONE = (6, 30)  # across and down: the tones in one picture
DARKEST = (0.1, 0.6)  # of full ink
TRIES = 50  # at most, for a form that is fat enough


def silhouettes(count: int, rng: Generator) -> list[Pixels]:
    """So many filled forms as ink (112, 112)."""
    return [_silhouette(rng) for _ in range(count)]


def _silhouette(rng: Generator) -> Pixels:
    for _ in range(TRIES):
        form = _worn(rng) if rng.random() < MIRRORED else _irregular(rng)
        if _is_fat(form):
            break
    return _shaded(form, rng) if rng.random() < TONES else form


def _worn(rng: Generator) -> Pixels:
    """A body with limbs, alike on both sides, but for how it hangs."""
    height = int(rng.integers(*HEIGHT))
    form = _body(height, rng)
    for _ in range(rng.integers(*LIMBS)):
        _add_limbs(form, height, rng)
    top, bottom = (SIDE - height) // 2, (SIDE + height) // 2
    middle = SIDE // 2
    if rng.random() < SLITS:
        end = middle, bottom - int(height * rng.uniform(*SLIT))
        cv2.line(form, (middle, SIDE), end, 0, int(rng.integers(*SLIT_PEN)))
    if rng.random() < HOLLOWS:
        axes = [int(height * rng.uniform(*HOLLOW)) for _ in range(2)]
        cv2.ellipse(form, (middle, top), axes, 0, 0, 360, 0, -1)
    return _laid(form, rng)


def _body(height: int, rng: Generator) -> Pixels:
    knots = int(rng.integers(*KNOTS))
    rows = np.linspace(0, height, knots) + (SIDE - height) / 2
    width, own = rng.uniform(*HALF_WIDTH), rng.uniform(*HALF_WIDTH, knots)
    halves = height * (width + rng.random() * (own - width))
    middles = SIDE / 2 + height * PULL * rng.normal(0, 1, knots) * (rng.random() < 0.5)
    left = np.stack([middles - halves, rows], axis=1)
    right = np.stack([middles + halves, rows], axis=1)[::-1]
    outline = np.round(np.concatenate([left, right])).astype(np.int32)
    form = np.zeros((SIDE, SIDE), np.uint8)
    cv2.fillPoly(form, [outline], 255)
    return form


def _add_limbs(form: Pixels, height: int, rng: Generator) -> None:
    """One to either side."""
    begin = SIDE // 2, int((SIDE - height) / 2 + height * rng.uniform(*LIMB_AT))
    angle = np.radians(rng.uniform(*LIMB_FALLS))
    length = height * rng.uniform(*LIMB)
    across, down = int(length * np.cos(angle)), int(length * np.sin(angle))
    pen = max(1, int(height * rng.uniform(*LIMB_PEN)))
    for side in (-1, 1):
        # From the body's edge, which is about so far from its middle.
        start = begin[0] + side * int(height * HALF_WIDTH[0]), begin[1]
        end = start[0] + side * across, start[1] + down
        cv2.line(form, start, end, 255, pen)


def _laid(form: Pixels, rng: Generator) -> Pixels:
    """Tilted a little, or on its side."""
    degrees = rng.normal(0, TILT) + 90 * (rng.random() < LIES)
    turn = cv2.getRotationMatrix2D((SIDE / 2 - 0.5, SIDE / 2 - 0.5), degrees, 1.0)
    return np.asarray(cv2.warpAffine(form, turn, (SIDE, SIDE)), np.uint8)


def _irregular(rng: Generator) -> Pixels:
    """The largest of the high parts of a smooth field."""
    size = rng.integers(*FIELD, 2)
    coarse = rng.random((int(size[0]), int(size[1])), dtype=np.float32)
    field = cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    high = (field > rng.uniform(*LEVEL)).astype(np.uint8)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(high, connectivity=4)
    stats[0, cv2.CC_STAT_AREA] = 0  # what is around them
    largest = stats[:, cv2.CC_STAT_AREA].argmax()
    return np.asarray((parts == largest) * 255 * (largest > 0), np.uint8)


def _is_fat(form: Pixels) -> bool:
    """Whether it is wider than any pen, and no upright bar."""
    ink = (form > INK).astype(np.uint8)
    *_, width, height = cv2.boundingRect(ink)
    framed = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    widest = 2 * float(cv2.distanceTransform(framed, cv2.DIST_L2, cv2.DIST_MASK_5).max())
    return bool(width > NARROW * height and widest > FAT * max(width, height))


def _shaded(form: Pixels, rng: Generator) -> Pixels:
    """Of uneven tone: the darkest parts are holes."""
    size = rng.integers(*TONE, 2)
    coarse = rng.uniform(rng.uniform(*DARKEST), 1.2, (int(size[0]), int(size[1])))
    tones = cv2.resize(coarse.astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(form * tones, 0, 255), np.uint8)
