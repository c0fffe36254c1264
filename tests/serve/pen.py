"""A hand that draws on the page's pad: ten digits as strokes, through the browser's own input."""

import math

from playwright.sync_api import Page

Stroke = list[tuple[float, float]]


def arc(
    cx: float, cy: float, rx: float, ry: float, start: float, end: float, points: int = 8
) -> Stroke:
    """Part of an ellipse; angles in degrees, 0 to the right, 90 down."""
    angles = [math.radians(start + (end - start) * i / points) for i in range(points + 1)]
    return [(cx + rx * math.cos(angle), cy + ry * math.sin(angle)) for angle in angles]


# In a box of width 0.6 and height 1, as a hand of the school writes them.
DIGITS: dict[str, list[Stroke]] = {
    "0": [arc(0.3, 0.5, 0.28, 0.48, -90, -450, 14)],
    "1": [[(0.3, 0.02), (0.28, 0.98)]],
    "2": [[*arc(0.3, 0.27, 0.26, 0.26, -170, 40), (0.03, 0.97), (0.6, 0.95)]],
    "3": [[*arc(0.28, 0.26, 0.26, 0.24, -150, 80), *arc(0.28, 0.73, 0.3, 0.26, -80, 140)]],
    "4": [[(0.1, 0.02), (0.04, 0.55), (0.58, 0.53)], [(0.46, 0.1), (0.42, 0.98)]],
    "5": [
        [(0.12, 0.04), (0.1, 0.42), *arc(0.26, 0.68, 0.29, 0.29, -110, 140)],
        [(0.12, 0.04), (0.52, 0.02)],
    ],
    "6": [[(0.42, 0.02), (0.14, 0.4), *arc(0.3, 0.72, 0.25, 0.26, -170, -530, 12)]],
    "7": [[(0.03, 0.05), (0.56, 0.04), (0.22, 0.98)]],
    "8": [
        [
            *arc(0.3, 0.26, 0.21, 0.24, -60, -270, 8),
            *arc(0.3, 0.74, 0.25, 0.24, -90, 270, 12),
            *arc(0.3, 0.26, 0.21, 0.24, 90, -60, 7),
        ]
    ],
    "9": [[*arc(0.3, 0.28, 0.23, 0.25, 0, -360, 12), (0.53, 0.3), (0.48, 0.98)]],
}


def draw(page: Page, strokes: list[Stroke], left: float = 0.5, height: float = 0.62) -> None:
    """Draws with the mouse. `left` is the middle of the digit, as a share of the pad's width."""
    pad = page.locator("#pad").bounding_box()
    assert pad is not None
    scale = height * pad["height"]
    x0 = pad["x"] + left * pad["width"] - 0.3 * scale
    y0 = pad["y"] + (1 - height) / 2 * pad["height"]
    for stroke in strokes:
        points = [(x0 + x * scale, y0 + y * scale) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()
