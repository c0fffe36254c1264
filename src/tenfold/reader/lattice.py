"""Which ink of a row makes up one digit: every plausible run is judged, and the likeliest text that
ways through the row give is found by dynamic programming (as in Burges et al. 1992)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.reader.judge import Verdict, judge
from tenfold.reader.line import SHORT, Line, is_word
from tenfold.reader.model import Model, row_network, sees_joined
from tenfold.reader.runs import Run, find_runs
from tenfold.reader.search import Candidate, Guess, best_way, likeliest
from tenfold.reader.sliding import Slide, log_probabilities
from tenfold.reader.symbol import Symbol
from tenfold.vision.cuts import Seam
from tenfold.vision.piece import Piece
from tenfold.vision.stretched import stretch, unstretched


@dataclass(frozen=True)
class Prices:
    """What a way through a row costs, in nats: chosen on composites of held-out digits and on
    letters. A cut costs what the network says against several digits."""

    join: float = 2.0  # a gap within a digit, per height: wide ones lie between two
    further: float = 1.0  # what a cut earns: a digit is lost ten times as often as one is invented
    refusal: float = 6.0  # leaving a full-height piece unread
    # The same of a single piece that is no sure digit. It may be a letter, and that is one way
    # only, while those to cut it into some digits count together.
    alone: float = 0.1


PRICES = Prices()
KNOWN = 0.9  # the certainty of a digit that speaks for its neighbours
COMPANY = 2  # of such digits: fewer do not speak for a neighbour
MAJORITY = 0.6  # of the row's rest are such digits, or they do not either
RARE = 0.03  # how much rarer amid digits what is none becomes
RIVAL = 0.3  # of the likeliest digit's probability: a run may be that digit as well
UNCUT = 0.5  # weight of what is seen uncut: a digit's windows are no independent witnesses
CERTAIN = 0.97  # the certainty of a digit of which nothing more is asked
AGAIN = 0.5  # weight of what the other network says of a digit that is less certain
DECIDED = 0.6  # that network's own certainty, at least
DOUBTED = 0.75  # the certainty of a stretched digit that may be another: a 1 with a flag is none
# In nats. Of unread pairs of touching digits three in four pass both, of letters one in a hundred.
CLEAR = -1.0  # what the network of rows says of digits, at least
DOUBT = 3.0  # how far they are behind what is unread, at most
CLEAR_EACH = -0.7  # what that network says of a row of digits, for each of them
FAINT = 1e-6  # keeps the logarithm of a digit's probability finite
FAINT_SEVERAL = 1e-3  # likewise, of several digits': no cut costs more than about 7 nats


def read_line(
    model: Model, levels: NDArray[np.uint8], line: Line, seams: Sequence[Sequence[Seam]]
) -> list[Symbol]:
    """The line's symbols, left to right; `seams` are the candidate cuts of each piece."""
    runs = find_runs(line.pieces, seams, line.height)
    read = _read_by_all_ways if sees_joined(model) else _read_by_best_way
    return read(model, levels, line, runs)


def _read_by_all_ways(
    model: Model, levels: NDArray[np.uint8], line: Line, runs: Sequence[Run]
) -> list[Symbol]:
    """By a network that knows a wrong cut when it sees one."""
    verdicts = _verdicts(model, levels, line, runs, [run.joined for run in runs])
    slide = Slide(row_network, line.pieces, line.height)
    weighed = guesses(runs, verdicts, line, PRICES.further)
    text = preferred(line, likeliest(runs, weighed), slide)
    read = [verdicts[k].taken_for(label) for k, label in text.symbols]
    surely_digits = is_clear(line, text, slide)
    read = [v.reweighed(RARE) for v in read] if surely_digits else in_company(read)
    own = [runs[k] for k in text.runs]
    read = _in_proportion(model, levels, own, read)
    return _symbols(own, [asked_again(*each) for each in zip(read, own, strict=True)])


