"""How much time a page of lines that may be touching digits is worth."""

import numpy as np
from numpy.typing import NDArray

from lines import line_of
from tenfold.reader.line import Line, glance, row_seams
from tenfold.reader.model import load_model
from tenfold.reader.page import PATIENCE, Patience, read_page
from tenfold.reader.symbol import Symbol
from tenfold.vision.piece import Piece


class Counted:
    """The model that ships, and how many pictures it was shown."""

    def __init__(self) -> None:
        self.model, self.shown = load_model(), 0
        self.classes = self.model.classes

    def predict(self, x: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.shown += len(x)
        return self.model.predict(x)


def scribble(seed: int) -> Line:
    """Four times as wide as high."""
    mask = np.ones((50, 200), np.uint8)
    mask[5:45] = np.random.default_rng(seed).random((40, 200)) < 0.3
    return glance(load_model(), mask * np.uint8(255), [[Piece(0, 0, mask)]])[0]


def tried(line: Line) -> int:
    return sum(map(len, row_seams(line)))


def read(lines: list[Line], patience: Patience) -> tuple[list[list[Symbol]], int]:
    """The lines' symbols, and how many pictures were judged."""
    model, levels = Counted(), np.full((300, 900), 255, np.uint8)
    return read_page(model, levels, lines, 0.4, patience), model.shown


def test_a_page_of_scribbles_is_given_up() -> None:
    lines = [scribble(seed) for seed in range(20)]
    few, patience = Patience(), Patience()
    _, once = read(lines[:1], few)
    rows, shown = read(lines, patience)
    assert sum(map(tried, lines)) > 4 * PATIENCE
    assert shown < once * (PATIENCE / tried(lines[0]) + 1)
    # What is left is taken as it is, and by further looks at the picture as well.
    assert all(len(row) == 1 for row in rows[-10:])
    assert read(lines, patience)[1] <= len(lines)


def test_touching_digits_are_worth_the_time_however_many() -> None:
    line, patience = line_of("472", apart=0.0), Patience()
    rows, _ = read([line] * 20, patience)
    assert 20 * tried(line) > 2 * PATIENCE
    assert [[symbol.verdict.label for symbol in row] for row in rows] == [[4, 7, 2]] * 20
    assert patience.seams == PATIENCE


def test_strokes_beside_each_other_are_given_up() -> None:
    """Hatching: any few of them may be one digit, as large as the picture."""
    pieces = []
    for number in range(60):
        mask = np.zeros((1200, 1200), np.uint8)
        mask[np.arange(1200), np.arange(1200)[::-1]] = 1
        pieces.append(Piece(20 * number, 0, mask))
    model, levels = Counted(), np.full((1200, 2400), 255, np.uint8)
    (line,) = glance(load_model(), levels, [pieces])
    ((*symbols,),) = read_page(model, levels, [line], 2.0, Patience())
    assert all(symbol.refused for symbol in symbols)
    assert model.shown == 0


def test_digits_are_read_beside_a_scribble_that_is_too_long() -> None:
    """What is quickly read comes first."""
    digits, lines = line_of("472", apart=0.0), [scribble(seed) for seed in range(9)]
    rows, _ = read([*lines, digits], Patience())
    assert [symbol.verdict.label for symbol in rows[-1]] == [4, 7, 2]
