"""The debug picture: what was found, what was taken for ink, what the network saw."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tenfold.reader.lattice import Symbol
from tenfold.vision.decode import Pixels
from tenfold.vision.ink import Ink
from tenfold.vision.turn import turned_back

WIDTH = 800  # of the picture and of the ink beneath it
CELL = 56  # side of one network's view: 28×28 doubled
READ, REFUSED = (0, 150, 60), (210, 40, 40)
GROUND = (40, 40, 40)


def explain(pixels: Pixels, ink: Ink, symbols: list[Symbol], turn: int) -> Image.Image:
    """The original with boxes (green: read, red: refused), the ink, and each 28×28 with its label
    and confidence. `ink` is upright as the picture is, perhaps smaller; the symbols' boxes lie in
    it turned by `turn` quarters.
    """
    height, width = ink.mask.shape
    scale = WIDTH / width
    size = (WIDTH, max(1, round(height * scale)))
    original = Image.fromarray(pixels).resize(size)
    draw = ImageDraw.Draw(original)
    for symbol in symbols:
        x, y, w, h = (v * scale for v in turned_back(symbol.piece.box, turn, (width, height)))
        colour = REFUSED if symbol.refused else READ
        draw.rectangle((x, y, x + w, y + h), outline=colour, width=2)
        if not symbol.refused:
            draw.text((x + 2, y - 12), str(symbol.verdict.label), fill=colour)
    mask = Image.fromarray(ink.mask * np.uint8(255)).resize(size).convert("RGB")
    return _stacked([original, mask, _views(symbols)])


def _views(symbols: list[Symbol]) -> Image.Image:
    columns = WIDTH // (CELL + 4)
    rows = -(-len(symbols) // columns)
    sheet = Image.new("RGB", (WIDTH, rows * (CELL + 18) + 1), GROUND)
    draw = ImageDraw.Draw(sheet)
    for number, symbol in enumerate(symbols):
        x, y = number % columns * (CELL + 4), number // columns * (CELL + 18)
        sheet.paste(_view(symbol.verdict.image), (x, y))
        label = "no" if symbol.refused else str(symbol.verdict.label)
        colour = REFUSED if symbol.refused else READ
        draw.text((x + 2, y + CELL + 2), f"{label} {symbol.verdict.confidence:.2f}", fill=colour)
    return sheet


def _view(image: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(image).resize((CELL, CELL), Image.Resampling.NEAREST)


def _stacked(images: list[Image.Image]) -> Image.Image:
    sheet = Image.new("RGB", (WIDTH, sum(i.size[1] + 4 for i in images)), GROUND)
    y = 0
    for image in images:
        sheet.paste(image, (0, y))
        y += image.size[1] + 4
    return sheet
