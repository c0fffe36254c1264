"""Where a pen skips, a digit is in parts, and read all the same."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from lines import verdict
from tenfold import Reader
from tenfold.reader.look import Look
from tenfold.reader.symbol import Symbol
from tenfold.vision.gaps import MOST, bridged, find_gaps
from tenfold.vision.ink import Ink
from tenfold.vision.opencv import cv2
from tenfold.vision.picture import Picture
from tenfold.vision.piece import Piece, join
from tenfold.vision.pieces import labelled

Pixels = NDArray[np.uint8]

THREE = [(60, 70), (120, 45), (180, 80), (170, 130), (120, 160), (175, 195), (185, 260), (120, 305)]
SEVEN = [(60, 60), (200, 55), (170, 130), (140, 220), (115, 310)]
TWO = [(60, 110), (100, 55), (170, 65), (180, 130), (130, 210), (65, 300), (190, 295)]


def broken(points: Sequence[tuple[int, int]], stroke: int, gap: int, pen: int = 10) -> Pixels:
    """A line through the points, black on white, of strokes and gaps so many pixels long."""
    picture = np.full((360, 260), 255, np.uint8)
    corners = np.array(points, float)
    lengths = np.concatenate([[0], np.hypot(*np.diff(corners, axis=0).T).cumsum()])
    way = np.arange(0, lengths[-1], 2.0)
    line = np.stack([np.interp(way, lengths, corners[:, k]) for k in (0, 1)], axis=1)
    for first in range(0, len(line), (stroke + gap + pen) // 2):
        part = np.rint(line[first : first + stroke // 2]).astype(np.int32)
        cv2.polylines(picture, [part], False, 0, pen)
    return picture


@pytest.mark.parametrize(("stroke", "gap"), [(30, 6), (40, 12), (24, 16)])
@pytest.mark.parametrize(("text", "points"), [("3", THREE), ("7", SEVEN), ("2", TWO)])
def test_a_digit_is_read_though_its_pen_skipped(
    text: str, points: list[tuple[int, int]], stroke: int, gap: int
) -> None:
    assert Reader().read(broken(points, stroke, gap)).text == text


def test_a_row_of_such_digits_is_read() -> None:
    row = np.concatenate([broken(points, 30, 10) for points in (THREE, SEVEN, TWO)], axis=1)
    assert Reader().read(row).text == "372"


def ink_of(picture: Pixels) -> Ink:
    return Ink(255 - picture, (picture < 128).astype(np.uint8))


def parts(mask: Pixels) -> int:
    return int(cv2.connectedComponents(mask)[0]) - 1


def test_narrow_gaps_are_bridged_first() -> None:
    """Two pairs of bars: within a pair 8 pixels apart, the pairs 25, with a pen of 10."""
    picture = np.full((200, 200), 255, np.uint8)
    for x in (20, 38, 73, 91):
        picture[50:150, x : x + 10] = 0
    found = [parts(ink.mask) for ink in bridged(ink_of(picture))]
    assert found == [2, 1]


def test_bridges_are_as_dark_as_the_pen() -> None:
    """What enlarges a digit goes by its levels."""
    ink = ink_of(broken(SEVEN, 40, 12))
    whole = list(bridged(ink))[-1]
    new = (whole.mask > 0) & (ink.mask == 0)
    assert new.any()
    assert (whole.levels[new] == 255).all()
    assert (whole.mask >= ink.mask).all()


def test_the_shortest_way_between_two_parts_is_found() -> None:
    mask = np.zeros((60, 120), np.uint8)
    mask[10:50, 20:30] = 1
    mask[24:26, 40:90] = 1  # its left end is nearest, 10 pixels to the right
    mask[5:55, 100:110] = 1
    gaps = sorted(find_gaps(mask))
    assert len(gaps) == 2
    for gap, (left, right) in zip(gaps, [(29, 40), (89, 100)], strict=True):
        ends = sorted([gap.start, gap.end])
        assert (ends[0][0], ends[1][0]) == (left, right)
        assert 24 <= ends[0][1] <= 25
        assert gap.length == pytest.approx(11, abs=2)


def test_specks_blank_paper_single_strokes_and_noise_are_not_bridged() -> None:
    blank = np.full((200, 200), 255, np.uint8)
    assert len(labelled(ink_of(blank).mask)[0]) == 0
    assert list(bridged(ink_of(blank))) == []
    stroke = blank.copy()
    stroke[50:150, 95:105] = 0
    assert list(bridged(ink_of(stroke))) == []
    speckled = stroke.copy()
    speckled[60:62, 110:112] = 0
    assert list(bridged(ink_of(speckled))) == []
    noise = np.where(np.random.default_rng(0).random((200, 200)) < 0.05, 0, 255).astype(np.uint8)
    assert parts(ink_of(noise).mask) > MOST
    assert list(bridged(ink_of(noise))) == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([("1", 0.99), ("1", 0.98), ("7", 0.8)], True),  # bars, for the most part
        ([("1", 0.99), ("1", 0.98)], True),  # likewise: the sides of a display's 0
        ([("1", 0.99), ("1", 0.98), ("7", 0.95)], False),  # a row
        ([("5", 0.4), ("3", 0.6)], True),  # doubtful
        ([("5", 0.98), ("3", 0.97), ("4", 0.5)], False),  # joined, two digits may be a sure one
        ([("8", 0.99)], False),
        ([], True),
    ],
)
def test_only_what_may_be_parts_of_digits_is_joined(
    found: list[tuple[str, float]], expected: bool
) -> None:
    blank = np.zeros((50, 200), np.uint8)
    symbols = [
        Symbol(Piece(40 * k, 0, blank[:30, :20] + 1), verdict(int(label), sure), refused=False)
        for k, (label, sure) in enumerate(found)
    ]
    picture = Picture(np.zeros((50, 200, 3), np.uint8), (200, 50))
    assert Look(picture, Ink(blank, blank), [symbols]).is_in_parts == expected


def test_a_sure_1_with_a_speck_beside_it_is_not_joined() -> None:
    blank = np.zeros((60, 60), np.uint8)
    one, speck = Piece(20, 5, blank[:50, :10] + 1), Piece(35, 30, blank[:8, :6] + 1)
    picture = Picture(np.zeros((60, 60, 3), np.uint8), (60, 60))
    symbols = [Symbol(one, verdict(1, 0.98), refused=False)]
    look = Look(picture, Ink(blank, blank), [symbols])
    assert look.has_most_of(Symbol(join([one, speck]), verdict(4, 0.97), refused=False))
    half = Piece(20, 60, blank[:50, :10] + 1)
    assert not look.has_most_of(Symbol(join([one, half]), verdict(4, 0.97), refused=False))
