"""Look: what was seen on the way to a reading."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress

import numpy as np

from tenfold.reader.printed import LOW
from tenfold.reader.symbol import Symbol, refused
from tenfold.vision.charts import is_chart_bar, is_upright_rectangle
from tenfold.vision.discs import has_bar, is_disc, is_written_on
from tenfold.vision.ink import Ink
from tenfold.vision.leaning import Leaning
from tenfold.vision.opencv import cv2
from tenfold.vision.picture import Picture
from tenfold.vision.piece import Piece, is_at_side
from tenfold.vision.place import Box, Place, clipped
from tenfold.vision.tiles import is_on_tile
from tenfold.vision.turn import turned_back

SURE = 0.9  # the certainty of every digit on a first look that needs no second
LIKELY = 0.75  # the certainty of a digit
MAJORITY = 0.5  # of all symbols are such digits: else others may have been passed over for them
SEEN = 0.5  # of the ink is on symbols: else most was passed over
MOST_OF = 0.6  # of a symbol's ink: a part of it is less
FILLED = 0.5  # of a tile's height: MNIST's digits have 0.7, a button's label less
MOST_TILES = 0.7  # of them: some are badly written, or level strokes
DISC = 0.05  # of the picture: smaller papers are not looked for
PRINT = 200  # symbols: with more it is a page of print, and further looks at it take seconds
# Pieces, none of which is read: likewise, for beside a headline smaller print is left out.
SMALL_PRINT = 500


@dataclass(frozen=True, eq=False)
class Look:
    """A picture's ink and its rows; the ink may be smaller than the picture, and the symbols lie in
    the ink turned by `turn` quarters. `leaning`: what the picture was before it was levelled.
    `found`: how many pieces the ink had, print among them. `on_tiles`: whether that was sought on
    tiles alone, which no scene has."""

    picture: Picture
    ink: Ink
    rows: list[list[Symbol]]
    turn: int = 0
    leaning: Leaning | None = None
    found: int = 0
    on_tiles: bool = False

    @property
    def symbols(self) -> list[Symbol]:
        return [symbol for row in self.rows for symbol in row]

    @property
    def pieces(self) -> list[Piece]:
        return [symbol.piece for symbol in self.symbols]

    @property
    def scale(self) -> float:
        """Pixels of the original per pixel of the ink."""
        return self.picture.scale_of(self.ink.mask.shape)

    def box(self, symbol: Symbol) -> Box:
        """Around a symbol, in pixels of the original."""
        box = self._own_box(symbol)
        box = self.leaning.back(box) if self.leaning else box
        return self.picture.back(box)

    def _own_box(self, symbol: Symbol) -> Box:
        """The same in the picture as it was levelled."""
        height, width = self.ink.mask.shape
        box = turned_back(symbol.piece.box, self.turn, (width, height))
        return clipped(Place.enlarged(self.scale).back(box), self.picture.size)

    def without_what_lies_beyond(self) -> "Look":
        """The look without symbols outside the picture before it was levelled."""
        leaning = self.leaning
        if leaning is None:
            return self
        rows = [[s for s in row if leaning.shows(self._own_box(s))] for row in self.rows]
        return replace(self, rows=[row for row in rows if row])

    @property
    def certain(self) -> bool:
        """Whether everything is taken for digits, and surely."""
        sure = self._read_with(SURE)
        return len(sure) > 0 and all(sure)

    @property
    def passed_over(self) -> bool:
        """Whether most of the ink is on none of the symbols, as a shadow's and what it hides is."""
        seen = sum(piece.area for piece in self.pieces)
        return bool(seen < SEEN * cv2.countNonZero(self.ink.mask))

    @property
    def complete(self) -> bool:
        """Whether all is surely read, and most of the ink is on that."""
        return self.certain and not self.passed_over

    @property
    def is_print(self) -> bool:
        """Whether so much is on the page that it cannot be looked at again in time."""
        return len(self.symbols) > PRINT or (self.found > SMALL_PRINT and not self.read)

    @property
    def doubtful(self) -> bool:
        """Whether most is left unread or in doubt."""
        likely = self._read_with(LIKELY)
        return sum(likely) <= MAJORITY * len(likely)

    @property
    def is_in_parts(self) -> bool:
        """Whether most of it may be parts of broken strokes: bars, or left unread or in doubt. Sure
        digits among sure bars are a row."""
        if self.certain and self.written:
            return False
        likely = self._read_with(LIKELY)
        digits = sum(sure and not s.is_bar for sure, s in zip(likely, self.symbols, strict=True))
        return digits <= MAJORITY * len(likely)

    def has_most_of(self, joined: Symbol) -> bool:
        """Whether most of a symbol's ink is a likely digit of this look: a 1 with specks beside it
        is no 4 in parts."""
        x, y, width, height = joined.piece.box
        least = MOST_OF * joined.piece.area
        likely = compress(self.pieces, self._read_with(LIKELY))
        return any(
            piece.area >= least
            and (x <= piece.x and piece.right <= x + width)
            and (y <= piece.y and piece.bottom <= y + height)
            for piece in likely
        )

    def fills(self, tiles: list[Box]) -> bool:
        """Whether most of these boxes hold a likely digit about as high as they are, and no less:
        a button's label is lower."""
        likely = compress(self.pieces, self._read_with(LIKELY))
        least = FILLED * min(height for _, _, _, height in tiles)
        return sum(piece.height >= least for piece in likely) >= MOST_TILES * len(tiles)

    def lies_on(self, tiles: list[Box]) -> bool:
        """Whether all that is taken for digits lies on these boxes of the picture's pixels."""
        by = self.picture.pixels.shape[0] / self.ink.mask.shape[0]
        boxes = [np.array(s.piece.box) * by for s in self.symbols if not s.refused]
        return all(is_on_tile(box[:2] + box[2:] / 2, tiles) for box in boxes)

    @property
    def has_rectangle(self) -> bool:
        """Whether a bar has straight upright edges, as of a plot or a screen."""
        bars = [symbol.piece for symbol in self.symbols if symbol.is_bar]
        return any(is_upright_rectangle(bar.mask) for bar in bars)

    @property
    def has_disc(self) -> bool:
        """Whether what is taken for a digit is so full that it may be a paper, written on."""
        return len(self._discs) > 0

    def without_papers(self) -> "Look":
        """The look with papers that have a 1 on them refused, for no pen draws a 0 like that."""
        papers = [symbol for symbol in self._discs if has_bar(symbol.piece.mask)]
        return replace(self, rows=refused(self.rows, papers)) if papers else self

    @property
    def badges(self) -> list[Piece]:
        """The large forms that digits may be left out of: no digits, or papers."""
        written = [s for s in self._discs if is_written_on(s.piece.mask)]
        return [s.piece for s in [*written, *self._large(lambda s: s.refused)]]

    @cached_property
    def _discs(self) -> list[Symbol]:
        large = self._large(lambda s: not (s.refused or s.is_bar))
        return [s for s in large if is_disc(s.piece.mask)]

    def _large(self, wanted: Callable[[Symbol], bool]) -> list[Symbol]:
        """Those symbols that are wanted and may be a picture of their own."""
        least = DISC * self.ink.mask.size
        return [s for s in self.symbols if wanted(s) and s.piece.mask.size >= least]

    @property
    def is_chart(self) -> bool:
        """Whether nothing is there but a chart's bars."""
        return all(map(is_chart_bar, self.pieces))

    @property
    def is_stack(self) -> bool:
        """Whether it is one symbol above the other, as a broken digit's halves are."""
        return len(self.rows) > 1 and all(len(row) == 1 for row in self.rows)

    @property
    def read_stack(self) -> list[Piece]:
        """What is read, top to bottom, if it is one symbol above the other."""
        rows = [[s.piece for s in row if not s.refused] for row in self.rows]
        read = [row for row in rows if row]
        return [piece for row in read for piece in row] if all(len(r) == 1 for r in read) else []

    def _read_with(self, certainty: float) -> list[bool]:
        """Whether each symbol is taken for a digit, with this certainty at least."""
        return [not s.refused and s.verdict.confidence >= certainty for s in self.symbols]

    def is_small_beside(self, other: "Look") -> bool:
        """Whether all that is taken for digits is far lower than the other look's: print."""
        highest = max((self.box(s)[3] for s in self.symbols if not s.refused), default=0)
        lowest = min((other.box(s)[3] for s in other.symbols if not s.refused), default=0)
        return highest < LOW * lowest

    @property
    def read(self) -> int:
        """How many symbols are taken for digits."""
        return sum(not symbol.refused for symbol in self.symbols)

    @property
    def within(self) -> int:
        """How many of those do not reach the picture's sides, as what is around it does."""
        width = int(self.ink.mask.shape[1 - self.turn % 2])  # the symbols lie in the turned ink
        return self.read - sum(is_at_side(symbol.piece, width) for symbol in self.symbols)

    @property
    def written(self) -> int:
        """How many of those are no 1s, which lines and shadows leave too."""
        return sum(not symbol.refused and not symbol.is_bar for symbol in self.symbols)


def best_part(whole: Look, parts: Iterable[Look]) -> Look:
    """Of the parts that are surely read the one with most digits; the whole if there is none, or
    if that one has less of what seems to be written. A bar among other ink is its frame, and
    digits among more of it are a word's letters."""
    sure = [p for p in parts if p.complete and not p.is_chart]
    tall = [p for p in sure if not any(p.is_small_beside(q) for q in sure if q.written)]
    best = max(tall, key=lambda part: (part.written, part.within), default=whole)
    more = best.written >= whole.written or whole.is_small_beside(best)
    return best if whole.doubtful or more else whole
