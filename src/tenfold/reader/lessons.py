"""Training pictures for the reader's network: digits as the picture steps show them to it.

Digits of MNIST and of strokes are warped, drawn with other pens, damaged as pictures damage them
and brought to 28×28 by the reader's own steps. Rows of touching digits are cut by the reader's own
cuts; each run of fragments is a digit if it holds that digit's ink and nearly nothing else, and a
refusal if it clearly does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tenfold.reader.judge import view
from tenfold.reader.lattice import runs
from tenfold.vision.cuts import cut
from tenfold.vision.opencv import cv2
from tenfold.vision.pieces import Piece, find_pieces, join

Pixels = NDArray[np.uint8]

FINE = 4  # the pictures are drawn four times as large as MNIST's
SIDE = 28 * FINE
THINNER = -0.5  # MNIST pixels: thinner and thin strokes would vanish
OTHER = 10  # the class of everything that is no digit
SAME, DIFFERENT = 0.85, 0.8  # overlap with a digit's ink: that digit from here, none up to here
