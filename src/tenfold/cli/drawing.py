"""Pictures drawn in the terminal, two pixels to a character cell.

With many colours each cell is an upper half block: its foreground is the upper pixel, its
background the lower one. Without, block shapes and shades stand in; without Unicode, letters.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

Picture = NDArray[np.uint8]  # (h, w, c) with c = 1 or 3, 0 is black
Pixel = NDArray[np.uint8]  # (c,)

SHADES = " ░▒▓█"
LETTERS = " .:-=+*#%@"
GAP = 3  # columns between pictures
EDGE = 100  # grey levels between two pixels that make a visible edge in half blocks


def draw(console: Console, pictures: Sequence[Picture], captions: Sequence[str]) -> None:
    """Prints the pictures side by side, as many to a row as fit, each with a caption below."""
    pictures = _cropped(pictures)
    width = max(pictures[0].shape[1], *(cell_len(c) for c in captions))
    per_row = max(1, (console.width + GAP) // (width + GAP))
    for first in range(0, len(pictures), per_row):
        row = slice(first, first + per_row)
        for line in _rows(console, pictures[row], width):
            console.print(line, no_wrap=True, crop=True)
        caption = (" " * GAP).join(set_cell_size(c, width) for c in captions[row])
        console.print(caption.rstrip(), markup=False, no_wrap=True)
        console.print()


def _cropped(pictures: Sequence[Picture]) -> list[Picture]:
    """The part of the frame that any of the pictures uses, the same for all."""
    ink = np.max([p.max(axis=2) for p in pictures], axis=0) > 0  # (h, w)
    if not ink.any():
        return list(pictures)
    top, bottom = _span(ink.any(axis=1))
    left, right = _span(ink.any(axis=0))
    return [p[top:bottom, left:right] for p in pictures]


def _span(used: NDArray[np.bool_]) -> tuple[int, int]:
    (places,) = np.nonzero(used)
    return int(places[0]), int(places[-1]) + 1


def _rows(console: Console, pictures: Sequence[Picture], width: int) -> Iterator[Text]:
    cell = _cell_drawer(console)
    margin = " " * (width - pictures[0].shape[1] + GAP)
    for top in range(0, pictures[0].shape[0], 2):
        line = Text()
        for number, picture in enumerate(pictures):
            if number:
                line.append(margin)
            upper = picture[top]  # (w, c)
            lower = picture[top + 1] if top + 1 < len(picture) else np.zeros_like(upper)
            for pair in zip(upper, lower, strict=True):
                line.append_text(cell(*pair))
        yield line


def _cell_drawer(console: Console) -> Callable[[Pixel, Pixel], Text]:
    if console.options.ascii_only:
        return _letter
    if console.color_system in ("truecolor", "256"):
        return _coloured
    return _shade


def _coloured(upper: Pixel, lower: Pixel) -> Text:
    return Text("▀", style=f"{_rgb(upper)} on {_rgb(lower)}")


def _rgb(pixel: Pixel) -> str:
    red, green, blue = np.broadcast_to(pixel, 3)
    return f"rgb({red},{green},{blue})"


def _shade(upper: Pixel, lower: Pixel) -> Text:
    top, bottom = float(upper.mean()), float(lower.mean())
    if top - bottom > EDGE:
        return Text("▀")
    if bottom - top > EDGE:
        return Text("▄")
    return Text(_step(SHADES, (top + bottom) / 2))


def _letter(upper: Pixel, lower: Pixel) -> Text:
    return Text(_step(LETTERS, (float(upper.mean()) + float(lower.mean())) / 2))


def _step(ramp: str, grey: float) -> str:
    """The character of the ramp for a grey level from 0 to 255."""
    return ramp[min(int(grey / 256 * len(ramp)), len(ramp) - 1)]
