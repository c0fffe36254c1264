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
SHORT = 0.5  # of the row's height: a lower piece is part of a digit, not several


@dataclass(frozen=True)
class Prices:
    """What a way through a row costs, in nats: chosen on composites of held-out digits."""

    # Cuts through wide pieces and further digits cost nothing: the network refuses parts itself.
    cut: float = 2.0  # a cut through a narrow piece, per height that it lacks
    join: float = 4.0  # a gap within a digit, per height: wide ones lie between two
    refusal: float = 6.0  # leaving a full-height piece unread


PRICES = Prices()
KNOWN = 0.9  # the certainty of a digit that speaks for its neighbours
COMPANY, MAJORITY = 2, 0.6  # so many of them, and so much of the row's rest
RARE = 0.1  # how much rarer amid digits what is none becomes
FAINT = 1e-6  # keeps the logarithm finite


@dataclass(frozen=True)
class Symbol:
    """A run of ink read as one: a digit, or refused."""

    piece: Piece
    verdict: Verdict
    refused: bool


def read_row(model: Model, levels: NDArray[np.uint8], pieces: Sequence[Piece]) -> list[Symbol]:
    """The row's symbols, left to right."""
    height = row_height(pieces)
    whole = judge(model, levels, pieces)
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


def row_height(pieces: Sequence[Piece]) -> float:
    return float(np.percentile([p.height for p in pieces], 80))


def row_seams(
    pieces: Sequence[Piece], verdicts: Sequence[Verdict], height: float
) -> list[list[Seam]]:
    """The candidate cuts of each piece that is not surely one digit."""
    seams: list[list[Seam]] = []
    for piece, verdict in zip(pieces, verdicts, strict=True):
        sure = verdict.confidence >= SURE and piece.width <= NARROW * piece.height
        seams.append([] if sure or piece.height < SHORT * height else find_seams(piece))
    return seams


def score(run: Run, verdict: Verdict, height: float, prices: Prices = PRICES) -> float:
    """The log-probability as a digit, or as a refusal at its price, less what the run costs."""
    digit = float(np.log(verdict.confidence + FAINT))
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
