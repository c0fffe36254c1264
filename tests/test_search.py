"""The likeliest text of all ways through a row, against all of them listed one by one."""

from collections import defaultdict
from math import exp

import numpy as np
import pytest

from tenfold.reader.runs import Run
from tenfold.reader.search import Guess, best_way, likeliest
from tenfold.vision.piece import Piece

PIECE = Piece(0, 0, np.ones((50, 20), np.uint8))


def run(first: int, end: int) -> Run:
    return Run(first, end, PIECE, None, 0.0, None)


def every_way(runs: list[Run], guesses: list[list[Guess]]) -> list[list[tuple[int, Guess]]]:
    def onwards(place: int) -> list[list[tuple[int, Guess]]]:
        if place == max(r.end for r in runs):
            return [[]]
        return [
            [(k, guess), *rest]
            for k, r in enumerate(runs)
            if r.first == place
            for guess in guesses[k]
            for rest in onwards(r.end)
        ]

    return onwards(0)


def test_the_best_of_ways_to_different_texts_wins() -> None:
    runs = [run(*ends) for ends in ((0, 1), (0, 2), (1, 2), (2, 3))]
    labels = [1, 2, 3, 4]

    def found(*gains: float) -> list[tuple[int, int | None]]:
        guesses = [[Guess(*one)] for one in zip(labels, gains, strict=True)]
        return likeliest(runs, guesses)[0].symbols

    assert found(-1.0, -1.5, -0.2, 0.0) == [(0, 1), (2, 3), (3, 4)]
    assert found(-1.0, -1.1, -0.2, 0.0) == [(1, 2), (3, 4)]


def test_many_ways_to_a_text_outweigh_the_best_way_to_another() -> None:
    runs = [run(*ends) for ends in ((0, 1), (0, 2), (0, 4), (1, 4), (2, 4))]
    guesses = [[Guess(1, -1.0)], [Guess(1, -1.1)], [Guess(8, -1.8)], [Guess(7, -1.0)]]
    guesses.append([Guess(7, -1.1)])
    assert likeliest(runs, guesses)[0].symbols == [(0, 1), (3, 7)]  # the best of the ways to 17
    assert best_way(runs, guesses).symbols == [(2, 8)]


def written(text: list[tuple[int, int | None]]) -> str:
    """What is left unread is known by its run."""
    return " ".join(f"run {k}" if label is None else str(label) for k, label in text)


def test_ways_that_leave_other_ink_unread_are_not_added_up() -> None:
    runs = [run(*ends) for ends in ((0, 1), (0, 2), (0, 3), (1, 3), (2, 3))]
    guesses = [[Guess(None, -0.5)], [Guess(None, -0.5)], [Guess(8, -0.9)]]
    guesses += [[Guess(None, -0.5)], [Guess(None, -0.5)]]
    assert likeliest(runs, guesses)[0].symbols == [(2, 8)]


@pytest.mark.parametrize("seed", range(40))
def test_no_text_is_likelier(seed: int) -> None:
    rng = np.random.default_rng(seed)
    places = int(rng.integers(1, 6))
    spans = [(a, b) for a in range(places) for b in range(a + 1, places + 1)]
    runs = [run(a, b) for a, b in spans if b == a + 1 or rng.random() < 0.7]
    guesses = [
        [Guess(label, -3 * rng.random()) for label in (1, 7, None) if rng.random() < 0.7]
        or [Guess(1, -1.0)]
        for _ in runs
    ]
    sums: dict[str, float] = defaultdict(float)
    ways = every_way(runs, guesses)
    for way in ways:
        sums[written([(k, g.label) for k, g in way])] += exp(sum(g.gain for _, g in way))
    texts = likeliest(runs, guesses)
    assert [one.total for one in texts] == sorted((one.total for one in texts), reverse=True)
    text = texts[0].symbols
    ends = [(runs[k].first, runs[k].end) for k, _ in text]
    assert [first for first, _ in ends] == [0, *(end for _, end in ends[:-1])]
    gains = [sum(guess.gain for _, guess in way) for way in ways]
    alone = best_way(runs, guesses).symbols
    own = [max(g.gain for g in guesses[k] if g.label == label) for k, label in alone]
    assert sum(own) == pytest.approx(max(gains))
    # Eight texts are kept at a place: the best of them is hardly ever lost.
    assert sums[written(text)] >= 0.8 * max(sums.values())
