"""Digits on paper, and a thing of its real size below or beside them: a pen, a coin, an eraser, a
memory stick or a cup. Digits are 6 to 15 mm high."""

from collections.abc import Callable

import cv2
import numpy as np
from composites import Grey, lit_paper, written
from numpy.random import Generator
from numpy.typing import NDArray

Point = NDArray[np.float64]  # (2,): x, y
Colour = tuple[float, float, float]

DIGIT = (6.0, 15.0)  # mm: the height of what is written
LARGEST = 1400  # pixels: the longer side
FINE = 16  # parts of a pixel, as OpenCV's shift of 4 bits has it
WOOD, METAL, SHADE = (200, 170, 130), (190, 190, 195), (70, 70, 70)


def beside_thing(ink: Grey, rng: Generator) -> Grey:
    """Ink (h, w), 0 to 1, on lit paper (h, w, 3) with a thing that covers none of it."""
    down = np.flatnonzero(ink.any(axis=1))
    millimetre = (down[-1] - down[0] + 1) / rng.uniform(*DIGIT)  # in pixels
    draw, across = THINGS[rng.integers(len(THINGS))]
    room = int(across * millimetre)
    below = bool(rng.random() < 0.5)
    page = np.pad(ink, ((0, room if below else 0), (0, 0 if below else room)))
    least = int(room if draw is not _pen else 1.2 * room + PEN * millimetre)
    page = np.pad(page, ((0, max(0, least - page.shape[0])), (0, max(0, least - page.shape[1]))))
    scale = min(1.0, LARGEST / max(page.shape))
    page = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = page.shape
    paper, light = lit_paper(page.shape, int(8 * millimetre * scale), rng)
    lit = written(page, paper, rng).astype(np.float32)
    half = scale * room / 2
    middle = np.array([width / 2, height - half] if below else [width - half, height / 2])
    draw(lit, middle, millimetre * scale, 0.0 if below else np.pi / 2, rng)
    return lit * light


def _pen(page: Grey, middle: Point, unit: float, along: float, rng: Generator) -> None:
    angle = along + rng.uniform(-0.06, 0.06)
    forward, aside = _axes(angle)
    length, thick = PEN * unit, 9 * unit
    _bar(page, middle + 0.8 * unit, (length, thick), angle, SHADE)
    _bar(page, middle, (length, thick), angle, _any_colour(rng))
    tip = middle - forward * length / 2
    end = tip - forward * 12 * unit
    corners = [tip + aside * thick / 2, tip - aside * thick / 2, end - aside * unit, end]
    _fill(page, np.array(corners), WOOD)
    shine = middle + aside * thick * rng.uniform(-0.3, 0.3)
    _bar(page, shine, (length * rng.uniform(0.5, 0.9), unit), angle, (245, 243, 240))


def _coin(page: Grey, middle: Point, unit: float, _: float, rng: Generator) -> None:
    metal = np.array(((184, 115, 51), (200, 170, 60), METAL)[rng.integers(3)])
    radius = rng.uniform(9, 13) * unit
    for centre, share, light in ((middle + unit, 1, 0.4), (middle, 1, 0.75), (middle, 0.9, 1)):
        _disc(page, centre, radius * share, metal * light)
    _disc(page, middle, radius * 0.5, np.minimum(255, metal * 1.12))


def _eraser(page: Grey, middle: Point, unit: float, _: float, rng: Generator) -> None:
    angle, size = rng.uniform(0, np.pi), np.array([rng.uniform(35, 50), 20]) * unit
    forward, _ = _axes(angle)
    _bar(page, middle + 1.5 * unit, size, angle, SHADE)
    _bar(page, middle, size, angle, (230, 225, 215))
    _bar(page, middle + forward * size[0] * 0.15, size * (0.7, 1), angle, _any_colour(rng))


def _stick(page: Grey, middle: Point, unit: float, _: float, rng: Generator) -> None:
    angle = rng.uniform(0, np.pi)
    forward, _ = _axes(angle)
    _bar(page, middle + unit, (42 * unit, 17 * unit), angle, SHADE)
    _bar(page, middle, (42 * unit, 17 * unit), angle, _any_colour(rng))
    _bar(page, middle + forward * 26 * unit, (12 * unit, 12 * unit), angle, METAL)


def _cup(page: Grey, middle: Point, unit: float, _: float, rng: Generator) -> None:
    radius = rng.uniform(35, 45) * unit
    _disc(page, middle + 3 * unit, radius, SHADE)
    _disc(page, middle, radius, rng.uniform(150, 250, 3))
    _disc(page, middle, radius * 0.88, (70, 40, 20))


PEN = 130  # mm: its length without its point
# Each with how much room it takes, in mm.
THINGS: tuple[tuple[Callable[[Grey, Point, float, float, Generator], None], int], ...]
THINGS = ((_pen, 40), (_coin, 34), (_eraser, 64), (_stick, 84), (_cup, 100))


def _any_colour(rng: Generator) -> Colour:
    red, green, blue = rng.uniform(10, 200, 3)
    return red, green, blue


def _axes(angle: float) -> tuple[Point, Point]:
    """Along and across."""
    forward = np.array([np.cos(angle), np.sin(angle)])
    return forward, np.array([-forward[1], forward[0]])


def _bar(page: Grey, middle: Point, size: Point | Colour, angle: float, colour: Colour) -> None:
    forward, aside = (axis * side / 2 for axis, side in zip(_axes(angle), size, strict=True))
    corners = (forward + aside, forward - aside, -forward - aside, aside - forward)
    _fill(page, middle + np.array(corners), colour)


def _disc(page: Grey, middle: Point, radius: float, colour: Colour | Point) -> None:
    turn = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    _fill(page, middle + radius * np.stack([np.cos(turn), np.sin(turn)], axis=1), colour)


def _fill(page: Grey, corners: Point, colour: Colour | Point) -> None:
    """In place."""
    share = np.zeros(page.shape[:2], np.float32)
    cv2.fillPoly(share, [np.rint(corners * FINE).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    page += share[..., None] * (np.array(colour, np.float32) - page)
