"""Erasing lines from the ink but not the strokes that cross them.

Where line and pen differ in colour, that tells. Else a line is erased column by column, but where a
stroke crosses it: there ink shows on both its sides (staff removal, as in Carter and Bacon 1992),
or is darker.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.colours import Colours, difference
from tenfold.vision.lines import Line

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Band = tuple[NDArray[np.int64], NDArray[np.int64]]  # rows (m, n) and columns (n,)

HALO = 2  # pixels beside a line's thickness: its soft rim
BESIDE_CURVE = 1  # pixels that a line lies off its own curve: it was found on a smaller picture
DARKER = 1.6  # times a line's level: that is a stroke
FEWEST = 30  # pixels of pen: fewer do not tell its colour
SAMPLED = 2000  # pixels of pen: of more every so manyth is enough
PEN = 0.5  # of the pen's colour: a pixel with less is line
COVERED = 0.2  # likewise, of a dark one, for a line may lie over the pen
UNLIKE = 0.15  # the sine between two colours: with less they tell nothing
FAINTER = 0.7  # of the line's strength: if the pen has less, a stroke was taken for a line
LINE_SPREAD = -0.35  # of the pen's colour: a line's pixels have more, but for LINE_STRAYS
LINE_STRAYS = 0.1  # of the line's pixels
PEN_SPREAD = 0.5  # of the pen's colour: the pen's pixels have more, but for PEN_STRAYS
PEN_STRAYS = 0.2  # of the pen's pixels


def erase(
    mask: Pixels, levels: Pixels, colours: Colours, across: list[Line], down: list[Line]
) -> Pixels:
    """The ink mask without these lines, those down as of the turned picture. `levels` is the
    contrast that the mask was made from."""
    pen = _pen(mask, colours, across, down)
    clean = mask.copy()
    for line in across:
        _erase(clean, levels, colours, line, pen)
    for line in down:
        _erase(clean.T, levels.T, colours.turned, line, pen)
    return clean


def level(levels: Pixels, line: Line) -> float:
    """How far most of the line stands off the paper."""
    return float(np.median(levels[line.around(BESIDE_CURVE, len(levels))].max(axis=0)))


def _pen(mask: Pixels, colours: Colours, across: list[Line], down: list[Line]) -> Floats | None:
    """What the ink beside the lines absorbs, (n, 3); None where there is hardly any."""
    beside = mask.copy()
    for line in across:
        beside[_band(line, mask)] = 0
    for line in down:
        beside.T[_band(line, mask.T)] = 0
    rows, columns = np.nonzero(beside)
    if len(rows) < FEWEST:
        return None
    step = -(-len(rows) // SAMPLED)
    return colours.absorbed(rows[::step], columns[::step])


def _band(line: Line, mask: Pixels) -> Band:
    """The pixels of the line and of its rim."""
    return line.around(int(np.ceil(line.thickness)) + HALO, len(mask))


def _erase(mask: Pixels, levels: Pixels, colours: Colours, line: Line, pen: Floats | None) -> None:
    """Clears the line's ink in place."""
    axis = None if pen is None else _axis(levels, colours, line, pen)
    band = _band(line, mask)
    near = mask[band]  # (2 reach + 1, n)
    dark = levels[band] > DARKER * level(levels, line)
    if axis is None:
        is_line = _told_by_form(near, dark, line.thickness)
    else:
        is_line = _told_by_colour(near, dark, colours, band, axis)
    mask[band] = np.where(is_line, 0, near)


def _told_by_form(near: Pixels, dark: Bools, thickness: float) -> Bools:
    """Of a line's band what is no stroke: one shows on both sides of the line, or is darker. Where
    it shows on one side it ends in the line, or leans against it: only what is beside the line
    stays, for the line's thickness makes blocks of a digit in a table's corner."""
    above, below = near[0] > 0, near[-1] > 0
    is_line = np.repeat(~(above | below)[None], len(near), axis=0)
    beside = len(near) // 2 - int(thickness / 2)
    is_line[beside:, above & ~below] = True
    is_line[:-beside, below & ~above] = True
    return np.asarray(~dark & is_line)


def _told_by_colour(near: Pixels, dark: Bools, colours: Colours, band: Band, axis: Floats) -> Bools:
    """Likewise, of its ink what has too little of the pen's colour, which lies along the axis."""
    inked = near > 0
    rows, columns = (places[inked] for places in np.broadcast_arrays(*band))
    is_line = np.zeros_like(inked)
    is_line[inked] = colours.absorbed(rows, columns) @ axis < np.where(dark[inked], COVERED, PEN)
    return is_line


def _axis(levels: Pixels, colours: Colours, line: Line, pen: Floats) -> Floats | None:
    """Where pen and line differ in colour; None if not enough for their spread."""
    rows, columns = line.around(BESIDE_CURVE, len(levels))
    darkest = levels[rows, columns].argmax(axis=0)
    own = colours.absorbed(rows[darkest, np.arange(line.length)], columns)  # (n, 3)
    line_colour, pen_colour = np.median(own, axis=0), np.median(pen, axis=0)
    if not _are_unlike(line_colour, pen_colour):
        return None
    axis = difference(pen_colour, line_colour)
    told = (
        np.quantile(own @ axis, LINE_STRAYS) >= LINE_SPREAD
        and np.quantile(pen @ axis, PEN_STRAYS) >= PEN_SPREAD
    )
    return axis if told else None


def _are_unlike(line: Floats, pen: Floats) -> bool:
    """Whether two colours lie apart, and it is not the pen that is far fainter: then a stroke was
    taken for a line, and lines for the pen."""
    strengths = np.linalg.norm(line), np.linalg.norm(pen)
    # Of opposite signs, as light and dark of one grey, they lie along one line as well.
    alike = abs(line @ pen) >= np.sqrt(1 - UNLIKE**2) * strengths[0] * strengths[1]
    return bool(not alike and strengths[1] >= FAINTER * strengths[0])