def _read_by_best_way(
    model: Model, levels: NDArray[np.uint8], line: Line, runs: Sequence[Run]
) -> list[Symbol]:
    """By any other, whose doubt is not a word for several digits: no cut earns anything."""
    verdicts = _verdicts(model, levels, line, runs, [None] * len(runs))
    text = best_way(runs, guesses(runs, verdicts, line, further=0.0))
    read = [verdicts[k].taken_for(label) for k, label in text.symbols]
    return _symbols([runs[k] for k in text.runs], in_company(read))


def _verdicts(
    model: Model,
    levels: NDArray[np.uint8],
    line: Line,
    runs: Sequence[Run],
    joined: Sequence[Piece | None],
) -> list[Verdict]:
    """Each run's; those of single pieces are known. `joined` has what each is shown beside."""
    known = dict(zip(line.pieces, line.verdicts, strict=True))
    parts = [k for k, run in enumerate(runs) if run.piece not in known]
    pieces = [runs[k].piece for k in parts]
    judged = judge(model, levels, pieces, [joined[k] for k in parts])
    known |= dict(zip(pieces, judged, strict=True))
    return [known[run.piece] for run in runs]


def _symbols(runs: Sequence[Run], verdicts: Sequence[Verdict]) -> list[Symbol]:
    return [Symbol(r.piece, v, v.refused) for r, v in zip(runs, verdicts, strict=True)]


def preferred(line: Line, candidates: Sequence[Candidate], slide: Slide) -> Candidate:
    """The best of a line's texts, best first. Where it has digits that touch, all texts of digits
    are weighed again with what is seen of the row uncut; what is taken for a letter may clearly be
    several digits."""
    best = candidates[0]
    digits = [one for one in candidates if None not in one.labels]
    if best.labels == (None,):
        doubts = [one for one in digits if one.total > best.total - DOUBT]
        rivals = [one for one in doubts if len(one.labels) > 1]
        text, said = _seen_uncut(slide, rivals) if rivals else (best, CLEAR)
        return text if said > CLEAR else best
    return _seen_uncut(slide, digits)[0] if _touch(line, best) else best


def is_clear(line: Line, text: Candidate, slide: Slide) -> bool:
    """Whether these are surely the digits of a row that touch, seen uncut: then each of its parts
    is one, however badly it is cut out."""
    if not _touch(line, text):
        return False
    (said,) = _said(slide, [text])
    return said > len(text.labels) * CLEAR_EACH


def _touch(line: Line, text: Candidate) -> bool:
    """Whether the text has only digits, and more of them than there are pieces."""
    apart = sum(piece.height >= SHORT * line.height for piece in line.pieces)
    return None not in text.labels and len(text.labels) > max(1, apart)


def _seen_uncut(slide: Slide, digits: Sequence[Candidate]) -> tuple[Candidate, float]:
    """The best of texts of digits, and what the network of rows says of it alone, in nats."""
    said = _said(slide, digits)
    k = int(np.argmax([one.total + UNCUT * own for one, own in zip(digits, said, strict=True)]))
    return digits[k], said[k]


def _said(slide: Slide, digits: Sequence[Candidate]) -> list[float]:
    """What the network of rows says of each of these texts of digits alone, in nats."""
    return slide.log_likelihoods([[d for d in one.labels if d is not None] for one in digits])


def _in_proportion(
    model: Model, levels: NDArray[np.uint8], runs: Sequence[Run], verdicts: Sequence[Verdict]
) -> list[Verdict]:
    """The verdicts, or what stretched digits surely are in their usual form: as it is, a high 7
    is a 1. No part of a piece, as nothing is known of its form."""
    times = stretch([run.piece for run in runs])
    if times is None or any(run.joined is not None for run in runs):
        return list(verdicts)

    def formed(run: Run, verdict: Verdict) -> Verdict:
        if verdict.confidence >= DOUBTED:
            return verdict
        part, piece = unstretched(levels, run.piece, times)
        again = judge(model, part, [piece])[0]
        return again if again.confidence >= CERTAIN else verdict

    return [formed(*each) for each in zip(runs, verdicts, strict=True)]


