"""Lines at equal distances, and those of them that were not found."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tenfold.vision.lines import Line, Seen, find_lines, is_inked
from tenfold.vision.regular import rules_of_table, with_missing

Pixels = NDArray[np.uint8]

FIRST, LAST, LEAN = 60, 240, 6  # of the tables' rules: columns, and pixels from end to end


def rule(y: float, first: int = FIRST, end: int = LAST, lean: float = LEAN) -> Line:
    return Line(first, np.linspace(y, y + lean, end - first), 3.0)


def drawn(lines: list[Line], shape: tuple[int, int]) -> Pixels:
    mask = np.zeros(shape, np.uint8)
    for line in lines:
        mask[line.within(shape[0]).around(1, shape[0])] = 1
    return mask


def places(lines: list[Line]) -> list[int]:
    return sorted(round(float(line.y.mean())) for line in lines)


def test_parts_of_a_line() -> None:
    line = Line(10, np.arange(5.0, 25.0), 2.0)
    part = line.between(0, 14)
    assert (part.first, part.end, part.y.tolist()) == (10, 14, [5, 6, 7, 8])
    assert line.between(14, 12).length == 0
    assert line.within(8).y.tolist() == [5, 6, 7]
    assert line.within(4).length == 0
    assert not is_inked(line.within(4), np.ones((4, 40), np.uint8))
    whole = line.through(40)
    assert (whole.first, whole.end, whole.y[0], whole.y[-1]) == (0, 40, -5, 34)


@pytest.mark.parametrize("missing", [[100], [140, 180]])
def test_rules_of_a_table_that_were_not_found_between_others(missing: list[int]) -> None:
    """They are as long as their neighbours, not as the picture is wide."""
    known = [rule(y) for y in range(20, 300, 40) if y not in missing]
    mask = drawn([*known, *map(rule, missing)], (320, 300))
    found = with_missing(known, mask)
    assert places(found) == places([*known, *map(rule, missing)])
    assert {(line.first, line.end) for line in found} == {(FIRST, LAST)}


def test_nothing_is_missing_where_there_is_no_ink() -> None:
    known = [rule(y) for y in (20, 60, 100, 180, 220)]
    assert with_missing(known, drawn(known, (320, 300))) == known
    assert with_missing(known[:3], np.ones((320, 300), np.uint8)) == known[:3]


def test_lines_that_go_on_where_a_page_leans() -> None:
    """Each further one is a little steeper, as on a page that is seen from a side."""
    page = [rule(40 * k + k * k / 4, 0, 600, lean=-20 - k) for k in range(1, 9)]
    found = with_missing(page[:4], drawn(page, (360, 600)))
    for line in page[4:]:
        nearest = min(found, key=lambda one: abs(float(one.y.mean() - line.y.mean())))
        assert np.abs(nearest.through(600).y - line.y).max() < 2


def test_lines_that_lie_upon_each_other_come_to_an_end() -> None:
    same = [rule(100)] * 4
    assert with_missing(same, drawn(same, (200, 300))) == same


def test_few_rules_across_a_table_of_several_columns() -> None:
    """One of them is hidden by digits in part; it ends where the others do."""
    shape = 200, 300
    across = [rule(y, lean=0) for y in (30, 90, 150)]
    down = [rule(x, 30, 151, lean=0) for x in range(FIRST, LAST + 1, 45)]
    mask = drawn(across, shape) | drawn(down, shape[::-1]).T
    mask[140:180, 180:230] = 1
    assert len(find_lines(mask)) == 2
    found = rules_of_table(down, Seen(mask))
    assert places(found) == [30, 90, 150]
    assert all(abs(line.first - FIRST) < 5 and abs(line.end - LAST) < 5 for line in found)
    assert rules_of_table(down[:3], Seen(mask)) == []


def test_a_stroke_from_line_to_line_is_no_rule() -> None:
    """A 1 on ruled paper, whose lines go on to the borders."""
    lines = [rule(y, 0, 300, lean=0) for y in range(40, 161, 40)]
    mask = drawn(lines, (200, 300))
    mask[38:163, 148:153] = mask[38:163, 178:183] = 1
    assert rules_of_table(lines, Seen(np.ascontiguousarray(mask.T))) == []
