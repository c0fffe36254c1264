"""A line at first sight: what is refused, and what may be several digits."""

import numpy as np

from lines import bar, verdict
from tenfold.reader.line import Line, row_seams
from tenfold.vision.piece import Piece


def test_only_what_may_be_several_digits_is_cut() -> None:
    piece = bar(0, width=40)
    piece.mask[10:40, 15:25] = 0
    digit, letter, pair = (
        verdict(8, 0.8, 0.1, 0.001),
        verdict(8, 0.1, 0.9, 0.005),
        verdict(8, 0, 1, 0.9),
    )
    assert [len(row_seams(Line([piece], [v]))[0]) > 0 for v in (digit, letter, pair)] == [0, 0, 1]
    line = bar(0, width=300)  # illegible on 28 pixels, so that the network cannot tell
    line.mask[10:40, 100:110] = 0
    assert row_seams(Line([line], [letter]))[0]


def test_touching_digits_do_not_make_a_row_of_letters() -> None:
    pieces = [bar(0), bar(30), bar(60)]
    line = Line(pieces, [verdict(1, 0.1, 0.9), verdict(1, 0.1, 0.9, 0.85), verdict(1, 0.9, 0.1)])
    assert line.refused == [True, False, False]


def test_parts_of_a_broken_digit_do_not_make_a_row_of_letters() -> None:
    """They are none of the digits by themselves."""
    upper, lower = (
        Piece(60, 0, np.ones((26, 30), np.uint8)),
        Piece(62, 28, np.ones((28, 28), np.uint8)),
    )
    sure, none = verdict(5, 1.0, 0.0), verdict(2, 0.05, 0.9)
    broken = Line([bar(0), bar(30), upper, lower, bar(120)], [sure, sure, none, none, sure])
    assert broken.refused == [False, False, False]
    apart = Line([bar(0), bar(30), bar(60), bar(90), bar(120)], [sure, sure, none, none, sure])
    assert apart.refused == [False, False, True, True, False]
