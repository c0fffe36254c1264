"""Mending: what a look's ink and pieces would be if what is broken, hollow or left over of lines
were made whole, or left out."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import compress

import numpy as np

from tenfold.reader.look import Look
from tenfold.vision.bands import is_plain
from tenfold.vision.folds import unfolded
from tenfold.vision.frames import is_outline
from tenfold.vision.gaps import bridged
from tenfold.vision.hollow import filled
from tenfold.vision.ink import Ink
from tenfold.vision.pens import may_be_pen
from tenfold.vision.piece import Piece, broken_digit, enclosed, nearly_meet, sides_of
from tenfold.vision.pieces import find_pieces, only_at_border, without_dashes
from tenfold.vision.things import without_parts, without_things


def mended(look: Look, pieces: list[Piece]) -> Iterator[tuple[Ink, list[Piece]]]:
    """Its ink and `pieces`, with halves joined that a fold parted, with hollow strokes filled, and
    what may be one digit in parts as one piece."""
    whole_again = unfolded(pieces)
    if whole_again is not None:
        yield look.ink, whole_again
    strokes = filled(look.ink)
    if strokes is not None:
        yield strokes, find_pieces(strokes.mask)
    for whole in _broken_digits(look, pieces):
        yield look.ink, [whole]


def with_bridges(ink: Ink) -> Iterator[Ink]:
    """The ink with ever wider gaps bridged, and hollow strokes filled where that makes such."""
    for whole in bridged(ink):
        yield whole
        strokes = filled(whole)
        if strokes is not None:
            yield strokes


def beside_things(look: Look) -> Iterator[Ink]:
    """What a photograph shows beside bars of which alone something is read, as pens and pencils
    are, and beside other things: small digits look like dust there."""
    pixels, mask = look.picture.pixels, look.ink.mask
    if look.ink.on_sheet or look.is_print or is_plain(pixels):
        return
    pens = [] if look.written else [piece for piece in look.pieces if may_be_pen(piece)]
    for rest in (without_parts(mask, pens), without_things(pixels, mask)):
        if rest is not None:
            yield replace(look.ink, mask=rest)


def _broken_digits(look: Look, pieces: list[Piece]) -> Iterator[Piece]:
    """What may be one digit in parts: all pieces, and what is read of them beside a title."""
    whole = broken_digit(pieces)
    if whole is not None and (look.doubtful or _is_broken(look)):
        yield whole
    halves = look.read_stack
    beside = broken_digit(halves) if len(halves) < len(pieces) else None
    if beside is not None and nearly_meet(halves):
        yield beside


def _is_broken(look: Look) -> bool:
    """Whether the symbols may be the halves of one digit, however sure each of them is."""
    return look.is_stack and nearly_meet(look.pieces)


def among_lines(look: Look, pieces: list[Piece]) -> Iterator[list[Piece]]:
    """The pieces that are no lines, or that lines are around, or that were taken for lines."""
    # Lines that were left over are taken for parts of a digit.
    written = without_dashes(pieces)
    if 0 < len(written) < len(pieces):
        yield written
    inner = _within_outlines(pieces)
    if inner:
        yield inner
    if not look.read:
        # Digits in a tight crop reach its border; a page's edge was taken away as such.
        yield find_pieces(only_at_border(look.ink.mask))


def _within_outlines(pieces: list[Piece]) -> list[Piece]:
    """The pieces that an outline is drawn around: a triangle, a wide circle, of any size."""
    sides = sides_of(pieces)
    inner = np.zeros(len(pieces), bool)
    for piece in pieces:
        own = enclosed(piece, sides)
        if own.any() and is_outline(piece.mask):
            inner |= own
    return list(compress(pieces, inner))
