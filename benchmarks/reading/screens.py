"""Screens around what was drawn.

Kinds: card (on a web page whose colour changes), viewer (a phone shows the photo, with the time and
round buttons), palette (round colours beside a drawing), buttons (beside a canvas), editor (single
digits of few large pixels, with lines between them), frame (drawn around a row, and far higher
than it), chart (of how sure a network is, beside a canvas), scale (a plot, and its scale of
greys), pills (buttons with round ends below a canvas).
"""

import cv2
import numpy as np
from composites import Grey, paper_colour, photographed, written
from numpy.random import Generator
from numpy.typing import NDArray

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
    if rng.random() < 0.5:
        paper = written(ink, paper_colour(rng), rng).astype(np.float32)
        picture = photographed(paper, rng)
    else:
        picture = _drawn(ink, rng)
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


def in_editor(digit: Pixels, rng: Generator) -> Pixels:
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


def _beside_chart(ink: Grey, rng: Generator) -> Pixels:
    """A canvas, and bars upright or flat that show how sure a network is of each digit."""
    drawing = _drawn(ink, rng)
    height = len(drawing)
    side = max(240, height)
    chart = np.full((side, side, 3), 255, np.uint8)
    colour = [int(level) for level in rng.integers(20, 200, 3)]
    flat, step, line, labels = rng.random() < 0.5, side // 12, 0.15 * side, 0.06 * side
    for k, share in enumerate(rng.dirichlet(np.full(10, 0.3))):
        near, far = step * (k + 1) + 2, step * (k + 2) - 2
        end = line + 0.7 * side * share
        # (x, y) from the bottom left if upright, from the top left if flat.
        bar, place = [(near, side - line), (far, side - end)], (near, side - labels)
        if flat:
            bar, place = [(line, near), (end, far)], (labels, far)
        corners = [(int(x), int(y)) for x, y in (*bar, place)]
        cv2.rectangle(chart, corners[0], corners[1], colour, cv2.FILLED)
        cv2.putText(chart, str(k), corners[2], FONT, step / 40, (60, 60, 60), 1, cv2.LINE_AA)
    return _side_by_side(drawing, chart, height // 8)


def _beside_scale(ink: Grey, rng: Generator) -> Pixels:
    """A plot in its axes, with ticks, and the scale of its greys."""
    shades = 255 * (ink if rng.random() < 0.5 else 1 - ink)
    grey = np.repeat(shades.astype(np.uint8)[..., None], 3, axis=2)  # (h, w, 3)
    height, width = grey.shape[:2]
    cv2.rectangle(grey, (0, 0), (width - 1, height - 1), (0, 0, 0), 1)
    plot = cv2.copyMakeBorder(grey, 10, 40, 50, 10, cv2.BORDER_CONSTANT, value=(255,) * 3)
    for k in range(0, 28, 5):
        x, y = 50 + width * (2 * k + 1) // 56, 10 + height * (2 * k + 1) // 56
        cv2.line(plot, (x, 10 + height), (x, 14 + height), (0, 0, 0), 1)
        cv2.line(plot, (46, y), (50, y), (0, 0, 0), 1)
        cv2.putText(plot, str(k), (x - 6, 28 + height), FONT, 0.4, (0, 0, 0), 1, cv2.LINE_AA)
        cv2.putText(plot, str(k), (22, y + 5), FONT, 0.4, (0, 0, 0), 1, cv2.LINE_AA)
    levels = np.linspace(255, 0, height).astype(np.uint8)[:, None, None]
    scale = np.broadcast_to(levels, (height, max(10, height // 18), 3)).copy()
    cv2.rectangle(scale, (0, 0), (scale.shape[1] - 1, height - 1), (0, 0, 0), 1)
    return _side_by_side(plot, scale, 20)


def _over_pills(ink: Grey, rng: Generator) -> Pixels:
    """A canvas with a thin border on a page, over two buttons with round ends."""
    drawing = _drawn(ink, rng)
    cv2.rectangle(drawing, (0, 0), (drawing.shape[1] - 1, len(drawing) - 1), (170,) * 3, 2)
    edge, high = 30, int(rng.integers(36, 56))
    ground = (248, 249, 250)
    screen = cv2.copyMakeBorder(
        drawing, edge, 3 * high, edge, edge, cv2.BORDER_CONSTANT, value=ground
    )
    width, top = screen.shape[1], len(screen) - 2 * high
    middle, radius = top + high // 2, high // 2
    for k, label in enumerate(("Clear", "Predict")):
        colour = PALETTE[rng.integers(3)]
        left, right = (int(width * (k + share) / 2) for share in (0.15, 0.85))
        cv2.rectangle(
            screen, (left + radius, top), (right - radius, top + high), colour, cv2.FILLED
        )
        for x in (left + radius, right - radius):
            cv2.circle(screen, (x, middle), radius, colour, cv2.FILLED, cv2.LINE_AA)
        scale = min(high / 50, (right - left - high) / (18 * len(label)))
        place = left + radius, middle + int(9 * scale)
        cv2.putText(screen, label, place, FONT, scale, (255,) * 3, 1, cv2.LINE_AA)
    return screen


def _side_by_side(left: Pixels, right: Pixels, gap: int) -> Pixels:
    """Both on a white page."""
    height = max(len(left), len(right)) + 2 * gap
    page = np.full((height, left.shape[1] + right.shape[1] + 3 * gap, 3), 255, np.uint8)
    page[gap : gap + len(left), gap : gap + left.shape[1]] = left
    page[gap : gap + len(right), -gap - right.shape[1] : -gap] = right
    return page


ON_SCREEN = {
    "card": _on_card,
    "viewer": _in_viewer,
    "palette": _with_palette,
    "buttons": _beside_buttons,
    "frame": _in_frame,
    "chart": _beside_chart,
    "scale": _beside_scale,
    "pills": _over_pills,
}
