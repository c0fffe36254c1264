"""The debug picture: each step from the picture to what the network saw."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tenfold.reader.symbol import Symbol
from tenfold.vision.decode import Pixels
from tenfold.vision.ink import Ink
from tenfold.vision.turn import turned_back

# In pixels.
WIDTH = 800  # of the whole
GAP = 8  # between its parts
PANEL = (WIDTH - GAP) // 2  # the width of a step's picture
TALLEST = 2000  # the height of a step's picture, at most
TITLE = 24  # the height of a line of text
TEXT = 14  # the height of its letters
INDENT = 4  # of that text
CELL = 56  # side of one network's view: 28×28 doubled
SPACE = 4  # between two views
LABEL = 18  # the height of what stands below a view
NEAR = 2  # from a label to the left side of its box, or to its view
ABOVE = 12  # from the top of a box to that of its label
# As RGB.
READ, REFUSED = (0, 150, 60), (210, 40, 40)  # green, red
GROUND, LETTERS = (40, 40, 40), (220, 220, 220)  # light letters on dark
# Of neighbouring pieces, to tell them apart (Okabe and Ito 2008, for the colour-blind as well).
COLOURS = ((230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (204, 121, 167))


def explain(pixels: Pixels, ink: Ink, symbols: Sequence[Symbol], turn: int) -> Image.Image:
    """The steps side by side: the original with boxes (green: read, red: refused), how far each
    pixel stands off the paper's light, the ink, its pieces in several colours (red: refused), and
    each 28×28 with its label and confidence. A page that leans is shown with level rows. `ink` is
    upright as the picture is, perhaps smaller; the symbols' boxes lie in it turned by `turn`
    quarters.
    """
    height, width = ink.mask.shape
    scale = min(PANEL / width, TALLEST / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    seen = [
        _titled("picture", _boxes(pixels, symbols, turn, ink.mask.shape, size)),
        _titled("light evened out", Image.fromarray(ink.levels).resize(size)),
        _titled("ink", Image.fromarray(ink.mask * np.uint8(255)).resize(size)),
        _titled("pieces, each in a colour", _pieces(ink, symbols, turn).resize(size)),
    ]
    rows = [_beside(seen[:2]), _beside(seen[2:])]
    return _stacked([*rows, _titled("what the network sees", _views(symbols))])


def _boxes(
    pixels: Pixels,
    symbols: Sequence[Symbol],
    turn: int,
    shape: tuple[int, ...],
    size: tuple[int, int],
) -> Image.Image:
    """The original; the symbols lie in ink of this shape (h, w)."""
    original = Image.fromarray(pixels).resize(size)
    draw = ImageDraw.Draw(original)
    scale = size[0] / shape[1]
    for symbol in symbols:
        box = turned_back(symbol.piece.box, turn, (shape[1], shape[0]))
        x, y, w, h = (side * scale for side in box)
        colour = REFUSED if symbol.refused else READ
        draw.rectangle((x, y, x + w, y + h), outline=colour, width=2)
        if not symbol.refused:
            draw.text((x + NEAR, y - ABOVE), str(symbol.verdict.label), fill=colour)
    return original


def _pieces(ink: Ink, symbols: Sequence[Symbol], turn: int) -> Image.Image:
    canvas = np.zeros((*np.rot90(ink.mask, turn).shape, 3), np.uint8)
    for number, symbol in enumerate(symbols):
        piece = symbol.piece
        part = canvas[piece.y : piece.bottom, piece.x : piece.right]
        part[piece.mask > 0] = REFUSED if symbol.refused else COLOURS[number % len(COLOURS)]
    return Image.fromarray(np.ascontiguousarray(np.rot90(canvas, -turn)))


def _views(symbols: Sequence[Symbol]) -> Image.Image:
    columns = WIDTH // (CELL + SPACE)
    rows = -(-len(symbols) // columns)
    sheet = Image.new("RGB", (WIDTH, rows * (CELL + LABEL) + 1), GROUND)
    draw = ImageDraw.Draw(sheet)
    for number, symbol in enumerate(symbols):
        x, y = number % columns * (CELL + SPACE), number // columns * (CELL + LABEL)
        sheet.paste(_view(symbol.verdict.image), (x, y))
        label = "no" if symbol.refused else str(symbol.verdict.label)
        colour = REFUSED if symbol.refused else READ
        draw.text(
            (x + NEAR, y + CELL + NEAR),
            f"{label} {symbol.verdict.confidence:.2f}",
            fill=colour,
        )
    return sheet


def _view(image: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(image).resize((CELL, CELL), Image.Resampling.NEAREST)


def _titled(title: str, image: Image.Image) -> Image.Image:
    sheet = Image.new("RGB", (max(PANEL, image.width), image.height + TITLE), GROUND)
    font = ImageFont.load_default(TEXT)
    ImageDraw.Draw(sheet).text((INDENT, INDENT), title, fill=LETTERS, font=font)
    sheet.paste(image, (0, TITLE))
    return sheet


def _beside(images: Sequence[Image.Image]) -> Image.Image:
    """Two of the same size."""
    left, right = images
    sheet = Image.new("RGB", (WIDTH, left.height), GROUND)
    sheet.paste(left, (0, 0))
    sheet.paste(right, (WIDTH - right.width, 0))
    return sheet


def _stacked(images: Sequence[Image.Image]) -> Image.Image:
    sheet = Image.new("RGB", (WIDTH, sum(image.height + GAP for image in images)), GROUND)
    y = 0
    for image in images:
        sheet.paste(image, (0, y))
        y += image.height + GAP
    return sheet
