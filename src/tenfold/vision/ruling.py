"""Ruling: lines of ruled and squared paper, tables and forms, taken out of the ink."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.colours import Colours
from tenfold.vision.erasing import DARKER, erase, level
from tenfold.vision.lines import SHORTEST_RUN, Line, Seen, is_inked
from tenfold.vision.regular import SEVERAL, rules_of_table, with_missing

Pixels = NDArray[np.uint8]

FEWEST_LINES = 3  # fewer may be strokes, if hardly any ink remains without them
LEAST_REST = 0.03  # of the ink: what must remain then
ALIKE = 1.25  # times as thick as is typical, and as much shorter: what ends somewhere is a stroke
FEWEST = 2  # lines that reach the border, or go the other way: others may be ruled as well
SPAN = 0.97  # of the width: a line this long is one even if it is the only one
BESIDE_OTHERS = 0.9  # likewise, beside FEWEST of those
NEAR = 0.05  # of the width: how far from the border a line may end that goes on to it
FAR = 0.4  # likewise, on ruled paper


def erase_ruling(mask: Pixels, faint: Pixels, levels: Pixels, colours: Colours) -> Pixels:
    """The ink mask without lines. `faint` is a mask with a lower threshold, where faint lines are
    whole; both uint8 (h, w), 0 or 1. `levels` is the contrast that they were made from,
    `colours` those of pen and lines."""
    seen, seen_turned = Seen(faint), Seen(faint.T)
    across, down = seen.lines, seen_turned.lines
    several = max(len(across), len(down)) >= SEVERAL
    if len(across) < SEVERAL and len(down) >= FEWEST:
        across = _squared(across, seen)
    if len(down) < SEVERAL and len(across) >= FEWEST:
        down = _squared(down, seen_turned)
    across = _ruling(across, faint, levels, several)
    down = _ruling(down, faint.T, levels.T, several)
    if not across:
        across = rules_of_table(down, seen)
    if not down:
        down = rules_of_table(across, seen_turned)
    across, down = with_missing(across, faint), with_missing(down, faint.T)
    if not across and not down:
        return mask
    clean = erase(mask, levels, colours, across, down)
    # A thin 1 in a tight crop runs from border to border as well.
    few = len(across) + len(down) < FEWEST_LINES
    return mask if few and clean.sum() <= LEAST_REST * mask.sum() else clean


def _squared(lines: list[Line], seen: Seen) -> list[Line]:
    """The lines across paper that is ruled the other way, and so perhaps squared: digits hide most
    of them in a tight picture, but at the border SEVERAL are to be seen."""
    width = seen.mask.shape[1]
    broken = [_to_border(line, seen.mask, NEAR) for line in seen.broken]
    ended = [line for line in broken if line.first == 0 or line.end == width]
    return [line.through(width) for line in ended] if len(ended) >= SEVERAL else lines


def _ruling(lines: list[Line], mask: Pixels, levels: Pixels, several: bool) -> list[Line]:
    """The lines up to the border, where the mask shows them there. Of those that do not reach it
    only what is among SEVERAL, and as long as they, or as thin and no darker: a 4 on ruled paper
    has long strokes across and down, and a table's lines end before the border."""
    span = SPAN * mask.shape[1]
    lines = [_to_border(line, mask, NEAR) for line in _not_of_digits(lines, mask)]
    spanning = sum(line.length >= span for line in lines) >= FEWEST
    if spanning:
        span = BESIDE_OTHERS * mask.shape[1]
    if several or spanning:
        lines = [_to_border(line, mask, FAR) for line in lines]
    if len(lines) < SEVERAL:
        return [line for line in lines if line.length >= span]
    thickest = ALIKE * float(np.median([line.thickness for line in lines]))
    length = float(np.median([line.length for line in lines]))
    shortest = length / ALIKE if length < SPAN * mask.shape[1] else span
    darkness = [level(levels, line) for line in lines]
    darkest = DARKER * float(np.median(darkness))
    return [
        line
        for line, dark in zip(lines, darkness, strict=True)
        if line.length >= shortest or (line.thickness <= thickest and dark <= darkest)
    ]


def _not_of_digits(lines: list[Line], mask: Pixels) -> list[Line]:
    """The lines without those between whose parts is no ink, as between the level feet of digits.
    SEVERAL whole ones speak for such, as on a creased page, and SEVERAL of them for themselves: a
    row of digits has three, at their tops, waists and feet."""
    whole = [line for line in lines if is_inked(line, mask)]
    return lines if max(len(whole), len(lines) - len(whole)) >= SEVERAL else whole


def _to_border(line: Line, mask: Pixels, most: float) -> Line:
    """The line with its ends, where ink goes on to the picture's border over at most this share of
    the width: between a crossing line and the border a run is too short to be found."""
    furthest = max(SHORTEST_RUN, most * mask.shape[1])
    before, after = (
        end if end.length <= furthest and is_inked(end, mask) else None
        for end in line.ends(mask.shape[1])
    )
    return line.lengthened(before, after)
