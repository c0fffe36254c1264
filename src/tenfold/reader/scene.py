"""Scene: a picture of something else than writing, in which some forms look like digits."""

from dataclasses import replace
from statistics import median

import numpy as np

from tenfold.reader.look import SURE, Look
from tenfold.reader.symbol import all_refused
from tenfold.vision.ground import unevenness
from tenfold.vision.turn import turned

# Of 540 photographs and parts of such 158 gave digits, and 78 do with these; of 4,830 pictures of
# digits, changed and as they are, and 240 rows nothing that was read right is lost.
EVEN = 0.15  # how uneven the ground of most digits is at most, on paper and on screens
SCENE = 0.9  # more than that, or with the share of all symbols that are refused: no writing
# Likewise where half of what is read are bars, which any scene has: of 395 other photographs 37
# give digits with it for 53, and of 552 pictures of 1s one is lost.
BARS = 0.4
FEWEST_REFUSED = 2  # symbols: fewer may be stray marks
MOST_DIGITS = 30  # that are looked at: more tell no more


def without_scene(look: Look) -> Look:
    """The look; with nothing read if it is a scene. Of forms and print much is refused too, but
    those are on even ground, and scenes are not."""
    return replace(look, rows=all_refused(look.rows)) if is_scene(look) else look


def is_scene(look: Look) -> bool:
    """Whether what was read stands on uneven ground, among much that was not, or half of it is
    bars, or it is in doubt."""
    read = [symbol for symbol in look.symbols if not symbol.refused]
    if not read or look.on_tiles:
        return False
    ink = turned(look.ink, look.turn)
    pixels = np.rot90(look.picture.pixels, look.turn)
    some = read[:: 1 + len(read) // MOST_DIGITS]
    uneven = median(unevenness(pixels, ink, symbol.piece) for symbol in some)
    if uneven <= EVEN:
        return False
    # Of 80 photographs of faces, animals and things that gave digits 25 give none with it, and of
    # 2,130 pictures of digits, changed and as they are, none is lost.
    in_doubt = median(symbol.verdict.confidence for symbol in read) < SURE
    refused = len(look.symbols) - len(read)
    share = refused / len(look.symbols) if refused >= FEWEST_REFUSED else 0.0
    most = BARS if 2 * look.written <= len(read) else SCENE
    return in_doubt or uneven + share > most
