"""Reader: any picture to the digits in it."""

import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import numpy as np
from PIL import Image

from tenfold.errors import InvalidInput, TenfoldError
from tenfold.reader.explain import explain
from tenfold.reader.look import Look
from tenfold.reader.model import Model, model_of
from tenfold.reader.reading import Digit, Reading
from tenfold.reader.sight import Sight
from tenfold.reader.symbol import Symbol
from tenfold.vision.decode import CHANNELS, Limits, Source, decode
from tenfold.vision.picture import Picture
from tenfold.vision.smooth import smooth_picture

T = TypeVar("T")

AHEAD = 4  # pictures per thread that wait for their turn: enough to keep every thread busy


class Reader:
    """Reads handwritten digits.

    `model` is a model file, a network, anything else that has `predict` for pictures (n, 28, 28, 1)
    of ink on 0, uint8, or None for the network that ships.
    `min_confidence` (0–1): a digit less certain than this is counted as rejected, beside all that
    is taken for no digit.
    `limits`: how many bytes and pixels a picture may have.
    Raises InvalidInput for settings that do not fit, InvalidModel for a model that reads no digits.
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
        self.model = model_of(model)
        self._made_of = model
        self.min_confidence = min_confidence
        self.limits = limits or Limits()

    def __reduce__(self) -> tuple[Callable[..., "Reader"], tuple[object, ...]]:
        """As worker processes get it: they load the model again."""
        return _made_again, (self._made_of, self.min_confidence, self.limits)

    def read(self, source: Source) -> Reading:
        """The digits of a path, bytes, an open file, a PIL image or an array (h, w[, 1, 3 or 4]).

        Nothing readable gives an empty reading. Raises InvalidPicture for what is no picture or
        over the limits, InvalidInput for an array of another shape or type.
        """
        return self._reading(self.look(source))

    def explain(self, source: Source) -> Image.Image:
        """A picture of what was seen: the original with boxes, level if it leant, smooth if it was
        of few large pixels, without what a program drew around its digits, with paper around it if
        it was tiny, and alone if it is a picture within another; the ink, and the 28×28 pictures
        that the network saw."""
        return self._explained(self.look(source))

    def read_many(
        self, sources: Iterable[Source], threads: int = 2
    ) -> "Iterator[Reading | TenfoldError]":
        """The readings of many pictures, in their order; the error itself for a bad one. Raises
        InvalidInput for one picture alone."""
        return in_threads(self.read, sources, threads)

    def explain_many(
        self, sources: Iterable[Source], threads: int = 2
    ) -> "Iterator[tuple[Reading, Image.Image] | TenfoldError]":
        """The same, each with the picture that `explain` gives, from one look."""

        def both(source: Source) -> tuple[Reading, Image.Image]:
            look = self.look(source)
            return self._reading(look), self._explained(look)

        return in_threads(both, sources, threads)

    def look(self, source: Source) -> Look:
        """Everything that was seen, step by step."""
        return self.see(decode(source, self.limits))

    def see(self, picture: Picture) -> Look:
        """The same for a decoded picture."""
        return Sight(self.model, smooth_picture(picture)).look()

    def _explained(self, look: Look) -> Image.Image:
        symbols = [
            symbol if self._is_read(symbol) else replace(symbol, refused=True)
            for symbol in look.symbols
        ]
        return explain(look.picture.pixels, look.ink, symbols, look.turn)

    def _reading(self, look: Look) -> Reading:
        digits: list[Digit] = []
        row_number = 0
        for row in look.rows:
            found = [symbol for symbol in row if self._is_read(symbol)]
            digits += [_digit(symbol, row_number, look) for symbol in found]
            row_number += bool(found)
        rejected = [symbol for symbol in look.symbols if not self._is_read(symbol)]
        return Reading(tuple(digits), len(rejected), math.prod(map(_none, rejected)))

    def _is_read(self, symbol: Symbol) -> bool:
        return not symbol.refused and symbol.verdict.confidence >= self.min_confidence


def in_threads(
    function: Callable[[Source], T], sources: Iterable[Source], threads: int
) -> "Iterator[T | TenfoldError]":
    """The function's results in their order, or its errors. Whoever stops early does not wait for
    those that have begun; the end of the program does."""
    if threads < 1:
        raise InvalidInput(f"threads is {threads}, expected 1 or more")
    if _is_one(sources):
        raise InvalidInput(f"sources is one {type(sources).__name__}; expected many: [picture]")
    return _results(function, iter(sources), threads)


def _is_one(sources: object) -> bool:
    """Whether it is one picture, though it could be gone through like many."""
    if isinstance(sources, np.ndarray):  # (h, w), (h, w, 1, 3 or 4), or many: (n, h, w)
        return sources.ndim < 3 or (sources.ndim == 3 and sources.shape[2] in CHANNELS)
    one = (str, bytes, bytearray, os.PathLike, Image.Image)
    return isinstance(sources, one) or hasattr(sources, "read")


def _results(
    function: Callable[[Source], T], sources: Iterator[Source], threads: int
) -> "Iterator[T | TenfoldError]":
    """The same, for what was checked."""

    def result(source: Source) -> "T | TenfoldError":
        try:
            return function(source)
        except TenfoldError as error:
            return error

    pool = ThreadPoolExecutor(threads)
    waiting: deque[Future[T | TenfoldError]] = deque()
    failures: list[Exception] = []
    try:
        for source in _until_failure(sources, failures):
            waiting.append(pool.submit(result, source))
            # What is done is not kept waiting for what a slow source gives next.
            while waiting and (waiting[0].done() or len(waiting) >= AHEAD * threads):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        if failures:
            raise failures[0]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _until_failure(sources: Iterator[Source], failures: list[Exception]) -> Iterator[Source]:
    """The sources, as far as they can be had, and what ended them: what has begun by then is not
    lost."""
    try:
        yield from sources
    except Exception as error:
        failures.append(error)


def _none(symbol: Symbol) -> float:
    """How likely a rejected symbol is no digit. Where its place or form speaks against it the
    network knows nothing of that: then it is taken for certain."""
    by_form = symbol.refused and not symbol.verdict.refused
    return 1.0 if by_form else symbol.verdict.other


def _digit(symbol: Symbol, row: int, look: Look) -> Digit:
    ranked = np.argsort(-symbol.verdict.digits)
    others = tuple((str(k), float(symbol.verdict.digits[k])) for k in ranked[1:4])
    box, verdict = look.box(symbol), symbol.verdict
    return Digit(str(ranked[0]), verdict.confidence, box, row, others, verdict.image)


def _made_again(
    model: "Model | str | os.PathLike[str] | None", min_confidence: float, limits: Limits
) -> Reader:
    return Reader(model, min_confidence=min_confidence, limits=limits)
