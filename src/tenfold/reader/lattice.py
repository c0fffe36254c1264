"""Which fragments of a row make up one digit: every plausible run of neighbours is judged, and the
best way through the row is found by dynamic programming (as in Burges et al. 1992)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.reader.judge import Verdict, judge
from tenfold.reader.model import Model
from tenfold.vision.cuts import cut
from tenfold.vision.pieces import Piece, join

SURE = 0.9  # a piece this certain is not cut
MOST_PARTS = 8  # fragments in one digit
WIDEST = 1.6  # of the row's height: no digit is wider
GAP = 0.2  # of the row's height between two parts of one digit
CUT = 0.5  # what a cut through ink costs, in nats: most pieces are whole
JOIN = 1.0  # what a gap within a digit costs: most gaps lie between two
REFUSAL = 6.0  # what leaving a full-height piece unread costs, in nats
SYMBOL = 0.5  # what each further digit costs: of two readings alike the shorter one is meant
FAINT = 1e-6  # keeps the logarithm finite


@dataclass(frozen=True)
class Symbol:
    """A run of fragments read as one: a digit, or refused."""

    piece: Piece
    verdict: Verdict
    refused: bool


def read_row(model: Model, levels: NDArray[np.uint8], pieces: Sequence[Piece]) -> list[Symbol]:
    """The row's symbols, left to right."""
    height = float(np.percentile([p.height for p in pieces], 80))
    parts = _fragments(model, levels, pieces, height)
    fragments = [fragment for part in parts for fragment in part]
    cuts = {
        sum(map(len, parts[:n])) + k for n, part in enumerate(parts) for k in range(1, len(part))
    }
    spans = runs(fragments, height)
    joined = [join(list(fragments[a:b])) for a, b in spans]
    verdicts = judge(model, levels, joined)
    symbols = [_symbol(p, v, height) for p, v in zip(joined, verdicts, strict=True)]
    prices = [_price(span, cuts) for span in spans]
    scores = [
        symbol_score - price for (_, symbol_score), price in zip(symbols, prices, strict=True)
    ]
    return _best_path(len(fragments), spans, [symbol for symbol, _ in symbols], scores)


def _price(span: tuple[int, int], cuts: set[int]) -> float:
    """What a run costs for cutting ink before it, and for bridging gaps within it."""
    first, end = span
    gaps = sum(k not in cuts for k in range(first + 1, end))
    return CUT * (first in cuts) + JOIN * gaps


def _fragments(
    model: Model, levels: NDArray[np.uint8], pieces: Sequence[Piece], height: float
) -> list[list[Piece]]:
    """Each piece, or its fragments if it is not surely one digit."""
    parts: list[list[Piece]] = []
    for piece, verdict in zip(pieces, judge(model, levels, pieces), strict=True):
        sure = verdict.confidence >= SURE and piece.width <= WIDEST * piece.height
        parts.append([piece] if sure or piece.height < 0.5 * height else cut(piece))
    return parts


def runs(fragments: Sequence[Piece], height: float) -> list[tuple[int, int]]:
    """(first, end) of every run of neighbours that could be one digit."""
    spans = []
    for first in range(len(fragments)):
        left, right = fragments[first].x, fragments[first].right
        spans.append((first, first + 1))
        for end in range(first + 2, min(first + MOST_PARTS, len(fragments)) + 1):
            part = fragments[end - 1]
            gap = part.x - right
            left, right = min(left, part.x), max(right, part.right)
            if gap > GAP * height or right - left > WIDEST * height:
                break
            spans.append((first, end))
    return spans


def _symbol(piece: Piece, verdict: Verdict, height: float) -> "tuple[Symbol, float]":
    """The symbol and its score: the log-probability as a digit, or as a refusal at its price."""
    digit = float(np.log(verdict.confidence + FAINT))
    size = max(piece.width, piece.height) / height
    refusal = float(np.log(verdict.other + FAINT)) - REFUSAL * size
    refused = verdict.other > verdict.confidence
    return Symbol(piece, verdict, refused), max(digit, refusal) - SYMBOL * min(1.0, size)


def _best_path(
    count: int,
    spans: Sequence[tuple[int, int]],
    symbols: Sequence[Symbol],
    scores: Sequence[float],
) -> list[Symbol]:
    best = np.full(count + 1, -np.inf)
    best[0] = 0.0
    back: list[tuple[int, Symbol] | None] = [None] * (count + 1)
    for (first, end), symbol, score in zip(spans, symbols, scores, strict=True):  # ascending
        if best[first] + score > best[end]:
            best[end] = best[first] + score
            back[end] = (first, symbol)
    path: list[Symbol] = []
    at = count
    while at > 0:
        step = back[at]
        assert step is not None  # single fragments are always runs
        at, symbol = step
        path.append(symbol)
    return path[::-1]
