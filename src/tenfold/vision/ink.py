"""Ink: which pixels are pen, from the contrast against the paper."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.axes import erase_charts
from tenfold.vision.bands import find_bands, is_plain
from tenfold.vision.boxes import erase_boxes
from tenfold.vision.channels import Channels
from tenfold.vision.colours import Colours
from tenfold.vision.components import components, within
from tenfold.vision.histogram import LEVELS, histogram
from tenfold.vision.light import Contrast, contrast, contrast_to_slope, contrasts_in_shade
from tenfold.vision.opencv import cv2
from tenfold.vision.panels import find_panels
from tenfold.vision.place import Box, cut_out
from tenfold.vision.quantiles import quantile
from tenfold.vision.ruling import erase_ruling
from tenfold.vision.sheet import Sheet
from tenfold.vision.sheets import find_sheet, find_sheets
from tenfold.vision.smooth import smooth
from tenfold.vision.tiles import on_more_paper
from tenfold.vision.underlines import erase_underlines

Pixels = NDArray[np.uint8]

RIM = 0.15  # of a panel's sides: what may be its own soft edge
STROKE = 0.2  # of a panel's shorter side: what is written on it is larger
HALO = 4  # pixels around a panel: its soft edge
HALO_SHARE = 0.05  # of its shorter side: that edge, besides
DEPTH = 2  # panels within panels: a canvas in a window in a screenshot
SOFT = 5  # pixels, a line's soft edges included
FAINTER = 0.6  # times the lines' threshold: what is fainter beside them is paper
FAINTEST = 10  # levels: a pencil line of 15 keeps a margin, JPEG noise does not pass
NOISE_FACTOR = 3.0  # of the paper's own spread
LENGTH = 0.25  # of the shorter side: paper's own spread does not hang together so far
TAIL = 1.35  # times the threshold: half of a pen's ink is darker than that
LINE_SHARE = 0.6  # of the threshold: the paper's lines are often fainter than the pen
PEN_SHARE = 0.4  # of the pen's level: half would thin antialiased lines
DARK_SHARE = 0.55  # of the darkest pen's level: rules are up to half as dark
EDGE = 0.06  # of a sheet's or a panel's shorter side: what lies within it is no writing
ALONG = 0.4  # of its longer side: what lies so far along its edge comes in from beyond
LAID_BACK = 100  # of 255: less than half, for a thin line turned is spread over two pixels


@dataclass(frozen=True, eq=False)
class Ink:
    """uint8 (h, w) each. `levels`: how far each pixel stands off its paper; `mask`: 1 is pen.
    `on_sheet`: whether ink was sought on a sheet of paper alone."""

    levels: Pixels
    mask: Pixels
    on_sheet: bool = False

    def with_strokes(self, strokes: Pixels) -> "Ink":
        """The ink, of which there is some, and strokes (h, w), 0 or 1, as dark as its pen: what
        enlarges a digit goes by its levels."""
        level = np.uint8(quantile(self.levels[self.mask > 0], 0.5))
        levels = np.maximum(self.levels, strokes * level)
        return replace(self, levels=levels, mask=self.mask | strokes)


def find_ink(pixels: Pixels) -> Ink:
    """RGB pixels uint8 (h, w, 3) to the ink: of each band of a screen, on a sheet of paper if the
    picture shows one, else anywhere."""
    channels = Channels(pixels)
    bands = find_bands(channels)
    return _ink_in(pixels, bands, _ink_of_band) if bands else _ink_on_sheet(channels)


def _ink_on_sheet(channels: Channels) -> Ink:
    """The ink of the sheets that the picture shows, else all of it."""
    found = (_ink_of(sheet, channels.pixels) for sheet in find_sheets(channels.pixels))
    inks = [ink for ink in found if ink is not None]
    return reduce(_together, inks) if inks else _ink_on_panels(channels, DEPTH)


def _together(one: Ink, other: Ink) -> Ink:
    """The ink of two sheets that lie beside each other."""
    levels, mask = cv2.max(one.levels, other.levels), cv2.max(one.mask, other.mask)
    return Ink(np.asarray(levels, np.uint8), np.asarray(mask, np.uint8), on_sheet=True)


def _ink_of(sheet: Sheet, pixels: Pixels) -> Ink | None:
    """What is written on a sheet; None if it is a fat stroke."""
    ink = _ink_on_panels(Channels(sheet.flattened(pixels)), DEPTH)
    if sheet.is_strip and not _is_written(ink.mask):
        return None
    return _laid_back(_without_rests(ink), sheet)


def find_ink_anywhere(pixels: Pixels) -> Ink:
    """The same of the whole picture, whether it shows a sheet or not."""
    return _ink_on_panels(Channels(pixels), DEPTH)


def find_ink_on_slope(pixels: Pixels) -> Ink:
    """The same where the picture is one piece of paper, and no shadow falls on it."""
    return _ink_seen(contrast_to_slope(Channels(pixels)))


def find_inks_in_shade(pixels: Pixels) -> Iterator[Ink]:
    """The same where shadows fall on the paper: of most pens, then of a fat one."""
    return map(_ink_seen, contrasts_in_shade(Channels(pixels)))


def _ink_seen(seen: Contrast) -> Ink:
    return Ink(seen.levels, _pen_mask(seen.levels, _floor(seen), seen.colours))


def find_darkest_ink(pixels: Pixels) -> Ink:
    """What is as dark as the darkest of it, on a sheet or anywhere, however little that is: a digit
    on dense dark rules."""
    sheet = find_sheet(pixels)
    seen = contrast(Channels(sheet.flattened(pixels) if sheet else pixels))
    faintest = _floor(seen)
    floor = max(faintest, DARK_SHARE * _darkest(seen.levels, faintest))
    ink = Ink(seen.levels, _pen_mask(seen.levels, floor, seen.colours))
    return _laid_back(_without_rests(ink), sheet) if sheet else ink


def _darkest(levels: Pixels, floor: float) -> float:
    """The level of the darker of two kinds of ink (Otsu 1979)."""
    inked = levels[levels > floor]
    between = cv2.threshold(inked, 0, 255, cv2.THRESH_OTSU)[0] if len(inked) else 0.0
    return _pen_level(levels, between)


def find_fainter_ink(pixels: Pixels, ink: Ink) -> Ink:
    """What is fainter than the ink that was found: a pencil beside print or a dark line."""
    seen = contrast(Channels(pixels))
    levels = _beside(ink.levels, ink.mask)
    return Ink(levels, _pen_mask(levels, _floor(seen), seen.colours), ink.on_sheet)


def _ink_on_panels(channels: Channels, depth: int) -> Ink:
    """The ink of a picture and of the panels within it."""
    seen = contrast(channels)
    found = find_panels(cv2.max(seen.levels, seen.away)) if depth > 0 else []
    panels = [Channels(smooth(cut_out(channels.pixels, box))) for box in found]
    inside = [
        (box, _without_rests(_ink_on_panels(panel, depth - 1)))
        for box, panel in zip(found, panels, strict=True)
    ]
    # A fat stroke with a soft edge passes for a panel too, but nothing is written on it.
    inside = [(box, ink) for box, ink in inside if _is_written(ink.mask)]
    levels = _blanked(seen.levels, [box for box, _ in inside])
    whole = Ink(levels, _pen_mask(levels, _floor(seen), seen.colours))
    for box, ink in inside:
        _put(whole, box, ink)
    return whole


def _put(whole: Ink, box: Box, ink: Ink) -> None:
    """The ink of a box into that of the whole picture, in place."""
    x, y, width, height = box
    place = slice(y, y + height), slice(x, x + width)
    whole.levels[place], whole.mask[place] = ink.levels, ink.mask


def _ink_in(pixels: Pixels, boxes: list[Box], ink_of: Callable[[Pixels], Ink]) -> Ink:
    """The ink of each box, whose pixels are seen alone, and none beside them."""
    shape = pixels.shape[:2]
    whole = Ink(np.zeros(shape, np.uint8), np.zeros(shape, np.uint8))
    for box in boxes:
        _put(whole, box, ink_of(cut_out(pixels, box)))
    return whole


def _ink_of_band(pixels: Pixels) -> Ink:
    """The ink of a band against its own background."""
    band = Channels(pixels)
    # A bright button is no sheet, nor is what it lies on a desk.
    return _ink_on_panels(band, DEPTH) if is_plain(band.pixels) else _ink_on_sheet(band)


def find_ink_on_tiles(pixels: Pixels, tiles: list[Box]) -> Ink:
    """The ink of each of these boxes against its own paper, and none beside them."""
    return _ink_in(pixels, tiles, _ink_of_tile)


def _ink_of_tile(pixels: Pixels) -> Ink:
    tile, margin = on_more_paper(smooth(pixels))
    ink = _ink_on_panels(Channels(tile), depth=0)
    inside = slice(margin, -margin)
    return _without_rests(Ink(ink.levels[inside, inside], ink.mask[inside, inside].copy()))


def _without_rests(ink: Ink) -> Ink:
    """A sheet's or a panel's ink without what lies along its edge, slivers of the desk, corners of
    a torn paper and thumbs, unless there is nothing else."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.mask, connectivity=8)
    height, width = ink.mask.shape
    x, y, w, h, _ = stats.T
    rim = int(EDGE * min(height, width))
    reaches_in = (x + w > rim) & (y + h > rim) & (x < width - rim) & (y < height - rim)
    border = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    along = sum(np.bincount(side, minlength=len(stats)) for side in border)
    reaches_in[0] = False  # the paper
    free = reaches_in & (along < ALONG * np.maximum(w, h))
    kept = free if free.any() else reaches_in
    return replace(ink, mask=kept.astype(np.uint8)[labels])


