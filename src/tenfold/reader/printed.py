"""Print: titles, labels and buttons beside what is written, told by its height and its verdicts."""

import numpy as np

from tenfold.reader.judge import Verdict
from tenfold.reader.lattice import KNOWN
from tenfold.reader.line import Line
from tenfold.reader.model import ONE

LOW = 0.4  # of the tallest digit's height: lower lines are not of the same hand
WORD = 3  # letters, at least
ALIKE = 0.6  # of the tallest: how tall a word's other letters are
LABELS = 6  # lines of words, at most: more are a page of text
LETTERS = 0.4  # of what is on them is seen to be no digit
TALLER = 1.3  # times as tall as nearly all that is no digit: of another hand than those
DOUBTED = 0.25  # of digits beside print: as many may be refused
FEWEST = 2  # letters beside digits
PRINTED = 0.3  # of what is not as tall as those digits: likewise
NEARLY_ALL = 90  # percent of what is no digit
LOWEST = 20  # percent of a word's letters: no others may be lower than ALIKE
LONGEST_LABEL = 20  # letters to a line of digits: more are a text, and that line is its heading


def without_print(lines: list[Line]) -> list[Line]:
    """The lines that are not far lower than what is surely a digit, or than what is drawn beside
    labels: a window's title and buttons are no writing."""
    tallest = [_tallest_digit(line) for line in lines]
    if _are_labels([line for line in lines if _is_word(line)]):
        tallest += [line.height for line in lines if not _is_word(line)]
    least = LOW * max(tallest, default=0.0)
    lines = [line for line in lines if line.height >= least or not _is_word(line)]
    return _without_letters(lines)


def _without_letters(lines: list[Line]) -> list[Line]:
    """The lines without letters that digits of another hand, taller than those, stand beside."""
    letters = [height for line in lines for height in line.refused_heights]
    if len(letters) < FEWEST:
        return lines
    least = TALLER * float(np.percentile(letters, NEARLY_ALL))
    parts = [line.around(least) for line in lines]
    if not _are_digits([verdict for _, tall, _ in parts for verdict in tall.verdicts]):
        return lines
    written = [
        Line.joined(
            [part for part in (before, tall, after) if part is tall or not _are_letters(part)]
        )
        for before, tall, after in parts
    ]
    written = [line for line in written if line.pieces]
    left_out = sum(len(line.pieces) for line in lines) - sum(len(line.pieces) for line in written)
    return written if left_out <= LONGEST_LABEL * len(written) else lines


def _are_digits(verdicts: list[Verdict]) -> bool:
    """Whether hardly any is none, and most are surely digits, but for bars."""
    sure = sum(map(_is_sure, verdicts))
    refused = sum(v.refused for v in verdicts)
    return sure >= max(2, len(verdicts) / 2) and refused <= DOUBTED * len(verdicts)


def _are_letters(line: Line) -> bool:
    """Whether it is a word, by its verdicts; three pieces of unlike height are a broken digit."""
    count, refused = len(line.pieces), sum(verdict.refused for verdict in line.verdicts)
    heights = [piece.height for piece in line.pieces]
    alike = count > WORD or (count == WORD and min(heights) >= ALIKE * max(heights))
    return alike and refused >= max(FEWEST, PRINTED * count)


def _are_labels(words: list[Line]) -> bool:
    """A few lines of print, as on a screen around what is drawn; more are a page of text."""
    refused = [piece for line in words for piece in line.refused]
    return 0 < len(words) <= LABELS and bool(np.mean(refused or [False]) >= LETTERS)


def _is_word(line: Line) -> bool:
    """Several pieces of about one height; a scene's specks are not."""
    if len(line.pieces) < WORD:
        return False
    low = np.percentile([piece.height for piece in line.pieces], LOWEST)
    return bool(low >= ALIKE * line.height)


def _tallest_digit(line: Line) -> float:
    """The height of the tallest piece that is surely a digit."""
    sure = [
        piece.height
        for piece, verdict in zip(line.pieces, line.verdicts, strict=True)
        if _is_sure(verdict)
    ]
    return float(max(sure, default=0))


def _is_sure(verdict: Verdict) -> bool:
    """Whether it is surely a digit, for a bar is anything."""
    return verdict.confidence >= KNOWN and verdict.label != ONE
