"""Digits of a fainter pen in a row are read, and what is fainter still is not."""

import numpy as np
import pytest

from pictures import Pixels, on_paper, row
from tenfold import Reader
from tenfold.vision.fainter import with_fainter
from tenfold.vision.ink import find_ink
from tenfold.vision.pieces import find_pieces


def in_pens(text: str, pens: list[tuple[int, int, int]], paper: int = 255) -> Pixels:
    """A row whose digits have a colour each."""
    drawn = [
        on_paper(row(label, height=150, margin=30), (paper,) * 3, pen)
        for label, pen in zip(text, pens, strict=True)
    ]
    return np.concatenate(drawn, axis=1)


BLACK, BLUE, GREY, YELLOW, RUBBED = (0,) * 3, (30, 60, 160), (190,) * 3, (250, 200, 60), (235,) * 3


@pytest.mark.parametrize("faint", [GREY, YELLOW])
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_fainter_digit_is_read(place: int, faint: tuple[int, int, int]) -> None:
    pens = [BLACK, BLUE, BLACK, BLUE]
    pens[place] = faint
    assert Reader().read(in_pens("5273", pens)).text == "5273"


def test_what_was_rubbed_out_is_not_read() -> None:
    assert Reader().read(in_pens("5273", [BLACK, RUBBED, BLACK, BLUE])).text == "573"
    assert Reader().read(in_pens("5273", [BLACK, RUBBED, RUBBED, RUBBED])).text == "5"


def test_one_digit_has_none_beside_it() -> None:
    """It may be a button, a shadow, or a guess that a program shows."""
    assert Reader().read(in_pens("52", [BLACK, GREY])).text == "5"


def test_nothing_fainter_is_no_other_ink() -> None:
    ink = find_ink(in_pens("53", [BLACK, BLACK]))
    assert with_fainter(ink, find_pieces(ink.mask)) is None
