"""Draws docs/strokes.png: every shape of the strokes data set by name, as the hand varies it.

python docs/strokes_sheet.py [FILE]
"""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tenfold.data import strokes
from tenfold.data.files import whole_file

EACH = 11  # drawings of a shape
COLUMNS = 3
NAME = 136  # pixels, the width of a name
CELL = 29  # pixels: a drawing and a line of paper
GREYS = 16  # enough for the eye, and a third of the bytes

Named = list[tuple[str, NDArray[np.uint8]]]  # a name and its drawings (EACH, 28, 28)


def digits() -> Named:
    drawn = strokes.generate(40_000, seed=0)
    return [
        (name, drawn.x[drawn.shape == number][:EACH, ..., 0])
        for number, name in enumerate(strokes.shape_names())
    ]


def others() -> Named:
    drawn = strokes.generate_others(2 * EACH * len(strokes.other_names()), seed=0)
    return [
        (name, drawn.x[drawn.y == number][:EACH, ..., 0])
        for number, name in enumerate(strokes.other_names())
    ]


def sheet(named: Named) -> Image.Image:
    """Black on white, names on the left, in COLUMNS columns."""
    rows = -(-len(named) // COLUMNS)
    width = NAME + EACH * CELL + CELL // 2
    page = Image.new("L", (COLUMNS * width, rows * CELL), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(11)
    for place, (name, drawings) in enumerate(named):
        column, row = divmod(place, rows)
        left, top = column * width, row * CELL
        pen.text((left + NAME - 6, top + CELL // 2), name, 0, font, anchor="rm")
        for i, drawing in enumerate(drawings):
            page.paste(Image.fromarray(255 - drawing), (left + NAME + i * CELL, top))
    return page


def main() -> None:
    picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("strokes.png")
    for path, named in (
        (picture, digits()),
        (picture.with_stem(picture.stem + "_others"), others()),
    ):
        with whole_file(path) as temporary:
            sheet(named).quantize(GREYS).save(temporary, optimize=True)


if __name__ == "__main__":
    main()
