"""Ruling: lines of ruled and squared paper, tables and forms, taken out of the ink."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.colours import Colours
from tenfold.vision.erasing import DARKER, erase, level
from tenfold.vision.lines import SHORTEST_RUN, Line, lines_across

Pixels = NDArray[np.uint8]

REST, FEW = 0.03, 3  # of the ink: what must remain beside the lines, when they are fewer than this
ALIKE = 1.25  # times as thick as is typical, and as much shorter: what ends somewhere is a stroke
BROKEN = 0.2  # likewise, of squared paper's lines that digits stand on
FEWEST = 2  # lines that reach the border, or go the other way: others may be ruled as well
SPAN = 0.97  # of the width: a line this long is one even if it is the only one
BESIDE_OTHERS = 0.9  # likewise, beside FEWEST of those
SEVERAL = 4  # lines side by side, across or down: then it is ruled paper. A squared 8 has three
MOST_HIDDEN = 5  # lines side by side that digits hide
UNEVEN = 0.1  # of the distance between two lines: how much it differs from the others
NEAR, FAR = 0.05, 0.4  # of the width: how far from the border a line may end, on ruled paper
WHOLE = 0.8  # of that way is inked
BESIDE = 2  # pixels that a line lies off the straight way on


def erase_ruling(mask: Pixels, faint: Pixels, levels: Pixels, colours: Colours) -> Pixels:
    """The ink mask without lines. `faint` is a mask with a lower threshold, where faint lines are
    whole; both uint8 (h, w), 0 or 1. `levels` is the contrast that they were made from,
    `colours` those of pen and lines."""
    across, down = lines_across(faint), lines_across(faint.T)
    several = max(len(across), len(down)) >= SEVERAL
    if len(across) < SEVERAL and len(down) >= FEWEST:
        across = _squared(across, faint)
    if len(down) < SEVERAL and len(across) >= FEWEST:
        down = _squared(down, faint.T)
    across = _ruling(across, faint, levels, several)
    down = _ruling(down, faint.T, levels.T, several)
    across, down = _hidden(across, faint), _hidden(down, faint.T)
    if not across and not down:
        return mask
    clean = erase(mask, levels, colours, across, down)
    # A thin 1 in a tight crop runs from border to border as well.
    few = len(across) + len(down) < FEW
    return mask if few and clean.sum() <= REST * mask.sum() else clean


def _squared(lines: list[Line], mask: Pixels) -> list[Line]:
    """The lines across paper that is ruled the other way, and so perhaps squared: digits hide most
    of them in a tight picture, but at the border SEVERAL are to be seen."""
    width = mask.shape[1]
    broken = [_to_border(line, mask, NEAR) for line in lines_across(mask, BROKEN)]
    ended = [line for line in broken if line.first == 0 or line.end == width]
    return [_through(line, width) for line in ended] if len(ended) >= SEVERAL else lines


def _ruling(lines: list[Line], mask: Pixels, levels: Pixels, several: bool) -> list[Line]:
    """The lines up to the border, where the mask shows them there. Of those that do not reach it
    only what is among SEVERAL, and as long as they, or as thin and no darker: a 4 on ruled paper
    has long strokes across and down, and a table's lines end before the border."""
    span = SPAN * mask.shape[1]
    lines = [_to_border(line, mask, NEAR) for line in lines]
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


def _hidden(lines: list[Line], mask: Pixels) -> list[Line]:
    """The lines, and those that digits hide between them: ruled ones are equally far apart."""
    if len(lines) < SEVERAL:
        return lines
    width = mask.shape[1]
    whole = sorted((_through(line, width) for line in lines), key=lambda line: line.y.mean())
    spacing = max(1.0, float(np.median([np.mean(b.y - a.y) for a, b in pairwise(whole)])))
    found = []
    for above, below in pairwise(whole):
        steps = (below.y - above.y).mean() / spacing
        count = round(steps)
        if count > MOST_HIDDEN + 1 or abs(steps - count) > UNEVEN * count:
            continue
        shares = np.arange(1, count) / count
        found += [Line(0, (1 - k) * above.y + k * below.y, above.thickness) for k in shares]
    return lines + [line for line in found if _is_inked(line, mask)]


def _to_border(line: Line, mask: Pixels, most: float) -> Line:
    """The line with its ends, where ink goes on to the picture's border over at most this share of
    the width: between a crossing line and the border a run is too short to be found."""
    furthest = max(SHORTEST_RUN, most * mask.shape[1])
    before, after = (
        end if end.length <= furthest and _is_inked(end, mask) else None
        for end in _ends(line, mask.shape[1])
    )
    return _lengthened(line, before, after)


def _through(line: Line, width: int) -> Line:
    """The line from border to border, straight on."""
    return _lengthened(line, *_ends(line, width))


def _ends(line: Line, width: int) -> tuple[Line, Line]:
    """The line, straight on, from the left border to it and from it to the right."""
    slope = (line.y[-1] - line.y[0]) / max(1, line.length - 1)
    before = line.y[0] + slope * np.arange(-line.first, 0)
    after = line.y[-1] + slope * np.arange(1, width - line.end + 1)
    return Line(0, before, line.thickness), Line(line.end, after, line.thickness)


def _lengthened(line: Line, before: Line | None, after: Line | None) -> Line:
    parts = [part for part in (before, line, after) if part is not None]
    return Line(parts[0].first, np.concatenate([part.y for part in parts]), line.thickness)


def _is_inked(line: Line, mask: Pixels) -> bool:
    """Whether the mask has ink along the line, but for a gap."""
    found = mask[line.around(BESIDE, len(mask))].any(axis=0)  # (n,)
    return line.length > 0 and bool(found.mean() >= WHOLE)
