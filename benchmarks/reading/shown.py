"""MNIST test digits, one to five to a row, as cameras and screens show what people wrote.

Kinds: shadow (of a hand or a phone), reflection (of a lamp), note (yellow, on a wall), board (with
a wooden frame, on a wall), the screens of `screens.py`, boxed (a program drew a box around each
digit that it found, and wrote beside it what it took it for), and thing (of `things.py`, on the
paper).
"""

import cv2
import numpy as np
from composites import (
    Digits,
    Grey,
    Row,
    cropped,
    enlarged,
    of_each_kind,
    paper_colour,
    photographed,
    put,
    written,
)
from numpy.random import Generator
from numpy.typing import NDArray
from screens import FONT, ON_SCREEN, in_editor
from things import beside_thing

KINDS = (
    *("shadow", "reflection", "note", "board"),
    *("card", "viewer", "palette", "buttons", "editor", "frame"),
    *("chart", "scale", "pills"),
    *("boxed", "thing"),
)
MOST = 5  # digits to a row

Pixels = NDArray[np.uint8]


def shown(count: int, seed: int) -> list[Row]:
    """`count` pictures of each kind."""
    return of_each_kind(KINDS, count, seed, _picture)


def _picture(kind: str, digits: Digits, rng: Generator) -> Row:
    x, y = digits
    count = 1 if kind == "editor" else int(rng.integers(2 if kind == "frame" else 1, MOST + 1))
    chosen = rng.integers(len(x), size=count)
    if kind == "boxed":
        picture = _boxed(_ink(x[chosen], rng), rng)
    elif kind == "editor":
        picture = in_editor(x[chosen[0]], rng)
    elif kind in ON_PAPER:
        picture = photographed(ON_PAPER[kind](_ink(x[chosen], rng), rng), rng)
    else:
        picture = ON_SCREEN[kind](_ink(x[chosen], rng), rng)
    return Row(kind, "".join(str(y[i]) for i in chosen), picture)


def _ink(digits: Pixels, rng: Generator) -> Grey:
    """Digits side by side with margins of a third to twice their height, 0 to 1."""
    height = int(rng.integers(50, 160))
    canvas = np.zeros((2 * height, len(digits) * 3 * height), np.float32)
    x = height // 2
    for digit in digits:
        glyph = enlarged(digit, height * rng.uniform(0.9, 1.05))
        put(canvas, glyph, height - len(glyph) // 2, x)
        x += glyph.shape[1] + int(height * rng.uniform(0.12, 0.5))
    margins = rng.integers(height // 3, 2 * height, size=4)
    return np.pad(cropped(canvas), (tuple(margins[:2]), tuple(margins[2:])))


def _boxed(ink: Grey, rng: Generator) -> Pixels:
    paper = _written(ink, paper_colour(rng), rng)
    found, _ = cv2.findContours(
        (ink > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    shown = np.array(photographed(paper, rng))
    by = shown.shape[1] / ink.shape[1]
    colour = ((0, 255, 0), (255, 0, 0), (0, 0, 255))[rng.integers(3)]
    thick, room, named = int(rng.integers(1, 4)), int(rng.integers(2, 9)), rng.random() < 0.5
    for x, y, width, height in map(cv2.boundingRect, found):
        if height < 0.2 * ink.shape[0] / 3:
            continue  # a speck
        low = int(x * by) - room, int(y * by) - room
        high = int((x + width) * by) + room, int((y + height) * by) + room
        cv2.rectangle(shown, low, high, colour, thick)
        if named:
            label = str(rng.integers(10))
            cv2.putText(shown, label, (low[0], low[1] - 5), FONT, 0.7, colour, 2)
    return shown


def _written(ink: Grey, paper: NDArray[np.float64], rng: Generator) -> Grey:
    """In pen on a paper of one colour (3,)."""
    return np.asarray(written(ink, paper, rng), np.float32)


def _in_shadow(ink: Grey, rng: Generator) -> Grey:
    """Round as of a hand from below, or with corners as of a phone."""
    height, width = ink.shape
    dark = np.zeros(ink.shape, np.float32)
    if rng.random() < 0.5:
        middle = int(rng.uniform(0, 1) * width), height
        axes = int(width * rng.uniform(0.2, 0.6)), int(height * rng.uniform(0.4, 0.9))
        cv2.ellipse(dark, middle, axes, rng.uniform(-30, 30), 0, 360, 1.0, cv2.FILLED)
    else:
        middle = rng.uniform(0, 1) * width, rng.uniform(0.3, 1.1) * height
        size = tuple(max(height, width) * rng.uniform((0.3, 0.5), (0.7, 1.0)))
        corners = cv2.boxPoints((middle, size, float(rng.uniform(0, 180))))
        cv2.fillPoly(dark, [corners.astype(np.int32)], 1.0)
    soft = max(height, width) * rng.choice([0.004, 0.012, 0.03])
    dark = cv2.GaussianBlur(dark, (0, 0), soft)[..., None]
    return _written(ink, paper_colour(rng), rng) * (1 - rng.uniform(0.2, 0.5) * dark)


def _in_reflection(ink: Grey, rng: Generator) -> Grey:
    height, width = ink.shape
    yy, xx = np.mgrid[0:height, 0:width]
    middle = rng.uniform(0.1, 0.9, 2) * (width, height)
    away = np.hypot(xx - middle[0], yy - middle[1]) / max(height, width)
    light = rng.uniform(40, 110) * np.exp(-((away / rng.uniform(0.1, 0.35)) ** 2))
    return np.asarray(_written(ink, paper_colour(rng), rng) + light[..., None], np.float32)


def _on_note(ink: Grey, rng: Generator) -> Grey:
    note = _written(ink, np.array([235, 222, 120.0]) - rng.uniform(0, 50), rng)
    walls = ((225, 225, 222), (120, 85, 60), (60, 62, 70), (150, 170, 190))
    return _hung(note, walls[rng.integers(len(walls))], float(rng.uniform(0.1, 0.5)), 9, rng)


def _on_board(ink: Grey, rng: Generator) -> Grey:
    """Chalk on green, or pen on white."""
    white = rng.random() < 0.5
    chalk = ink * np.where(rng.random(ink.shape) > 0.25, 1.0, 0.55)
    green, pale = np.array([40, 62, 50.0]), np.array([215, 215, 205.0])
    board = (
        _written(ink, paper_colour(rng), rng)
        if white
        else green * (1 - chalk[..., None]) + pale * chalk[..., None]
    )
    edge = max(4, min(ink.shape) // 14)
    framed = cv2.copyMakeBorder(
        board.astype(np.float32), *[edge] * 4, cv2.BORDER_CONSTANT, value=(150, 110, 70)
    )
    return _hung(framed, (214, 208, 196), 0.2, 3, rng)


def _hung(
    sheet: Grey, wall: tuple[int, int, int], margin: float, most: float, rng: Generator
) -> Grey:
    """On a wall, turned by up to `most` degrees; `margin`: of the longer side."""
    edge = int(margin * max(sheet.shape))
    around = cv2.copyMakeBorder(sheet, *[edge] * 4, cv2.BORDER_CONSTANT, value=wall)
    height, width = around.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-most, most), 1)
    return cv2.warpAffine(around, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


ON_PAPER = {
    "shadow": _in_shadow,
    "reflection": _in_reflection,
    "note": _on_note,
    "board": _on_board,
    "thing": beside_thing,
}
