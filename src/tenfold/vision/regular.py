"""Regular: lines side by side at equal distances, as ruled paper and tables have them, and those of
them that were not found, since digits hide them or they are faint."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.lines import Line, Seen, is_inked

Pixels = NDArray[np.uint8]

SEVERAL = 4  # lines side by side, across or down: then it is ruled paper. A squared 8 has three
MOST_HIDDEN = 5  # lines side by side that digits hide
UNEVEN = 0.1  # of the distance between two lines: how much it differs from the others
ASIDE = 3  # pixels off where the distances of its neighbours would have a line
SAMPLES = 200  # columns of a line that tell how much ink it has
CORNER = 0.05  # of the width: how far from the outermost lines the other way a rule begins or ends


def with_missing(lines: list[Line], mask: Pixels) -> list[Line]:
    """The lines, and those between and beyond them that the mask has ink along."""
    if len(lines) < SEVERAL:
        return lines
    lines = [*lines, *_hidden(_sorted(lines), mask)]
    return [*lines, *_further(_sorted(lines), mask)]


def rules_of_table(others: list[Line], seen: Seen) -> list[Line]:
    """The lines across a table of which the lines down are known, as they are found in the picture
    turned: from the first of those to the last, the outermost where those end. However few they
    are: that says what they are."""
    if len(others) < SEVERAL:
        return []
    lean = max(float(np.ptp(line.y)) for line in others)
    mask = seen.mask
    near_x, near_y = (CORNER * side + lean for side in mask.shape[::-1])
    first, last = (int(edge([line.y.mean() for line in others])) for edge in (min, max))
    rules = []
    for line in seen.broken:
        if abs(line.first - first) <= near_x or abs(line.end - last) <= near_x:
            rule = line.through(mask.shape[1])
            rule = rule.between(min(line.first, first), max(line.end, last))
            rules += [rule] if is_inked(rule, mask) else []
    places = np.array([line.y.mean() for line in rules])
    corners = [np.median([line.first for line in others]), np.median([line.end for line in others])]
    framed = all((np.abs(places - corner) <= near_y).any() for corner in corners)
    return rules if framed else []


def _sorted(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.y.mean())


def _hidden(lines: list[Line], mask: Pixels) -> list[Line]:
    """What lies between two of the lines where as many as fit are missing; as long as they, or
    from border to border."""
    whole = [line.through(mask.shape[1]).y for line in lines]
    gaps = [float(np.mean(b - a)) for a, b in pairwise(whole)]
    spacing = max(1.0, float(np.median(gaps)))
    found = []
    for k, gap in enumerate(gaps):
        count = round(gap / spacing)
        if count > MOST_HIDDEN + 1 or abs(gap / spacing - count) > UNEVEN * count:
            continue
        above, below = lines[k : k + 2]
        first, end = max(above.first, below.first), min(above.end, below.end)
        for share in np.arange(1, count) / count:
            line = Line(0, (1 - share) * whole[k] + share * whole[k + 1], above.thickness)
            found += [part for part in (line, line.between(first, end)) if is_inked(part, mask)][:1]
    return found


def _further(lines: list[Line], mask: Pixels) -> list[Line]:
    """What lies beyond the first and the last, as far on as their neighbours: where a page leans,
    or is faint in part, some lines are in runs too short to be found."""
    height, width = mask.shape
    found = []
    for outer, inner in (lines[:2], lines[:-3:-1]):
        line, neighbour = outer.through(width), inner.through(width)
        while abs(float((line.y - neighbour.y).mean())) > 2 * ASIDE:
            beyond = _settled(replace(line, y=2 * line.y - neighbour.y), mask)
            part = beyond.between(outer.first, outer.end).within(height)
            if not is_inked(part, mask):
                break
            found.append(part)
            line, neighbour = beyond, line
    return found


def _settled(line: Line, mask: Pixels) -> Line:
    """The line with either end where it has most ink, a few pixels up or down."""
    aside = range(-ASIDE, ASIDE + 1)
    moves = np.array([np.linspace(a, b, line.length) for a, b in product(aside, aside)])  # (m, n)
    columns = np.arange(line.first, line.end)[:: 1 + line.length // SAMPLES]
    rows = np.rint(line.y + moves).astype(int)[:, columns - line.first]  # (m, n / step)
    inside = (rows >= 0) & (rows < len(mask))
    inked = inside & (mask[np.clip(rows, 0, len(mask) - 1), columns] > 0)
    return replace(line, y=line.y + moves[int(inked.sum(axis=1).argmax())])
