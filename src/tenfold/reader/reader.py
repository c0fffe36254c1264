"""Reader: any picture to the digits in it."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from PIL import Image

from tenfold.errors import InvalidInput, InvalidPicture
from tenfold.reader.explain import explain
from tenfold.reader.lattice import Symbol, glance, read_page
from tenfold.reader.look import Look
from tenfold.reader.model import Model, load_model
from tenfold.reader.orientation import best_turned, is_column, may_be_turned, stands
from tenfold.reader.reading import Digit, Reading
from tenfold.reader.sieve import are_rests, sift, without_print
from tenfold.vision.coarse import find_large_ink
from tenfold.vision.decode import Limits, Picture, Source, decode
from tenfold.vision.ink import Ink, find_ink, find_ink_anywhere, find_ink_on_slope
from tenfold.vision.pieces import (
    Piece,
    broken_digit,
    find_pieces,
    nearly_meet,
    only_at_border,
    without_bars,
)
from tenfold.vision.rows import find_rows
from tenfold.vision.shadows import without_shadows
from tenfold.vision.turn import turned, turned_back

# Of a row's pieces: refused by so many it is a row of letters. Upside down more letters look like
# digits than upright, and a page of digits is hardly refused the right way round.
LETTERS, TURNED_LETTERS = 0.4, 0.3
AHEAD = 4  # pictures per thread that wait for their turn: enough to keep every thread busy


class Reader:
    """Reads handwritten digits.

    `model` is a model file, anything with `predict` for 28×28 pictures, or None for the network
    that ships.
    `min_confidence` (0–1): a digit less certain than this is counted as rejected, beside all that
    is taken for no digit.
    """

    def __init__(
        self,
        model: "Model | str | os.PathLike[str] | None" = None,
        *,
        min_confidence: float = 0.3,
        limits: Limits | None = None,
    ) -> None:
        if not 0 <= min_confidence <= 1:
            raise InvalidInput(f"min_confidence is {min_confidence}, expected 0 to 1")
        is_file = model is None or isinstance(model, str | os.PathLike)
        self.model: Model = load_model(model) if is_file else model  # type: ignore[arg-type,assignment]
        self.min_confidence = min_confidence
        self.limits = limits or Limits()

    def read(self, source: Source) -> Reading:
        """The digits of a path, bytes, an open file, a PIL image or an array (h, w[, 1, 3 or 4]).

        Nothing readable gives an empty reading. Raises InvalidPicture for what is no picture.
        """
        return self._reading(self.look(source))

    def explain(self, source: Source) -> Image.Image:
        """The original with boxes, the ink, and the 28×28 pictures that the network saw."""
        look = self.look(source)
        return explain(look.picture.pixels, look.ink, look.symbols, look.turn)

    def read_many(
        self, sources: Iterable[Source], threads: int = 2
    ) -> "Iterator[Reading | InvalidPicture]":
        """The readings of many pictures, in their order; the error itself for a bad one."""
        with ThreadPoolExecutor(threads) as pool:
            waiting: deque[Future[Reading | InvalidPicture]] = deque()
            for source in sources:
                waiting.append(pool.submit(self._read_or_error, source))
                if len(waiting) >= AHEAD * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def look(self, source: Source) -> Look:
        """Everything that was seen, step by step."""
        return self.see(decode(source, self.limits))

    def see(self, picture: Picture) -> Look:
        """The same for a decoded picture."""
        large = find_large_ink(picture.pixels)
        if large is not None:
            look = self._upright(picture, *large)
            if look.certain and not (look.is_stack or is_column(look.pieces)) and stands(look):
                return look
        ink = find_ink(picture.pixels)
        pieces = find_pieces(ink.mask)
        upright = self._upright(picture, ink, pieces)
        if upright.is_print:
            return upright
        otherwise = self._looked_at_otherwise(upright, pieces)
        best = next((look for look in otherwise if look.certain), upright)
        if not may_be_turned(best):
            return best
        left, over, right = (self._turned(best, quarters) for quarters in (1, 2, 3))
        return best_turned(best, over, (left, right))

    def _looked_at_otherwise(self, look: Look, pieces: list[Piece]) -> Iterator[Look]:
        """The looks at what may be one digit, and at what was passed over; `pieces` are the
        look's."""
        picture, ink = look.picture, look.ink
        whole = broken_digit(pieces)
        if whole is not None and (look.doubtful or _is_broken(look)):
            yield self._upright(picture, ink, [whole])
        if not look.doubtful:
            return
        for others in _among_lines(look, pieces):
            yield from _unless_rests(self._upright(picture, ink, others))
        if ink.on_sheet and pieces:
            # A bright button with a label on a dark screen is no sheet.
            everywhere = find_ink_anywhere(picture.pixels)
            yield self._upright(picture, everywhere, find_pieces(everywhere.mask))
        # Fat strokes in uneven light, which fill most of a tight crop, are no paper.
        even = find_ink_on_slope(picture.pixels)
        if not np.array_equal(even.mask, ink.mask):
            yield from _unless_rests(self._upright(picture, even, find_pieces(even.mask)))

    def _upright(self, picture: Picture, ink: Ink, pieces: list[Piece]) -> Look:
        return Look(picture, ink, self._rows(ink, pieces, LETTERS))

    def _turned(self, look: Look, quarters: int) -> Look:
        ink = turned(look.ink, quarters)
        rows = self._rows(ink, find_pieces(ink.mask), TURNED_LETTERS)
        return Look(look.picture, look.ink, rows, quarters)

    def _rows(self, ink: Ink, pieces: list[Piece], most_refused: float) -> list[list[Symbol]]:
        lines = glance(self.model, ink.levels, find_rows(without_shadows(pieces, ink.levels)))
        rows = read_page(self.model, ink.levels, without_print(lines), most_refused)
        return sift(rows, ink.mask.shape)

    def _read_or_error(self, source: Source) -> "Reading | InvalidPicture":
        try:
            return self.read(source)
        except InvalidPicture as error:
            return error

    def _reading(self, look: Look) -> Reading:
        digits: list[Digit] = []
        rejected = row_number = 0
        for row in look.rows:
            found = [
                s for s in row if not s.refused and s.verdict.confidence >= self.min_confidence
            ]
            rejected += len(row) - len(found)
            digits += [_digit(symbol, row_number, look) for symbol in found]
            row_number += bool(found)
        return Reading(tuple(digits), rejected)


