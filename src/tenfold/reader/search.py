"""The likeliest text of a row. Many ways of cutting give the same digits, and all of them speak for
that text, so their probabilities are added up (as in the prefix search of Graves et al. 2006).

That needs a network which knows a wrong cut when it sees one. To another every part is some digit,
and many wrong ways outweigh the right one: there the best way counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import exp, inf, log1p

from tenfold.reader.runs import Run

TEXTS = 8  # kept at each place of the row: more change no reading
HOPELESS = 10.0  # nats behind the best: never made good

# The digits, and for what is left unread the run itself: ways that leave other ink share no text.
Text = tuple[int | Run, ...]


@dataclass(frozen=True)
class Guess:
    """A run as a digit, or as something that is left unread (None), and its gain in nats."""

    label: int | None
    gain: float


@dataclass(frozen=True)
class Candidate:
    """What a row may say: the runs of the best way, the digit that each is (None: left unread), and
    how much speaks for the text, in nats."""

    runs: tuple[int, ...]
    labels: tuple[int | None, ...]
    total: float

    @property
    def symbols(self) -> list[tuple[int, int | None]]:
        return list(zip(self.runs, self.labels, strict=True))


@dataclass(frozen=True)
class _Ways:
    """All ways to one text up to a place: their sum, and the best of them, in nats."""

    total: float
    best: float
    path: tuple[int, ...]  # the runs of the best

    def and_then(self, k: int, gain: float) -> "_Ways":
        return _Ways(self.total + gain, self.best + gain, (*self.path, k))

    def beside(self, other: "_Ways") -> "_Ways":
        high, low = max(self.total, other.total), min(self.total, other.total)
        best = max(self, other, key=lambda ways: ways.best)
        return _Ways(high + log1p(exp(low - high)), best.best, best.path)


def likeliest(runs: Sequence[Run], guesses: Sequence[Sequence[Guess]]) -> list[Candidate]:
    """The likeliest texts, best first. `runs` begin in ascending order, and whole pieces are among
    them, so that there is a way. Each has one or more guesses."""
    end = max(run.end for run in runs)
    places: list[dict[Text, _Ways]] = [{} for _ in range(end + 1)]
    places[0][()] = _Ways(0.0, 0.0, ())
    pruned = -1
    for k, (run, own) in enumerate(zip(runs, guesses, strict=True)):
        if run.first != pruned:  # no run that is still to come ends here
            pruned = run.first
            places[pruned] = _hopeful(places[pruned])
        reached = places[run.end]
        for text, ways in places[run.first].items():
            for guess in own:
                read = run if guess.label is None else guess.label
                longer, further = (*text, read), ways.and_then(k, guess.gain)
                known = reached.get(longer)
                reached[longer] = further if known is None else known.beside(further)
    return [
        Candidate(
            ways.path, tuple(None if isinstance(read, Run) else read for read in text), ways.total
        )
        for text, ways in _hopeful(places[end]).items()
    ]


def best_way(runs: Sequence[Run], guesses: Sequence[Sequence[Guess]]) -> Candidate:
    """The text of the best way through the row alone; else as `likeliest`."""
    end = max(run.end for run in runs)
    nowhere = _Ways(-inf, -inf, ())
    best = [_Ways(0.0, 0.0, ()), *[nowhere] * end]
    chosen = [max(own, key=lambda guess: guess.gain) for own in guesses]
    for k, (run, guess) in enumerate(zip(runs, chosen, strict=True)):
        ways = best[run.first].and_then(k, guess.gain)
        best[run.end] = max(best[run.end], ways, key=lambda one: one.best)
    path = best[end].path
    return Candidate(path, tuple(chosen[k].label for k in path), best[end].total)


def _hopeful(texts: dict[Text, _Ways]) -> dict[Text, _Ways]:
    """The likeliest of the texts up to one place, best first."""
    kept = nlargest(TEXTS, texts.items(), key=lambda entry: entry[1].total)
    return {text: ways for text, ways in kept if ways.total > kept[0][1].total - HOPELESS}
