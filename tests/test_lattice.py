"""Runs of ink, what each may be in a row, and what company does to a verdict."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from lines import bar, line_of, verdict
from tenfold.nn.layers import Dense, Flatten, Input
from tenfold.nn.network import Sequential
from tenfold.reader.judge import Verdict, judge
from tenfold.reader.lattice import (
    PRICES,
    asked_again,
    cut_price,
    guesses,
    in_company,
    is_clear,
    own_guesses,
    preferred,
    refusal_price,
)
from tenfold.reader.line import Line
from tenfold.reader.model import Calibrated, row_network, sees_joined
from tenfold.reader.runs import Run, find_runs
from tenfold.reader.search import Candidate, Guess, likeliest
from tenfold.reader.sliding import Slide
from tenfold.vision.cuts import Seam
from tenfold.vision.piece import Piece


def spans(runs: list[Run]) -> set[tuple[int, int]]:
    return {(run.first, run.end) for run in runs}


def test_runs_join_neighbours_only() -> None:
    pieces = [bar(0), bar(22), bar(200)]
    assert spans(find_runs(pieces, [[], [], []], 50)) == {(0, 1), (0, 2), (1, 2), (2, 3)}


def test_a_broken_digit_is_joined_wherever_it_stands() -> None:
    """What lies before it on the row is of no account."""
    pieces = [bar(0), bar(400), bar(422)]
    assert (1, 3) in spans(find_runs(pieces, [[], [], []], 50))


@pytest.mark.parametrize(("x", "joined"), [(30, True), (53, False)])
def test_a_wide_flag_belongs_to_the_bowl_below_it(x: int, joined: bool) -> None:
    """Together they are higher than either; a stray mark beside the bowl is no part."""
    bowl = Piece(20, 20, np.ones((40, 30), np.uint8))
    flag = Piece(x, 0, np.ones((15, 70), np.uint8))
    assert ((0, 2) in spans(find_runs([bowl, flag], [[], []], 40))) == joined


def test_a_seam_gives_both_sides_and_the_whole() -> None:
    piece = bar(10, width=40)
    runs = find_runs([piece], [[Seam(np.full(50, 20))]], 50)
    boxes = {(run.first, run.end): run.piece.box for run in runs}
    assert boxes == {(0, 1): (10, 0, 20, 50), (0, 2): (10, 0, 40, 50), (1, 2): (30, 0, 20, 50)}


def test_a_part_knows_what_it_was_cut_from() -> None:
    pieces = [bar(10, width=40), bar(52)]
    runs = find_runs(pieces, [[Seam(np.full(50, 20))], []], 50)
    joined = {(run.first, run.end): run.joined for run in runs}
    parts = {(0, 1), (1, 2), (1, 3)}
    assert joined == {span: pieces[0] if span in parts else None for span in spans(runs)}


def test_only_a_network_that_knows_several_digits_sees_what_a_part_was_cut_from() -> None:
    layers = [Input((28, 28, 1)), Flatten()]
    asked = [Calibrated(Sequential([*layers, Dense(n, "softmax")]), 1.0) for n in (10, 11, 12)]
    assert [sees_joined(model) for model in (*asked, Told(1.0))] == [False, False, True, False]


def test_no_arcs_are_cut_off() -> None:
    """What a seam that winds through a 3 leaves of its middle is none."""
    columns = np.where((np.arange(50) < 16) | (np.arange(50) >= 32), 40, 0)
    runs = find_runs([bar(0, width=40)], [[Seam(columns)]], 50)
    assert spans(runs) == {(0, 1), (0, 2)}
    small = find_runs([bar(0, width=40)], [[Seam(np.where(np.arange(50) < 26, 0, 40))]], 50)
    assert spans(small) == {(0, 1), (0, 2), (1, 2)}, "a small 0 beside a 2"


def test_every_single_piece_is_a_run() -> None:
    wide = bar(0, width=500)
    assert spans(find_runs([wide], [[]], 50)) == {(0, 1)}


class Told:
    """A model that says the same of every picture."""

    def __init__(self, *probabilities: float) -> None:
        self.probabilities = np.array([probabilities], np.float32)

    def predict(self, x: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.repeat(self.probabilities, len(x), axis=0)


@pytest.mark.parametrize(
    ("rest", "other", "several"), [((), 0.0, 0.3), ((0.3,), 0.3, 0.3), ((0.1, 0.2), 0.3, 0.2)]
)
def test_a_model_without_a_class_of_several_digits_leaves_it_open(
    rest: tuple[float, ...], other: float, several: float
) -> None:
    digits = (0.7, 1 - 0.7 - sum(rest), *[0.0] * 8)
    seen = judge(Told(*digits, *rest), np.full((50, 20), 255, np.uint8), [bar(0)])[0]
    assert seen.other == pytest.approx(other)
    assert seen.several == pytest.approx(several)


def whole(piece: Piece) -> Run:
    return Run(0, 1, piece, None, 0.0, None)


def best(found: list[Guess]) -> Guess:
    return max(found, key=lambda guess: guess.gain)


def test_a_cut_costs_what_speaks_against_several_digits() -> None:
    piece = bar(0, width=40)
    sure, unlikely = (cut_price(piece, verdict(0, 0, 1, several), 50) for several in (1.0, 0.02))
    assert sure == pytest.approx(0, abs=0.01)
    assert unlikely == pytest.approx(-np.log(0.021))
    assert cut_price(bar(0, width=300), verdict(0, 0, 1, 0.0), 50) == 0


def test_what_is_wider_than_any_digit_pays_for_being_left_unread() -> None:
    """Its faint likeness to some digit would be cheaper than four well-read digits."""
    doubtful = verdict(2, 0.25, 0.7)
    assert best(own_guesses(whole(bar(0, width=60)), doubtful, 50, 6)).gain > -1.5
    assert best(own_guesses(whole(bar(0, width=200)), doubtful, 50, 6)).gain < -13
    flat = verdict(0, 0.9, 0.05)  # alone on its page
    assert best(own_guesses(whole(bar(0, width=200)), flat, 50, 6)).gain > -0.2


def test_a_single_doubtful_piece_may_be_left_unread() -> None:
    doubtful, sure = verdict(4, 0.3, 0.6), verdict(4, 0.95, 0.02)
    single, pair, word = [bar(0)], [bar(0), bar(40)], [bar(0, width=200)]
    lines = [Line(single, [doubtful]), Line(single, [sure]), Line(pair, [doubtful] * 2)]
    lines += [Line(word, [doubtful]), Line([*single, bar(30, height=10)], [doubtful] * 2)]
    prices = [refusal_price(line) for line in lines]
    assert prices == [PRICES.alone, *[PRICES.refusal] * 3, PRICES.alone]


def test_a_part_is_not_left_unread_as_a_letter() -> None:
    """What was cut is several digits: then one of them cannot be a letter."""
    piece, letter = bar(0, width=40), verdict(4, 0.01, 0.99)
    line = Line([piece], [letter])
    alone, part = whole(piece), Run(0, 1, bar(0), piece, 0.0, None)
    prices = [best(own).gain for own in guesses([alone, part], [letter, letter], line, 0)]
    assert prices[0] == pytest.approx(-PRICES.alone, abs=0.02)
    assert prices[1] == pytest.approx(best(own_guesses(part, letter, 50, PRICES.refusal)).gain)
    assert prices[1] < -4


def test_a_cut_earns_something_where_no_letter_is_at_stake() -> None:
    pieces = [bar(0, width=40), bar(100)]
    pair, digit = verdict(0, 0, 1, several=1.0), verdict(1, 0.95, 0.02)
    runs = find_runs(pieces, [[Seam(np.full(50, 20))], []], 50)
    cut = next(k for k, run in enumerate(runs) if run.cut is not None)
    for line, earned in ((Line(pieces, [pair, digit]), 1.0), (Line(pieces[:1], [pair]), 0.0)):
        few = [run for run in runs if run.end <= 2] if len(line.pieces) == 1 else runs
        found = [guesses(few, [digit] * len(few), line, further)[cut] for further in (0.0, 1.0)]
        gains = [best(own).gain for own in found]
        assert gains[1] - gains[0] == pytest.approx(earned)


def test_a_run_may_be_each_of_its_likely_digits() -> None:
    digits = np.array([0.0, 0.5, 0.0, 0.1, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0], np.float32)
    unsure = Verdict(np.zeros((28, 28), np.uint8), digits, 0.1, 0.0)
    found = own_guesses(whole(bar(0)), unsure, 50, refusal=6)
    assert [guess.label for guess in found] == [1, 7, None]
    assert found[0].gain - found[1].gain == pytest.approx(np.log(5 / 3), abs=1e-4)
    taken = unsure.taken_for(7)
    assert (taken.label, taken.confidence) == (7, 0.5)
    assert taken.digits[1] == pytest.approx(0.3)
    assert unsure.taken_for(None) is unsure.taken_for(1) is unsure


def test_all_of_a_line_may_be_one_letter_of_several_strokes() -> None:
    line = Line([bar(0), bar(30)], [verdict(1, 0.8, 0.1)] * 2)
    runs = find_runs(line.pieces, [[], []], 50)
    for together, refused in ((verdict(4, 0.1, 0.9), True), (verdict(4, 0.0, 1.0, 0.95), False)):
        verdicts = [together if (r.first, r.end) == (0, 2) else line.verdicts[0] for r in runs]
        best = likeliest(runs, guesses(runs, verdicts, line, 1))[0]
        assert len(best.runs) == (1 if refused else 2)


def test_amid_digits_a_doubtful_piece_is_read() -> None:
    digits = [verdict(k, 0.99, 0.0) for k in range(4)]
    doubtful = verdict(5, 0.3, 0.6)
    amid = in_company([*digits, doubtful])[-1]
    assert amid.label == 5
    assert amid.confidence > amid.other
    assert amid.digits.sum() + amid.other == pytest.approx(1)
    assert in_company([doubtful])[0] is doubtful
    assert in_company([digits[0], *[doubtful] * 3])[1] is doubtful


def test_what_is_surely_none_stays_refused_amid_digits() -> None:
    digits = [verdict(k, 0.99, 0.0) for k in range(4)]
    cross = in_company([*digits, verdict(4, 0.01, 0.98)])[-1]
    assert cross.other > cross.confidence


def slide_along(line: Line) -> Slide:
    return Slide(row_network, line.pieces, line.height)


def chosen(line: Line, candidates: list[Candidate]) -> Candidate:
    return preferred(line, candidates, slide_along(line))


@pytest.mark.parametrize(
    ("text", "rival"), [("35", "33"), ("472", "412"), ("60", "66"), ("8", "88")]
)
def test_where_digits_touch_the_text_is_what_is_seen_uncut(text: str, rival: str) -> None:
    line = line_of(text, apart=0.0)
    right, wrong = (
        Candidate((), tuple(map(int, text)), -1.0),
        Candidate((), tuple(map(int, rival)), 0.0),
    )
    assert chosen(line, [wrong, right]) is right


def test_one_digit_and_digits_that_stand_apart_need_no_second_opinion() -> None:
    wrong, right = Candidate((), (3, 3), 0.0), Candidate((), (3, 5), -1.0)
    assert chosen(line_of("35", apart=1.0), [wrong, right]) is wrong
    touching = line_of("35", apart=0.0)
    one = Candidate((), (3,), 0.5)
    assert chosen(touching, [one, right, wrong]) is one


def test_what_is_taken_for_a_letter_may_clearly_be_two_digits() -> None:
    wrong, right = Candidate((), (3, 3), -0.4), Candidate((), (3, 5), -0.5)
    letter, surely = Candidate((), (None,), 0.5), Candidate((), (None,), 5.0)
    touching = line_of("35", apart=0.0)
    assert chosen(touching, [letter, wrong, right]) is right
    assert chosen(touching, [letter, wrong]) is letter
    assert chosen(touching, [surely, wrong, right]) is surely
    assert chosen(touching, [letter]) is letter


@pytest.mark.parametrize("text", ["35", "472", "60"])
def test_touching_digits_are_clear_if_they_are_seen_uncut(text: str) -> None:
    touching = line_of(text, apart=0.0)
    right, wrong = (Candidate((), tuple((int(c) + off) % 10 for c in text), 0.0) for off in (0, 3))
    assert is_clear(touching, right, slide_along(touching))
    assert not is_clear(touching, wrong, slide_along(touching))
    for unread in ((None,), (*right.labels[1:], None), right.labels[:1]):
        assert not is_clear(touching, Candidate((), unread, 0.0), slide_along(touching))
    apart = line_of(text, apart=1.0)
    assert not is_clear(apart, right, slide_along(apart)), "each piece speaks for itself"


@pytest.mark.parametrize("text", ["03", "15", "27", "94", "68"])
def test_a_doubtful_digit_is_looked_at_again(text: str) -> None:
    pieces = line_of(text, apart=1.0).pieces
    for piece, right in zip(pieces, map(int, text), strict=True):
        doubtful = verdict((right + 5) % 10, 0.5, 0.05)
        doubtful.digits[right] = 0.4
        again = asked_again(doubtful, whole(piece))
        assert again.label == right
        assert again.digits.sum() == pytest.approx(doubtful.digits.sum())
        assert again.other == doubtful.other
        for kept in (verdict(4, 0.98, 0.0), verdict(4, 0.4, 0.5)):  # sure, no digit
            assert asked_again(kept, whole(piece)) is kept
        part = replace(whole(piece), joined=piece)
        assert asked_again(doubtful, part) is doubtful