def _laid_back(ink: Ink, sheet: Sheet) -> Ink:
    """Ink of the straight sheet in its place; a line of one pixel stays a line."""
    mask = above(sheet.laid_back(ink.mask * np.uint8(255)), LAID_BACK)
    return Ink(sheet.laid_back(ink.levels), mask, on_sheet=True)


def above(levels: Pixels, threshold: float) -> Pixels:
    """Where levels (h, w) are higher than the threshold: uint8, 0 or 1."""
    return np.asarray(cv2.threshold(levels, threshold, 1, cv2.THRESH_BINARY)[1], np.uint8)


def _is_written(mask: Pixels) -> bool:
    """Whether some stroke is of more than a speck's size, and not the rim's own softness."""
    height, width = mask.shape
    down, across = int(RIM * height), int(RIM * width)
    core = np.ascontiguousarray(mask[down : height - down, across : width - across])
    outlines, _ = cv2.findContours(core, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    sides = [max(cv2.boundingRect(outline)[2:]) for outline in outlines]
    return bool(max(sides, default=0) >= STROKE * min(mask.shape))


def _blanked(levels: Pixels, panels: list[Box]) -> Pixels:
    """The levels with the panels and their soft edges taken for paper."""
    if not panels:
        return levels
    levels = levels.copy()
    for x, y, width, height in panels:
        edge = HALO + round(HALO_SHARE * min(width, height))
        levels[max(0, y - edge) : y + height + edge, max(0, x - edge) : x + width + edge] = 0
    return levels


def _floor(seen: Contrast) -> float:
    """The level that the paper itself hardly exceeds."""
    return max(FAINTEST, NOISE_FACTOR * seen.noise)


def _pen_mask(levels: Pixels, floor: float, colours: Colours) -> Pixels:
    """Pen, of more than this level, without lines, the paper's and those under what is written."""
    return erase_underlines(_without_rules(levels, floor, colours), levels, colours)


def _without_rules(levels: Pixels, floor: float, colours: Colours) -> Pixels:
    """Pen without the paper's lines."""
    threshold = max(floor, PEN_SHARE * _pen_level(levels, floor))
    mask = above(levels, threshold)
    clean = _without_lines(mask, levels, max(floor, LINE_SHARE * threshold), colours)
    lines = cv2.subtract(mask, clean)
    if cv2.countNonZero(lines) > cv2.countNonZero(clean) > 0:
        # Dark rules of a table decided what is ink; the pen may be fainter.
        beside = _beside(levels, lines)
        other = max(floor, FAINTER * threshold, PEN_SHARE * _pen_level(beside, floor))
        mask = above(beside, other)
        clean |= _without_lines(mask, beside, max(floor, LINE_SHARE * other), colours)
        threshold = min(threshold, other)
    stands_off = levels[clean > 0]
    # The tail of the paper's own spread, cut off anywhere, lies just beyond the cut; no pen does.
    if len(stands_off) and quantile(stands_off, 0.5) < TAIL * threshold:
        return _without_specks(clean)
    return clean


def _without_lines(mask: Pixels, levels: Pixels, faintest: float, colours: Colours) -> Pixels:
    """The mask without ruled lines and boxes, which stand off further than `faintest`."""
    faint = above(levels, faintest)
    without_rules = erase_ruling(erase_charts(mask), faint, levels, colours)
    return erase_boxes(without_rules, levels, colours)


def _beside(levels: Pixels, mask: Pixels) -> Pixels:
    """The levels with what is in a mask, and its soft edges, taken for paper."""
    return np.asarray(levels * (1 - cv2.dilate(mask, np.ones((SOFT, SOFT), np.uint8))))


def _without_specks(mask: Pixels) -> Pixels:
    """What may still be the faintest of pencils: ink that hangs together over some length, and
    does not come in from the border, as shadows do."""
    least = LENGTH * min(mask.shape)

    def is_pencil(box: NDArray[np.int32]) -> NDArray[np.bool_]:
        return np.asarray(within(box, mask.shape) & (np.maximum(box[2], box[3]) >= least))

    return components(mask, is_pencil)


def _pen_level(levels: Pixels, floor: float) -> float:
    """The mean of the levels, weighted by themselves: a wide faint frame does not outvote a thin
    black line, nor a black speck a grey one."""
    counts = histogram(levels).astype(float)
    counts[: int(floor) + 1] = 0
    weight = counts @ LEVELS
    return float(counts @ LEVELS**2 / weight) if weight else 255.0
