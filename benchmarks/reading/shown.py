"""MNIST test digits, one to five to a row, as cameras and screens show what people wrote.

Kinds: shadow (of a hand or a phone), reflection (of a lamp), note (yellow, on a wall), board (with
a wooden frame, on a wall), card (on a web page whose colour changes), viewer (a phone shows the
photo, with the time and round buttons), palette (round colours beside a drawing), buttons (beside a
canvas), editor (single digits of few large pixels, with lines between them), frame (drawn around a
row, and far higher than it).
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

KINDS = (
    *("shadow", "reflection", "note", "board"),
    *("card", "viewer", "palette", "buttons", "editor", "frame"),
)
MOST = 5  # digits to a row
SCREENS = (  # a canvas and the colour that is drawn with
    ((255, 255, 255), (0, 0, 0)),
    ((0, 0, 0), (255, 255, 255)),
    ((255, 255, 255), (30, 60, 200)),
    ((20, 20, 20), (230, 230, 60)),
)
PAGES = (((102, 126, 234), (118, 75, 162)), ((255, 154, 158), (250, 208, 196)))  # left, right
PALETTE = ((230, 50, 50), (50, 160, 60), (40, 80, 220), (20, 20, 20), (250, 200, 40))
FONT = cv2.FONT_HERSHEY_SIMPLEX

Pixels = NDArray[np.uint8]


def shown(count: int, seed: int) -> list[Row]:
    """`count` pictures of each kind."""
    return of_each_kind(KINDS, count, seed, _picture)


def _picture(kind: str, digits: Digits, rng: Generator) -> Row:
    x, y = digits
    count = 1 if kind == "editor" else int(rng.integers(2 if kind == "frame" else 1, MOST + 1))
    chosen = rng.integers(len(x), size=count)
    if kind == "editor":
        picture = _in_editor(x[chosen[0]], rng)
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


def _drawn(ink: Grey, rng: Generator) -> Pixels:
    canvas, pen = (np.array(colour) for colour in SCREENS[rng.integers(len(SCREENS))])
    return (canvas * (1 - ink[..., None]) + pen * ink[..., None]).astype(np.uint8)


def _on_card(ink: Grey, rng: Generator) -> Pixels:
    """With round corners and a shadow around it."""
    card = _drawn(ink, rng)
    edge, radius = card.shape[1] // 5, card.shape[1] // 20
    around = cv2.copyMakeBorder(card, *[edge] * 4, cv2.BORDER_REPLICATE)
    height, width = around.shape[:2]
    share = np.linspace(0, 1, width)[None, :, None]
    left, right = (np.array(colour) for colour in PAGES[rng.integers(len(PAGES))])
    page = np.broadcast_to(left * (1 - share) + right * share, around.shape)
    place = np.zeros((height, width), np.float32)
    inner = edge + radius
    cv2.rectangle(place, (inner, inner), (width - inner, height - inner), 1.0, cv2.FILLED)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2)
    place = cv2.dilate(place, disc)[..., None]
    shade = cv2.GaussianBlur(place, (0, 0), card.shape[1] / 40)[..., None]
    return (page * (1 - 0.35 * shade) * (1 - place) + around * place).astype(np.uint8)


def _in_viewer(ink: Grey, rng: Generator) -> Pixels:
    """White on black bands, or black on white ones; a photo or a drawing between them."""
    photo = rng.random() < 0.5
    picture = (
        photographed(_written(ink, paper_colour(rng), rng), rng) if photo else _drawn(ink, rng)
    )
    ground, text = ((0,) * 3, (255,) * 3) if rng.random() < 0.5 else ((255,) * 3, (0,) * 3)
    width = picture.shape[1]
    band, letter = int(0.35 * width), width / 22
    screen = cv2.copyMakeBorder(picture, band, band, 0, 0, cv2.BORDER_CONSTANT, value=ground)
    for label, x, y in (("12:05", 1, 1.5), ("87%", 18, 1.5), ("< Today", 2, 4.5)):
        place = int(x * letter), int(y * letter)
        cv2.putText(screen, label, place, FONT, letter / 32, text, 1, cv2.LINE_AA)
    for k in range(4):
        middle = int(width * (k + 0.5) / 4), len(screen) - band // 2
        cv2.circle(screen, middle, int(letter), text, max(1, int(letter / 6)), cv2.LINE_AA)
    return screen


def _with_palette(ink: Grey, rng: Generator) -> Pixels:
    drawing = _drawn(ink, rng)
    height, width = drawing.shape[:2]
    edge = max(30, int(0.16 * width))
    screen = cv2.copyMakeBorder(drawing, 0, 0, edge, 0, cv2.BORDER_CONSTANT, value=(245,) * 3)
    radius = min(int(0.28 * edge), height // 20)
    for k, colour in enumerate(PALETTE):
        middle = edge // 2, height * (k + 1) // (len(PALETTE) + 1)
        cv2.circle(screen, middle, radius, colour, cv2.FILLED, cv2.LINE_AA)
    return screen


def _beside_buttons(ink: Grey, rng: Generator) -> Pixels:
    drawing = _drawn(ink, rng)
    height, width = drawing.shape[:2]
    edge, column = max(6, height // 20), max(160, width // 2)
    screen = np.full((height + 2 * edge, width + column + edge, 3), 240, np.uint8)
    screen[edge : edge + height, edge : edge + width] = drawing
    left, right = width + 2 * edge, width + column - edge
    for k, label in enumerate(("Predict", "Clear", "Save")):
        top = edge + k * height // 3
        bottom = top + height // 5
        cv2.rectangle(screen, (left, top), (right, bottom), (225, 225, 225), cv2.FILLED)
        cv2.rectangle(screen, (left, top), (right, bottom), (150, 150, 150), 1)
        scale = min((right - left) / 170, (bottom - top) / 45)
        place = left + int(12 * scale), (top + bottom) // 2 + int(9 * scale)
        cv2.putText(screen, label, place, FONT, scale, (0, 0, 0), 1, cv2.LINE_AA)
    return screen


def _in_editor(digit: Pixels, rng: Generator) -> Pixels:
    """28 by 28 squares of 8 to 20 pixels, with lines of one grey."""
    side, line = int(rng.integers(8, 21)), int(rng.choice([60, 128, 190]))
    pixels = np.kron(_drawn(digit / np.float32(255), rng), np.ones((side, side, 1), np.uint8))
    pixels[::side] = line
    pixels[:, ::side] = line
    return np.asarray(pixels, np.uint8)


def _in_frame(ink: Grey, rng: Generator) -> Pixels:
    """A rectangle or an ellipse whose sides are about as long as one another."""
    rows, columns = np.nonzero(ink > 0.2)
    middle = int(columns.min() + columns.max()) // 2, int(rows.min() + rows.max()) // 2
    reach = rng.uniform(0.65, 0.9, 2) * max(np.ptp(columns), 1.2 * np.ptp(rows))
    edge = int(reach.max()) + 20
    page = np.pad(ink, edge)
    middle = middle[0] + edge, middle[1] + edge
    pen = max(2, int(np.ptp(rows) / 20 * rng.uniform(1.4, 2.6)))
    if rng.random() < 0.5:
        corners = [(int(middle[0] + k * reach[0]), int(middle[1] + k * reach[1])) for k in (-1, 1)]
        cv2.rectangle(page, *corners, 1.0, pen)
    else:
        axes = int(reach[0]), int(reach[1])
        cv2.ellipse(page, middle, axes, rng.uniform(-5, 5), 0, 355, 1.0, pen, cv2.LINE_AA)
    return _drawn(page, rng)


ON_PAPER = {
    "shadow": _in_shadow,
    "reflection": _in_reflection,
    "note": _on_note,
    "board": _on_board,
}
ON_SCREEN = {
    "card": _on_card,
    "viewer": _in_viewer,
    "palette": _with_palette,
    "buttons": _beside_buttons,
    "frame": _in_frame,
}
