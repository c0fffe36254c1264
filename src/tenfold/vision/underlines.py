"""Underlines that some of the writing touches: with them a digit would be part of a bar."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.colours import Colours
from tenfold.vision.erasing import erase
from tenfold.vision.lines import Line, agreed
from tenfold.vision.opencv import cv2

Pixels = NDArray[np.uint8]
Box = Sequence[int]  # x, y, width, height

SMALLEST = 20  # pixels: nothing is written on a shorter line
WIDE = 1.6  # times its height: a line with a digit on it that others stand beside
WIDER = 2.2  # likewise, with all digits on it, for letters have feet
LEAN = 0.2  # its slope at most
BENT = 0.06  # of its length: how far a hand strays from a straight line
CLOSE = 1.5  # pixels off its curve
ALONG = 0.7  # of it lies on its curve: digits hang over the rest
MOST = 3  # in one picture: more are what is left of a table's rules
THIN = 0.3  # of the height of what touches it: else it is a bar, and nothing stands on it
HIGH = 0.4  # likewise: what stands on it besides
STICKS_OUT = 0.2  # likewise: how far it reaches beyond what touches it
HALO = 2  # pixels beside its thickness: its soft rim


def erase_underlines(mask: Pixels, levels: Pixels, colours: Colours) -> Pixels:
    """The ink mask uint8 (h, w) without lines below a row that part of it touches; `levels` is the
    contrast that it was made from."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.boundingRect(outline) for outline in outlines]
    lines = []
    for x, y, width, height in boxes:
        if width < max(SMALLEST, WIDE * height):
            continue  # as most digits, and cheaply
        part = mask[y : y + height, x : x + width]
        line = _underline(part)
        if line is None:
            continue
        alone = width >= WIDER * height and _sticks_out(part, line)
        line = Line(line.first + x, line.y + y, line.thickness)
        if alone or _is_stood_on(line, boxes, HIGH * height):
            lines.append(line)
    return erase(mask, levels, colours, lines, []) if 0 < len(lines) <= MOST else mask


def _underline(part: Pixels) -> Line | None:
    """The line along the foot of a component (h, w), if there is one and something touches it."""
    height, width = part.shape
    columns = np.arange(width)
    inked = part.any(axis=0)
    foot = np.where(inked, height - 1 - part[::-1].argmax(axis=0), 0).astype(float)  # (w,)
    slope, start = agreed(columns, foot, max(CLOSE, BENT * width))
    curve = np.asarray(start + slope * columns, np.float64)
    for reach in (max(CLOSE, BENT * width), CLOSE):
        on_it = np.abs(foot - curve) <= reach
        if abs(slope) > LEAN or on_it.mean() < ALONG:
            return None
        fitted = np.polyfit(columns[on_it], foot[on_it], 2)
        if abs(fitted[0]) * width / 4 > BENT:
            return None  # the lower half of a circle
        curve = np.asarray(np.polyval(fitted, columns), np.float64)
    on_it = np.abs(foot - curve) <= CLOSE
    rows = foot[on_it].astype(int) - np.arange(height)[:, None]  # upwards from the foot
    own = part[np.maximum(rows, 0), columns[on_it]] * (rows >= 0)
    thickness = float(np.median(np.cumprod(own, axis=0).sum(axis=0)))
    if on_it.mean() < ALONG or thickness > THIN * height:
        return None
    return Line(0, curve - (thickness - 1) / 2, thickness)


def _sticks_out(part: Pixels, line: Line) -> bool:
    """Whether there is nothing but the line at either end: a 2's foot begins below its bowl."""
    free = part.sum(axis=0) <= line.thickness + HALO
    reach = int(STICKS_OUT * len(part))
    return bool(free[:reach].all() and free[-reach:].all())


def _is_stood_on(line: Line, boxes: Sequence[Box], least: float) -> bool:
    """Whether something so high stands above the line without touching it."""
    x, _, width, height = np.array(boxes).T  # in noise there are thousands
    along = (height >= least) & (x >= line.first) & (x + width <= line.end)
    return any(_stands_on(line, boxes[k]) for k in np.flatnonzero(along).tolist())


def _stands_on(line: Line, box: Box) -> bool:
    x, y, width, height = box
    over = line.y[x - line.first : x - line.first + width].min()
    return bool(over - 2 * height < y and y + height <= over)
