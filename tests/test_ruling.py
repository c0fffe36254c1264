"""Lines of ruled and squared paper go, and strokes on them stay."""

import numpy as np
from numpy.typing import NDArray

from pictures import agreement
from tenfold.vision.colours import Colours
from tenfold.vision.opencv import cv2
from tenfold.vision.ruling import erase_ruling

Pixels = NDArray[np.uint8]


def erased(mask: Pixels, faint: Pixels, levels: Pixels) -> Pixels:
    """Without lines, where all is grey: line and pen can be told by their form only."""
    grey = np.stack([255 - levels] * 3, axis=2)
    return erase_ruling(mask, faint, levels, Colours(grey, np.full((1, 1, 3), 255, np.uint8)))


def test_thin_lines_of_a_large_page_are_taken_out() -> None:
    """They are sought on a smaller picture, where they may come to lie a pixel beside."""
    mask = np.zeros((390, 1300), np.uint8)
    mask[25::58] = 1
    mask[:, 31::58] = 1
    clean = erased(mask, mask, mask * np.uint8(100))
    assert clean.sum() < 0.03 * mask.sum()


def test_few_lines_of_squared_paper_are_taken_out_up_to_the_border() -> None:
    """Between the last line down and the border there is no run, so that those across end there;
    and what lies in one direction speaks for the other."""
    mask = np.zeros((200, 300), np.uint8)
    mask[[40, 41, 140, 141]] = 1
    mask[:, 12:300:92] = mask[:, 13:300:92] = 1
    clean = erased(mask, mask, mask * np.uint8(100))
    assert clean.sum() < 0.03 * mask.sum()


def test_a_line_that_begins_between_digits_goes_as_its_neighbours_do() -> None:
    """Its first parts are shorter than a run; other lines from border to border speak for it."""
    mask = np.zeros((200, 700), np.uint8)
    mask[[4, 195]] = 1
    strokes = np.zeros_like(mask)
    for x in range(15, 150, 25):
        strokes[75:120, x : x + 8] = 1
    lined = mask | strokes
    lined[98] = 1
    clean = erased(lined, lined, lined * np.uint8(100))
    assert agreement(clean, strokes) > 0.97


def test_squared_paper_is_known_by_its_lines_at_the_border() -> None:
    """Digits in a tight picture hide more than half of every line down."""
    digits = np.zeros((200, 700), np.uint8)
    for x in range(100, 600, 60):
        digits[70:170, x : x + 50] = 1
        digits[82:158, x + 12 : x + 38] = 0
    squared = digits.copy()
    squared[[30, 31, 185, 186]] = 1
    squared[:, 105:700:60] = 1  # each runs down a digit's stroke
    clean = erased(squared, squared, squared * np.uint8(100))
    assert agreement(clean, digits) > 0.97
    assert (clean & ~digits).sum() < 0.05 * (squared & ~digits).sum()


def test_a_line_that_ends_near_the_border_goes_beside_whole_ones() -> None:
    mask = np.zeros((258, 509), np.uint8)
    mask[:, [111, 258]] = 1
    mask[14:, 404:406] = 1
    clean = erased(mask, mask, mask * np.uint8(100))
    assert clean.sum() <= 4


def test_a_stroke_on_a_line_does_not_bend_it() -> None:
    """A 9's stem goes on where the line's upper part ends; the lower part is sought apart."""
    mask = np.zeros((700, 600), np.uint8)
    mask[:, 20:600:80] = 1
    stem = cv2.line(np.zeros_like(mask), (258, 330), (234, 520), 1, 3)
    lined = mask | stem
    clean = erased(lined, lined, lined * np.uint8(100))
    assert (clean & mask & ~stem).sum() < 0.03 * mask.sum()


def test_lines_that_digits_hide_lie_between_their_neighbours() -> None:
    """What is left of a line between a digit and a line across is shorter than a run."""
    digits = np.zeros((100, 420), np.uint8)
    digits[18:82, 120:150] = digits[18:82, 240:270] = 1
    digits[30:70, 130:140] = digits[30:70, 250:260] = 0
    lined = digits.copy()
    lined[:, 15:420:30] = lined[:, 16:420:30] = 1
    lined[[7, 8, 91, 92]] = 1
    clean = erased(lined, lined, lined * np.uint8(100))
    assert clean[:15].sum() == clean[85:].sum() == 0


def four() -> Pixels:
    """A mask (300, 200) of a 4 whose upright stroke is straight, thin and long."""
    mask = np.zeros((300, 200), np.uint8)
    mask[20:280, 120:126] = 1
    return cv2.polylines(mask, [np.array([[80, 20], [20, 160], [180, 150]])], False, 1, 6)


def test_a_stroke_that_ends_near_the_border_is_no_ruling() -> None:
    assert (erased(four(), four(), four() * np.uint8(200)) == four()).all()


def test_lines_across_do_not_make_a_line_of_a_stroke_down() -> None:
    ruled = four()
    for y in range(15, 300, 40):
        ruled[y : y + 2] = 1
    clean = erased(ruled, ruled, ruled * np.uint8(200))
    assert agreement(clean, four()) > 0.9


def test_a_stroke_along_a_line_does_not_part_it() -> None:
    """A slanting 2's base has more pixels there than the line, and only on its left."""
    digits = cv2.line(np.zeros((240, 520), np.uint8), (120, 156), (240, 166), 1, 6)
    for x in (270, 320):  # and others cut its right in pieces
        cv2.line(digits, (x, 60), (x, 180), 1, 8)
    lined = digits.copy()
    lined[155] = 1
    clean = erased(lined, lined, lined * np.uint8(100))
    assert clean[155, 360:].sum() == clean[155, :100].sum() == 0
    assert agreement(clean, digits) > 0.97


def test_finely_squared_paper_of_a_small_picture_is_taken_out() -> None:
    """Between two crossings there is less than a run."""
    mask = np.zeros((176, 186), np.uint8)
    for start in (13, 14, 15):
        mask[start::21] = mask[:, start::21] = 1
    clean = erased(mask, mask, mask * np.uint8(100))
    assert clean.sum() < 0.03 * mask.sum()


def test_a_dark_stroke_on_squared_paper_is_no_line_of_it() -> None:
    """As thin as the lines and nearly as long, but darker, or drawn with a thick pen."""
    for thick, dark in ((2, 220), (7, 220), (7, 100)):
        stroke = np.zeros((300, 300), np.uint8)
        stroke[40:270, 150 : 150 + thick] = 1
        squared = stroke.copy()
        for start in (20, 21):
            squared[start::50] = squared[:, start::50] = 1
        levels = np.where(stroke > 0, dark, 100 * squared).astype(np.uint8)
        clean = erased(squared, squared, levels)
        assert agreement(clean, stroke) > 0.9, (thick, dark)


def test_level_tops_and_feet_of_digits_are_no_lines_beside_two_that_are() -> None:
    """As of a neat hand in a form's field: nothing is inked between the digits, as on lines."""
    digits = np.zeros((220, 420), np.uint8)
    for x in range(60, 400, 60):
        cv2.ellipse(digits, (x, 110), (24, 36), 0, 0, 360, 1, 5)
    lined = digits.copy()
    lined[[20, 200]] = 1
    clean = erased(lined, lined, lined * np.uint8(100))
    assert agreement(clean, digits) > 0.97
