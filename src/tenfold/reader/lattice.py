"""Which ink of a row makes up one digit: every plausible run is judged, and the best way through
the row is found by dynamic programming (as in Burges et al. 1992)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.reader.judge import Verdict, judge
from tenfold.reader.model import Model
from tenfold.reader.runs import Run, find_runs
from tenfold.vision.cuts import Seam, find_seams
from tenfold.vision.pieces import Piece

SURE, NARROW = 0.98, 1.0  # a piece this certain and no wider than high is not cut
SEVERAL = 0.2  # of the odds against one digit: where no digit stands beside it, less is a letter
SHORT = 0.5  # of the row's height: a lower piece is part of a digit, not several
LONGEST = 12.0  # likewise: a wider one is a scribble or a line of joined letters
WORD = 2.0  # likewise: what is wider is no single letter or digit
MOST_CUT = 8  # pieces in a row: with more that are no digits it is no row of touching digits
LETTER = 1.1  # of the row's height: what is wider is several letters or digits
LETTERS, PAGE = 5, 15  # fewer of them on a line, or on a page, tell nothing


@dataclass(frozen=True)
class Prices:
    """What a way through a row costs, in nats: chosen on composites of held-out digits."""

    # Cuts through wide pieces and further digits cost nothing: the network refuses parts itself.
    cut: float = 2.0  # a cut through a narrow piece, per height that it lacks
    join: float = 2.0  # a gap within a digit, per height: wide ones lie between two
    refusal: float = 6.0  # leaving a full-height piece unread


PRICES = Prices()
KNOWN = 0.9  # the certainty of a digit that speaks for its neighbours
COMPANY, MAJORITY = 2, 0.6  # so many of them, and so much of the row's rest
RARE = 0.03  # how much rarer amid digits what is none becomes
FAINT = 1e-6  # keeps the logarithm finite


@dataclass(frozen=True)
class Symbol:
    """A run of ink read as one: a digit, or refused."""

    piece: Piece
    verdict: Verdict
    refused: bool


@dataclass(frozen=True)
class Line:
    """A row's pieces left to right, and what the network takes each of them for as it is."""

    pieces: Sequence[Piece]
    verdicts: Sequence[Verdict]

    @property
    def height(self) -> float:
        return float(np.percentile([piece.height for piece in self.pieces], 80))

    @property
    def refused(self) -> list[bool]:
        """Of each piece that is as narrow as a digit or a letter, whether it is none."""
        least, widest = SHORT * self.height, LETTER * self.height
        return [
            verdict.other > verdict.confidence
            for piece, verdict in zip(self.pieces, self.verdicts, strict=True)
            if piece.height >= least and piece.width <= widest
        ]


def glance(model: Model, levels: NDArray[np.uint8], rows: Sequence[Sequence[Piece]]) -> list[Line]:
    """All rows of a page with the network's first word on every piece."""
    verdicts = iter(judge(model, levels, [piece for row in rows for piece in row]))
    return [Line(row, [next(verdicts) for _ in row]) for row in rows]


def read_page(
    model: Model, levels: NDArray[np.uint8], lines: Sequence[Line], most_refused: float
) -> list[list[Symbol]]:
    """Each line's symbols. Where this share of a line is refused, or of the page, all of it is:
    some letters look like digits and some digits are badly written, so each alone says little."""
    page = [refused for line in lines for refused in line.refused]
    if len(page) >= PAGE and np.mean(page) >= most_refused:
        return [refusal(line) for line in lines]
    letters = [len(r) >= LETTERS and np.mean(r) >= most_refused for r in (x.refused for x in lines)]
    return [
        refusal(line) if none else read_line(model, levels, line)
        for line, none in zip(lines, letters, strict=True)
    ]


def refusal(line: Line) -> list[Symbol]:
    """Nothing of the line is read."""
    return [Symbol(p, v, True) for p, v in zip(line.pieces, line.verdicts, strict=True)]


def read_line(model: Model, levels: NDArray[np.uint8], line: Line) -> list[Symbol]:
    """The line's symbols, left to right."""
    pieces, whole, height = line.pieces, line.verdicts, line.height
    runs = find_runs(pieces, row_seams(pieces, whole, height), height)
    parts = [run.piece for run in runs if run.piece not in pieces]
    known = dict(zip(pieces, whole, strict=True)) | dict(
        zip(parts, judge(model, levels, parts), strict=True)
    )
    verdicts = [known[run.piece] for run in runs]
    scores = [score(run, verdict, height) for run, verdict in zip(runs, verdicts, strict=True)]
    path = best_path(runs, scores)
    read = in_company([verdicts[k] for k in path])
    return [
        Symbol(runs[k].piece, verdict, verdict.other > verdict.confidence)
        for k, verdict in zip(path, read, strict=True)
    ]


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


def row_seams(
    pieces: Sequence[Piece], verdicts: Sequence[Verdict], height: float
) -> list[list[Seam]]:
    """The candidate cuts of each piece that is not surely one digit."""
    sure = [verdict.confidence >= KNOWN for verdict in verdicts]
    chosen = [
        _may_be_several(piece, verdict, height, amid=sum(sure) > own)
        for piece, verdict, own in zip(pieces, verdicts, sure, strict=True)
    ]
    if sum(chosen) > MOST_CUT:
        chosen = [False] * len(pieces)
    return [find_seams(p) if cut else [] for p, cut in zip(pieces, chosen, strict=True)]


def _may_be_several(piece: Piece, verdict: Verdict, height: float, amid: bool) -> bool:
    """Whether the piece may be several digits; `amid` says that others in its row are for sure.
    The parts of a letter look like 1s and 0s: what is none as a whole is not cut."""
    if piece.height < SHORT * height or piece.width > LONGEST * height:
        return False
    surely_one = verdict.confidence >= SURE and piece.width <= NARROW * piece.height
    single = piece.width <= WORD * height
    letter = single and not amid and verdict.several < SEVERAL * verdict.other
    return not (surely_one or letter)


def score(run: Run, verdict: Verdict, height: float, prices: Prices = PRICES) -> float:
    """The log-probability as a digit, or as a refusal at its price, less what the run costs."""
    word = run.piece.width > WORD * height and verdict.other > verdict.confidence
    digit = float(np.log(FAINT if word else verdict.confidence + FAINT))
    size = max(run.piece.width, run.piece.height) / height
    refusal = float(np.log(verdict.other + FAINT)) - prices.refusal * size
    return max(digit, refusal) - prices.join * run.gaps - prices.cut * run.narrow


def best_path(runs: Sequence[Run], scores: Sequence[float]) -> list[int]:
    """The runs of the best way through the row, left to right."""
    count = max(run.end for run in runs)
    best = np.full(count + 1, -np.inf)
    best[0] = 0.0
    back = [-1] * (count + 1)
    for k, (run, gain) in enumerate(zip(runs, scores, strict=True)):  # ascending in first
        if best[run.first] + gain > best[run.end]:
            best[run.end] = best[run.first] + gain
            back[run.end] = k
    path: list[int] = []
    at = count
    while at > 0:
        path.append(back[at])  # whole pieces are always runs, so there is a way
        at = runs[back[at]].first
    return path[::-1]
