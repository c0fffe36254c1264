"""Pictures that the reading tests draw: strokes' digits on paper of their own making."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tenfold.data import strokes
from tenfold.data.strokes import Hand

Pixels = NDArray[np.uint8]

CALM = Hand().calmer(0.3)  # plainly written: what fails on these fails on everything


def digit(label: int, seed: int = 0) -> Pixels:
    """One drawn digit of a common shape, uint8 (28, 28), ink 255."""
    drawn = strokes.generate(500, seed, CALM)
    own = drawn.y == label
    common = np.bincount(drawn.shape[own]).argmax()
    return drawn.x[np.flatnonzero(own & (drawn.shape == common))[0], ..., 0]


def row(
    text: str, height: int = 80, gap: int = 24, margin: int = 60, seed: int = 0
) -> NDArray[np.float32]:
    """Ink (h, w), 0 to 1: the digits of a text side by side."""
    return row_of([digit(int(c), seed) for c in text], height, gap, margin)


def row_of(
    drawings: Sequence[Pixels], height: int = 80, gap: int = 24, margin: int = 60
) -> NDArray[np.float32]:
    """Ink (h, w), 0 to 1: drawings (28, 28) side by side."""
    glyphs = [_large(drawing, height) for drawing in drawings]
    line = np.concatenate([np.pad(glyph, ((0, 0), (0, gap))) for glyph in glyphs], axis=1)
    return np.pad(line, margin)


def page(texts: list[str], **settings: int) -> NDArray[np.float32]:
    """Rows under each other."""
    rows = [row(text, **settings) for text in texts]
    width = max(r.shape[1] for r in rows)
    return np.concatenate([np.pad(r, ((0, 0), (0, width - r.shape[1]))) for r in rows])


def on_paper(
    ink: NDArray[np.float32],
    paper: tuple[int, int, int] = (235, 230, 220),
    pen: tuple[int, int, int] = (40, 45, 60),
) -> Pixels:
    """RGB (h, w, 3)."""
    share = ink[..., None]
    return (np.array(paper) * (1 - share) + np.array(pen) * share).astype(np.uint8)


def agreement(mask: Pixels, true: Pixels) -> float:
    """Shared ink over all ink."""
    return float((mask & true).sum() / (mask | true).sum())


def _large(glyph: Pixels, height: int) -> NDArray[np.float32]:
    ys, xs = np.nonzero(glyph > 60)
    cropped = glyph[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    size = (max(1, round(cropped.shape[1] * height / len(cropped))), height)
    large = np.asarray(Image.fromarray(cropped).resize(size, Image.Resampling.BICUBIC), np.float32)
    return np.clip((large / 255 - 0.3) * 2.5, 0, 1)
