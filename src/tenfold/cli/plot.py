"""A dot for each run, stacked where they fall together: in the terminal and as an SVG."""

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]

WIDEST, HIGHEST = 60, 12  # characters
WIDTH, MARGIN, RADIUS = 640, 40, 6  # pixels
INK, ACCENT = "#333", "#c33"


def columns(values: Sequence[float], count: int) -> Counts:
    """How many values fall into each of `count` equal steps between the least and the largest.

    >>> columns([0.0, 0.1, 0.9, 1.0], 2).tolist()
    [2, 2]
    """
    low, high = min(values), max(values)
    if low == high:
        return np.array([len(values)])
    return np.histogram(values, bins=count, range=(low, high))[0].astype(np.int64)


def lines(values: Sequence[float], width: int) -> list[str]:
    """The plot as text, with its ends labelled, at most `width` characters wide."""
    counts = columns(values, min(width, WIDEST))
    per_dot = -(-int(counts.max()) // HIGHEST)  # runs that a dot stands for
    dots = -(-counts // per_dot)
    rows = [
        "".join("•" if n >= height else " " for n in dots).rstrip()
        for height in range(int(dots.max()), 0, -1)
    ]
    low, high = f"{100 * min(values):.2f} %", f"{100 * max(values):.2f} %"
    ends = low if low == high else f"{low}{high.rjust(len(counts) - len(low))}"
    note = [f"(a dot is up to {per_dot} runs)"] if per_dot > 1 else []
    return [*rows, "─" * len(counts), ends, *note]


def svg(values: Sequence[float], mean: float, title: str) -> str:
    """The plot as an SVG document. values and mean: shares in [0, 1]."""
    span = WIDTH - 2 * MARGIN
    counts = columns(values, span // (2 * RADIUS))
    height = 3 * MARGIN + 2 * RADIUS * int(counts.max())
    base = height - MARGIN  # y of the axis
    step = span / len(counts)
    low, high = min(values), max(values)
    at = MARGIN + (span * (mean - low) / (high - low) if high > low else span / 2)
    dots = [
        f'<circle cx="{MARGIN + (column + 0.5) * step:.1f}" cy="{base - RADIUS * (2 * k + 1)}" '
        f'r="{RADIUS - 1}"/>'
        for column, count in enumerate(counts)
        for k in range(int(count))
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            f'font-family="sans-serif" font-size="13" fill="{INK}">',
            '<rect width="100%" height="100%" fill="white"/>',
            f'<text x="{MARGIN}" y="{MARGIN // 2}">{escape(title)}</text>',
            f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{base}" y2="{base}" stroke="{INK}"/>',
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{MARGIN}" y2="{base}" stroke="{ACCENT}"/>',
            *dots,
            f'<text x="{MARGIN}" y="{base + 18}">{100 * low:.2f} %</text>',
            f'<text x="{WIDTH - MARGIN}" y="{base + 18}" text-anchor="end">'
            f"{100 * high:.2f} %</text>",
            f'<text x="{at:.1f}" y="{base + 34}" text-anchor="middle" fill="{ACCENT}">'
            f"mean {100 * mean:.3f} %</text>",
            "</svg>",
            "",
        ]
    )
