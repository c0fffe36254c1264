"""Badges: a filled form that digits are left out of, as on a button, a sign or a sticker. The form
is the ink there, and the digits are its holes."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.components import without_holes
from tenfold.vision.ink import Ink
from tenfold.vision.opencv import cv2
from tenfold.vision.piece import Piece
from tenfold.vision.quantiles import quantile

Pixels = NDArray[np.uint8]

HOLES = 0.25  # of what the form encloses: more is a line around something


def ink_on_badge(ink: Ink, badge: Piece) -> Ink | None:
    """What is left out of a piece of the ink as ink of its own; None if that is nothing, or so much
    that the piece is no filled form."""
    whole = without_holes(badge.mask)
    holes = np.asarray(cv2.subtract(whole, badge.mask), np.uint8)
    if not 0 < cv2.countNonZero(holes) <= HOLES * cv2.countNonZero(whole):
        return None
    place = np.s_[badge.y : badge.bottom, badge.x : badge.right]
    around = ink.levels[place]
    form = np.full_like(around, quantile(around[badge.mask > 0], 0.5))
    levels, mask = np.zeros_like(ink.levels), np.zeros_like(ink.mask)
    levels[place] = cv2.subtract(form, around) * whole
    mask[place] = holes
    return Ink(levels, mask)