def _is_broken(look: Look) -> bool:
    """Whether the symbols may be the halves of one digit, however sure each of them is."""
    return look.is_stack and nearly_meet(look.pieces)


def _among_lines(look: Look, pieces: list[Piece]) -> Iterator[list[Piece]]:
    """The pieces that are no lines, or that were taken for lines."""
    # Lines that were left over are taken for parts of a digit.
    written = without_bars(pieces)
    if 0 < len(written) < len(pieces):
        yield written
    if not look.read:
        # Digits in a tight crop reach its border; a page's edge was taken away as such.
        yield find_pieces(only_at_border(look.ink.mask))


def _unless_rests(look: Look) -> Iterator[Look]:
    """The look, if there is more to it than what lines and shadows leave."""
    if not are_rests(look.symbols, look.ink.mask.shape):
        yield look


def _digit(symbol: Symbol, row: int, look: Look) -> Digit:
    height, width = look.ink.mask.shape
    box = turned_back(symbol.piece.box, look.turn, (width, height))
    x, y, w, h = (round(v * look.scale) for v in box)
    ranked = np.argsort(-symbol.verdict.digits)
    others = tuple((str(k), float(symbol.verdict.digits[k])) for k in ranked[1:4])
    return Digit(
        str(ranked[0]), symbol.verdict.confidence, (x, y, w, h), row, others, symbol.verdict.image
    )