def asked_again(verdict: Verdict, run: Run) -> Verdict:
    """The verdict with the other network's word, on a doubtful digit that is no part of a piece,
    unless it is in doubt as well."""
    if verdict.refused or verdict.confidence >= CERTAIN or run.joined is not None:
        return verdict
    opinion = log_probabilities(row_network(), run.piece)
    decided = opinion.max() >= np.log(DECIDED)
    return verdict.weighed_with(AGAIN * opinion) if decided else verdict


def in_company(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts, each seen beside the others: amid digits stands a digit, alone it may be
    anything (Bayes' rule with another prior)."""
    sure = [v.confidence >= KNOWN for v in verdicts]
    result = []
    for verdict, own in zip(verdicts, sure, strict=True):
        others = len(verdicts) - 1
        company = sum(sure) - own
        amid = company >= COMPANY and company >= MAJORITY * others
        result.append(verdict.reweighed(RARE) if amid else verdict)
    return result


def cut_price(piece: Piece, verdict: Verdict, height: float) -> float:
    """Of each cut through the piece, in nats."""
    if is_word(piece, height):
        return 0.0
    return -float(np.log(verdict.several + FAINT_SEVERAL))


def guesses(
    runs: Sequence[Run], verdicts: Sequence[Verdict], line: Line, further: float
) -> list[list[Guess]]:
    """What each run may be, and adds to a way through the line; `further` is what a cut earns, in
    nats."""
    refusal = refusal_price(line)
    cuts = [cut_price(*e, line.height) for e in zip(line.pieces, line.verdicts, strict=True)]
    earned = 0.0 if _may_be_letter(line) else further
    end = max(run.end for run in runs)

    def of_run(run: Run, verdict: Verdict) -> list[Guess]:
        price = refusal if run.joined is None else PRICES.refusal
        found = own_guesses(run, verdict, line.height, price)
        together = len(line.pieces) > 1 and (run.first, run.end) == (0, end)
        if together and not is_word(run.piece, line.height):
            found.append(Guess(None, letter_score(verdict)))
        paid = 0.0 if run.cut is None else cuts[run.cut] - earned
        return [Guess(guess.label, guess.gain - paid) for guess in found]

    return [of_run(run, verdict) for run, verdict in zip(runs, verdicts, strict=True)]


def letter_score(verdict: Verdict) -> float:
    """The log-probability, less the price, that all pieces of a line are one letter's strokes."""
    return float(np.log(max(0.0, verdict.other - verdict.several) + FAINT)) - PRICES.alone


def refusal_price(line: Line) -> float:
    """Of leaving a piece as high as the line unread, in nats."""
    return PRICES.alone if _may_be_letter(line) else PRICES.refusal


def _may_be_letter(line: Line) -> bool:
    """Whether there is one large piece, as narrow as a letter, and that is no sure digit."""
    large = [p.height >= SHORT * line.height for p in line.pieces]
    if sum(large) > 1:
        return False
    piece, verdict = line.pieces[large.index(True)], line.verdicts[large.index(True)]
    return verdict.confidence < KNOWN and not is_word(piece, line.height)


def own_guesses(run: Run, verdict: Verdict, height: float, refusal: float) -> list[Guess]:
    """A run as each likely digit, by the log-probability, and as a refusal at its price; less what
    the run costs."""
    cost = PRICES.join * run.gaps
    impossible = is_word(run.piece, height) and verdict.refused
    found = [
        Guess(label, float(np.log(FAINT if impossible else verdict.digits[label] + FAINT)) - cost)
        for label in np.flatnonzero(verdict.digits >= RIVAL * verdict.confidence).tolist()
    ]
    size = max(run.piece.width, run.piece.height) / height
    unread = float(np.log(verdict.other + FAINT)) - refusal * size
    return [*found, Guess(None, unread - cost)]
