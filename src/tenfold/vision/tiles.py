"""Tiles: many small pictures of one size side by side on a page of one colour, as a plot of samples
shows them. Each has its own paper, whatever is written above or beside it.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.axes import has_axes
from tenfold.vision.components import outlines_of, without_holes
from tenfold.vision.insets import inner_box, off_page, page_colour
from tenfold.vision.opencv import cv2
from tenfold.vision.place import Box, cut_out

Pixels = NDArray[np.uint8]

FEWEST = 4  # tiles: fewer are insets
MOST = 400  # twenty rows of twenty; each takes some milliseconds
SAME = 12  # levels: a JPEG's rings around titles and tiles
WHISKER = 9  # pixels: an axis's ticks, and titles that touch a tile, are thinner
NARROWEST = 16  # pixels: nothing is written on less
SOLID = 0.5  # of a tile's rows and columns: less is a title that touches it
RIM = 2  # pixels: a JPEG frays a tile's sides
CORNER = 1 / 8  # of its sides; so large are its corners, and
WHOLE = 0.9  # of each of them: a digit of the page's colour may run over a side, but hardly there
LONGEST = 2.0  # times its shorter side
MOSTLY = 0.7  # of its box: what the tile itself fills
ALIKE = 0.1  # of a typical tile's sides: how far the others' differ from them
ALIGNED = 0.1  # likewise, how far tiles of a row or a column are off each other
MARGIN = 0.5  # of a tile's longer side


def find_tiles(pixels: Pixels) -> list[Box]:
    """Boxes of the tiles in RGB pixels (h, w, 3), without their own edges; none unless there are
    rows or columns of them."""
    other = off_page(pixels, SAME)
    if other is None:
        return []
    # What joins two of them comes off first.
    whisker = np.ones((WHISKER, WHISKER), np.uint8)
    solid = np.asarray(cv2.morphologyEx(without_holes(other), cv2.MORPH_OPEN, whisker), np.uint8)
    found = [_box(outline) for outline in outlines_of(solid)]
    rectangles = [box for box in found if box is not None]
    if not FEWEST <= len(rectangles) <= MOST:
        return []
    boxes = np.array(rectangles)
    side = np.median(boxes[:, 2:], axis=0)  # width, height
    tiles = boxes[(np.abs(boxes[:, 2:] - side) <= ALIKE * side).all(axis=1)]
    tiles = tiles[_in_line(tiles, side)]
    shown = [tile for tile in tiles.tolist() if not has_axes(cut_out(other, tile))]
    return [inner_box(tile) for tile in shown] if len(shown) >= FEWEST else []


def _box(outline: NDArray[np.int32]) -> Box | None:
    """The box of a rectangle, without what sticks out of it; None if it is none."""
    x, y, width, height = cv2.boundingRect(outline)
    if min(width, height) < NARROWEST:
        return None
    filled = np.zeros((height, width), np.uint8)
    cv2.drawContours(filled, [outline - (x, y)], 0, 1, cv2.FILLED)
    across, down = (np.flatnonzero(filled.mean(axis=axis) >= SOLID) for axis in (0, 1))
    if min(len(across), len(down)) < NARROWEST:
        return None
    left, top = int(across[0]), int(down[0])
    tile = np.ascontiguousarray(filled[top : down[-1] + 1, left : across[-1] + 1])
    if tile.mean() < MOSTLY or max(tile.shape) > LONGEST * min(tile.shape):
        return None
    if min(corner.mean() for corner in _corners(tile)) < WHOLE:
        return None
    return x + left, y + top, tile.shape[1], tile.shape[0]


def _in_line(tiles: NDArray[np.int_], side: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each of the tiles (n, 4) stands in a row or a column with another."""
    off = np.abs(tiles[:, None, :2] - tiles[None, :, :2]) <= ALIGNED * side  # (n, n, 2)
    return np.asarray((off.sum(axis=1) > 1).any(axis=1))


def _corners(tile: Pixels) -> list[Pixels]:
    inner = tile[RIM:-RIM, RIM:-RIM]
    down, across = (max(1, round(CORNER * side)) for side in inner.shape)
    upper, lower = inner[:down], inner[-down:]
    return [upper[:, :across], upper[:, -across:], lower[:, :across], lower[:, -across:]]


def is_on_tile(point: NDArray[np.float64], tiles: list[Box]) -> bool:
    """Whether a point (2,), x and y, lies on one of the tiles."""
    x, y = point
    return any(left <= x < left + w and top <= y < top + h for left, top, w, h in tiles)


def on_more_paper(tile: Pixels) -> tuple[Pixels, int]:
    """A tile (h, w, 3) with so many pixels of its border's colour around it: a fat digit covers
    more of it than its paper does."""
    width = round(MARGIN * max(tile.shape[:2]))
    paper = page_colour(tile).tolist()
    padded = cv2.copyMakeBorder(tile, *[width] * 4, borderType=cv2.BORDER_CONSTANT, value=paper)
    return np.asarray(padded, np.uint8), width
