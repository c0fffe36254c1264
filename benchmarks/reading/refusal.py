"""What is refused of letters, where nearly all digits are accepted."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from costs import Figures
from handwriting import DATA, labels
from numpy.typing import NDArray

from tenfold.reader import Reader, Reading
from tenfold.reader.judge import Verdict, judge
from tenfold.vision.decode import decode
from tenfold.vision.ink import find_ink
from tenfold.vision.piece import join
from tenfold.vision.pieces import find_pieces

ACCEPTED = 0.98  # of the digits: where refusal is measured


def letters(reader: Reader) -> Figures:
    """Refusal of Omniglot's letters, at the threshold that accepts 98 % of handwritten digits."""
    characters = np.load(DATA / "letters" / "omniglot.npz")["x"]
    drawn = [verdict_of(reader, picture) for picture in characters]
    written = [verdict_of(reader, path) for path, _ in labels("digits")]
    anything = Reader(reader.model, min_confidence=0)
    readings = (
        [anything.read(path) for path, _ in labels("digits")],
        [anything.read(picture) for picture in characters],
    )
    unread = [_of_likeliest(reading) < reader.min_confidence for reading in readings[1]]
    figures: Figures = {"unread by default": float(np.mean(unread))}
    for name, certainty in (
        ("likeliest digit that is read", _of_likeliest),
        ("whole reading", lambda reading: reading.confidence),
    ):
        figures[name] = _refusal(*([certainty(reading) for reading in own] for own in readings))
    scores: dict[str, Callable[[Verdict], float]] = {
        "likeliest digit": lambda v: v.confidence,
        "no refusal": lambda v: 1 - v.other,
        "digit over refusal": lambda v: v.confidence / (v.other + 1e-12),
    }
    for name, score in scores.items():
        figures[name] = _refusal(
            [score(v) if v else 0.0 for v in written], [score(v) if v else 0.0 for v in drawn]
        )
    return figures


def _refusal(digits: list[float], others: list[float]) -> Figures:
    """How much is refused of the others where ACCEPTED of the digits score enough."""
    yes, no = np.array(digits), np.array(others)
    threshold = np.quantile(yes, 1 - ACCEPTED)
    above = (yes[:, None] > no).mean() + (yes[:, None] == no).mean() / 2
    return {
        "refused": float((no < threshold).mean()),
        "AUROC": float(above),
        "threshold": float(threshold),
    }


def _of_likeliest(reading: Reading) -> float:
    """Of the most certain digit that is read, cut out or whole; 0 where there is none."""
    return max((digit.confidence for digit in reading.digits), default=0.0)


def verdict_of(reader: Reader, source: "Path | NDArray[np.uint8]") -> Verdict | None:
    """All the ink of a picture taken for one piece."""
    ink = find_ink(decode(source).pixels)
    pieces = find_pieces(ink.mask)
    return judge(reader.model, ink.levels, [join(pieces)])[0] if pieces else None
