"""Sight: the looks at one picture, of which the one that shows it best is taken."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice

import numpy as np

from tenfold.reader.line import glance
from tenfold.reader.look import PRINT, Look, best_part
from tenfold.reader.mending import among_lines, beside_things, mended, with_bridges
from tenfold.reader.model import Model
from tenfold.reader.orientation import (
    best_levelled,
    best_turned,
    is_column,
    may_be_turned,
    stands,
)
from tenfold.reader.page import Patience, read_page
from tenfold.reader.printed import without_print
from tenfold.reader.scene import without_scene
from tenfold.reader.sieve import are_rests, sift
from tenfold.reader.symbol import Symbol
from tenfold.vision.badges import ink_on_badge
from tenfold.vision.buttons import is_button
from tenfold.vision.coarse import find_large_ink
from tenfold.vision.drawn import drawn_in_one_colour
from tenfold.vision.fainter import with_fainter
from tenfold.vision.folds import unfolded
from tenfold.vision.hues import in_even_light
from tenfold.vision.ink import (
    Ink,
    find_darkest_ink,
    find_fainter_ink,
    find_ink,
    find_ink_anywhere,
    find_ink_on_slope,
    find_ink_on_tiles,
    find_inks_in_shade,
)
from tenfold.vision.leaning import (
    Leaning,
    degrees_of_lines,
    degrees_of_rows,
    level,
    level_ink,
)
from tenfold.vision.light import without_grain
from tenfold.vision.parts import find_parts
from tenfold.vision.picture import Picture
from tenfold.vision.piece import Piece
from tenfold.vision.pieces import find_pieces
from tenfold.vision.place import Box
from tenfold.vision.rows import find_rows
from tenfold.vision.shadows import without_shadows
from tenfold.vision.smooth import smooth
from tenfold.vision.tiles import FEWEST, find_tiles, is_on_tile
from tenfold.vision.turn import turned

LETTERS = 0.4  # of a row's pieces: if as many are refused, it is a row of letters
# Likewise, of a page that was turned. Upside down more letters look like digits than upright, and a
# page of digits is hardly refused the right way round.
TURNED_LETTERS = 0.3
DEPTH = 2  # pictures within pictures: a sheet on a desk in a document
# Pixels, the longer side: a smaller picture, but for parts and what has paper around it, has no
# room for others within it. Data sets' are so small, and a coat's sleeves would be parts.
ROOM = 40
ROW = 2  # digits: beside one alone what is fainter may be anything
MARKS = 20  # symbols: with more it is print, no fainter pen, shadow nor noise
# Pieces in shade: of 48 looks that were taken there 31 had the most, and a grain, or the lines of a
# pad, has a hundred and more.
FRAGMENTS = 60
LIKELIER = 2  # of the inks in shade: those of dark strokes, or of bright ones


@dataclass(frozen=True)
class Sight:
    """One picture as a model sees it; all looks at it share their patience. `depth`: how many
    pictures within each other are looked at beside the whole."""

    model: Model
    picture: Picture
    depth: int = DEPTH
    patience: Patience = field(default_factory=Patience)

    def look(self) -> Look:
        """The best look at the picture, or at a part of it that is a picture of its own."""
        look = self._whole().without_papers()
        # A part of which most is passed over is not taken, but what lies in it may be.
        in_vain = look.passed_over and self.depth < DEPTH
        sure = look.certain and not (look.has_rectangle or look.has_disc or in_vain)
        if sure or look.is_print or self.depth == 0:
            return look
        best = best_part(look, chain(self._parts(), self._on_badges(look)))
        if self._tiles:
            return best  # no photograph
        # Where no ink was found at all, what a shade without its noise looks like is no digit.
        if best.doubtful and 0 < len(best.symbols) <= MARKS:
            best = best_part(best, self._without_grain(best))
        if best.doubtful:
            best = best_part(best, self._in_even_light(best))
        return best_part(best, self._drawn()) if best.doubtful else best

    def _without_grain(self, look: Look) -> Iterator[Look]:
        """The look at the picture without its noise, if more digits show there than in this one,
        or others, and not bars alone."""
        plain = replace(self.picture, pixels=without_grain(self.picture.pixels))
        # Scenes look as even as paper without it: their own pixels tell them.
        seen = replace(self, picture=plain)._best()
        seen = without_scene(replace(seen, picture=self.picture))
        only_bars = seen.read > look.read and seen.written <= look.written
        if seen.written and not only_bars:
            yield seen

    def _in_even_light(self, look: Look) -> Iterator[Look]:
        """The look at the picture's colours alone, if more is written there, and that is neither a
        coloured surface nor comes in from the picture's sides."""
        pixels = in_even_light(self.picture.pixels)
        if pixels is not None:
            lit = replace(self, picture=replace(self.picture, pixels=pixels))
            # Whether it is a scene its colours tell: its light is uneven, in a shadow as well.
            seen = replace(without_scene(lit._best()), picture=self.picture)
            is_pen = seen.within == seen.read and not seen.has_disc
            if is_pen and seen.written > look.written:
                yield seen

    def _drawn(self) -> Iterator[Look]:
        """The looks at what is drawn over the picture in one colour."""
        for pixels in drawn_in_one_colour(self.picture.pixels):
            yield replace(self, picture=replace(self.picture, pixels=pixels))._best()

    def _parts(self) -> Iterator[Look]:
        """The looks at what may be pictures of their own, each seen alone."""
        if self.picture.place is None and max(self.picture.size) <= ROOM:
            return
        for pixels, place in find_parts(self.picture.pixels, self.picture.boxed):
            outline = place.outline((0, 0, *pixels.shape[1::-1]))
            if is_on_tile(outline.mean(axis=0), self._tiles):
                continue  # one of many alike is not what the picture shows
            part = self.picture.part(smooth(pixels), place)
            yield replace(self, picture=part, depth=self.depth - 1).look()

    def _on_badges(self, look: Look) -> Iterator[Look]:
        """The looks at what large filled forms have holes for."""
        # Within what is a part already, as a 0 that passes for a paper, holes are the pen's.
        if look.turn or look.leaning or self.depth < DEPTH:
            return
        for badge in look.badges:
            ink = ink_on_badge(look.ink, badge)
            if ink is not None:
                yield without_scene(self._upright(ink, find_pieces(ink.mask)))

    def _whole(self) -> Look:
        """The best look at all of the picture; nothing is read on it if it is of something else."""
        look = without_scene(self._best())
        if look.turn or look.is_print:
            return look
        levelled = map(without_scene, self._levelled(look))
        return best_levelled(look, levelled)

    def _levelled(self, look: Look) -> Iterator[Look]:
        """The looks with level rows or ruled lines, where those lean."""
        rows = degrees_of_rows(look.pieces)
        page = self._of_level_page(rows) if rows else self
        if rows:
            # Lines that lay level are gone from the ink, and would lean on the page.
            ink = level_ink(look.ink, rows)
            yield self._with_leaning(page._upright(ink, find_pieces(ink.mask)), rows)
        # Digits on lines that lean hang together with them, and all others are read surely.
        lines = 0.0 if look.complete else degrees_of_lines(look.ink.mask)
        # Rows first, and where they say what the lines do only once.
        for degrees in dict.fromkeys(filter(None, (rows, lines))):
            level_page = page if degrees == rows else self._of_level_page(degrees)
            yield self._with_leaning(level_page._best(), degrees).without_what_lies_beyond()

    def _of_level_page(self, degrees: float) -> "Sight":
        """The sight of the picture with level rows."""
        size = Leaning(degrees, self.picture.size).levelled
        pixels = level(self.picture.pixels, degrees)
        return replace(self, picture=replace(self.picture, pixels=pixels, size=size))

    def _with_leaning(self, look: Look, degrees: float) -> Look:
        return replace(look, leaning=Leaning(degrees, self.picture.size))

    def _best(self) -> Look:
        """The best look, with digits of a fainter pen beside those of a row."""
        look = self._first_best()
        if look.turn or look.read < ROW or not look.certain:
            return look
        ink = with_fainter(look.ink, look.pieces)
        if ink is None:
            return look
        more = self._upright(ink, find_pieces(ink.mask))
        return more if more.certain and more.written > look.written else look

    def _first_best(self) -> Look:
        """The best look at the ink of one pen, or of pens alike."""
        large = find_large_ink(self.picture.pixels)
        if large is not None and unfolded(large[1]) is None:
            look = self._upright(*large)
            stacked = look.is_stack or is_column(look.pieces)
            if look.complete and not stacked and stands(look) and not any(beside_things(look)):
                return self._on_tiles(look)
        ink = find_ink(self.picture.pixels)
        pieces = find_pieces(ink.mask)
        upright = self._on_tiles(self._upright(ink, pieces))
        if upright.is_print:
            return upright
        best = _first_certain(self._looked_at_otherwise(upright, pieces), upright)
        if may_be_turned(best):
            left, over, right = (self._turned(best, quarters) for quarters in (1, 2, 3))
            best = best_turned(best, over, (left, right))
        if best.turn:
            return best
        # Only now: what is upside down may be read surely there, and wrong.
        return _first_certain(chain(self._bridged(best), self._in_shade(best)), best)

    def _on_tiles(self, look: Look) -> Look:
        """The look at many small pictures side by side, each on its own paper, if most of them
        show a digit as large as they are; otherwise this look."""
        if (look.complete and look.read < FEWEST) or not self._tiles:
            return look
        ink = find_ink_on_tiles(self.picture.pixels, self._tiles)
        tiled = replace(self._upright(ink, find_pieces(ink.mask)), on_tiles=True)
        as_good = look.complete and look.read >= tiled.read and look.lies_on(self._tiles)
        return look if as_good or not tiled.fills(self._tiles) else tiled

    @cached_property
    def _tiles(self) -> list[Box]:
        """Where many small pictures lie side by side."""
        return find_tiles(self.picture.pixels)

    def _looked_at_otherwise(self, look: Look, pieces: list[Piece]) -> Iterator[Look]:
        """The looks at what may be one digit, and at what was passed over; `pieces` are the
        look's."""
        for ink, whole in mended(look, pieces):
            yield self._upright(ink, whole)
        for beside in beside_things(look):
            yield from self._anew(beside)
        if not look.certain and 2 * look.written <= look.read:
            yield from self._darkest(look)
        if not look.doubtful:
            return
        for others in among_lines(look, pieces):
            yield from _unless_rests(self._upright(look.ink, others))
        if look.ink.on_sheet and pieces:
            # A bright button with a label on a dark screen is no sheet.
            everywhere = find_ink_anywhere(self.picture.pixels)
            yield self._upright(everywhere, find_pieces(everywhere.mask))
        if not look.read and look.ink.mask.any() and len(look.symbols) <= MARKS:
            fainter = find_fainter_ink(self.picture.pixels, look.ink)
            yield from self._anew(fainter)
        # Fat strokes in uneven light, which fill most of a tight crop, are no paper.
        even = find_ink_on_slope(self.picture.pixels)
        if not np.array_equal(even.mask, look.ink.mask):
            yield from self._anew(even)

    def _bridged(self, look: Look) -> Iterator[Look]:
        """The looks at strokes whose gaps are bridged, if digits other than bars come of that, each
        of several parts, and nothing comes in from the picture's sides."""
        if not look.is_in_parts:
            return
        parts = {piece.box for piece in look.pieces}
        for ink in with_bridges(look.ink):
            whole = self._upright(ink, find_pieces(ink.mask))
            joined = [s for s in whole.symbols if s.piece.box not in parts]
            is_written = any(not (s.refused or s.is_bar) for s in joined)
            if is_written and whole.within == whole.read and not any(map(look.has_most_of, joined)):
                yield whole

    def _darkest(self, look: Look) -> Iterator[Look]:
        """The look at the darkest ink, if as much is written there: dense rules and stains are
        bars, or hide what is on them."""
        for darkest in self._anew(find_darkest_ink(self.picture.pixels)):
            if darkest.written >= max(1, look.written):
                yield darkest

    def _in_shade(self, look: Look) -> Iterator[Look]:
        """The looks at what shadows and reflections lie on, if more than bars is read there that
        was not before, and no print beside that, or where nothing was certain no less, on most of
        the ink."""
        if look.complete or len(look.symbols) > MARKS:
            return
        inks = find_inks_in_shade(self.picture.pixels)
        # A button's letters, tried so often, are digits in the end.
        for ink in inks if self.depth == DEPTH else islice(inks, LIKELIER):
            for shaded in self._anew(ink, FRAGMENTS):
                more = shaded.written > look.written and not shaded.is_small_beside(look)
                no_less = shaded.read >= look.read and not shaded.passed_over
                if more or (no_less and not look.certain):
                    yield shaded

    def _anew(self, ink: Ink, most: int = PRINT) -> Iterator[Look]:
        """The look at other ink of so many pieces at most, if there is more to it than rests; a
        weave or a scribble's gaps are too many to be written."""
        pieces = find_pieces(ink.mask)
        if len(pieces) <= most:
            yield from _unless_rests(self._upright(ink, pieces))

    def _upright(self, ink: Ink, pieces: list[Piece]) -> Look:
        return Look(self.picture, ink, self._rows(ink, pieces, LETTERS), found=len(pieces))

    def _turned(self, look: Look, quarters: int) -> Look:
        ink = turned(look.ink, quarters)
        # A button that lies on its side looks like a 0.
        pieces = [
            piece
            for piece in find_pieces(ink.mask)
            if not is_button(np.ascontiguousarray(np.rot90(piece.mask, quarters)))
        ]
        rows = self._rows(ink, pieces, TURNED_LETTERS)
        return Look(self.picture, look.ink, rows, quarters, found=len(pieces))

    def _rows(self, ink: Ink, pieces: list[Piece], most_refused: float) -> list[list[Symbol]]:
        lines = glance(self.model, ink.levels, find_rows(without_shadows(pieces, ink.levels)))
        rows = read_page(self.model, ink.levels, without_print(lines), most_refused, self.patience)
        return sift(rows, ink.mask.shape)


def _first_certain(looks: Iterator[Look], otherwise: Look) -> Look:
    return next((look for look in looks if look.certain), otherwise)


def _unless_rests(look: Look) -> Iterator[Look]:
    """The look, if there is more to it than what lines and shadows leave."""
    if not are_rests(look.symbols, look.ink.mask.shape):
        yield look
