"""Pieces: the connected parts of the ink, without specks, frames and page edges."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.buttons import is_block, is_button
from tenfold.vision.charts import without_charts
from tenfold.vision.circles import without_circles
from tenfold.vision.components import components, fill_corners, within
from tenfold.vision.dots import with_joined_dots
from tenfold.vision.fingers import find_fingers
from tenfold.vision.frames import is_outline, is_rim, is_table, may_be_around, may_be_tables
from tenfold.vision.opencv import cv2
from tenfold.vision.pens import find_pens
from tenfold.vision.piece import Piece, Pixels, Sides, sides_of, strokes_across
from tenfold.vision.quantiles import weighted_median
from tenfold.vision.stray_rules import find_stray_rules

Boxes = NDArray[np.int32]  # (n, 5): x, y, width, height, area

SHORT_LABELS = 2**16 - 1  # parts that labels of 16 bits tell apart
MOST = 4000  # pieces: a page of noise has more; the largest are kept
# Times the picture: the boxes of all pieces together. Digits', and frames around them, are 1.2 at
# most; more are strokes within each other, as of hatching, and cost as much.
DENSEST = 8.0
AT_BORDER = 0.004  # of the longer side: closer than this is at the picture's border
MARGIN = 0.1  # of the picture's sides: what does not reach further in was not written on it
OUTER = 0.2  # of the picture's height: a window's title bar is as near the top or the bottom
BAR = 0.6  # of the picture's width: a title bar's, at least
SOLID = 0.97  # of its box: a title bar's ink, at least
AROUND = 0.25  # of a frame's height: what it stands around, at least
ENCIRCLED = 0.4  # likewise, of a circle's, for a 0 may have a stroke in it
FLAT = 4.0  # width to height: a bar, a dash or a part of a digit
SINGLE = 1.2  # strokes above each other, on average
BESIDE = 0.1  # of a piece's width: how far within its sides an underline may end
APART = 0.5  # of an underline's own height: how far it lies below a piece, at least
WIDEST_FLAG = 1.2  # of a 5's height: the width of its flag, at most
CLOSE = 0.25  # of the height of the rest of a 5: how far above that its flag lies, at most
SMALLEST = 10  # pixels: smaller is dust anyway
SMALLEST_SHARE = 0.015  # of the picture's longer side: likewise
PRINT = 0.5  # of the smallest side that is no dust: letters of small print
LETTERS = 4  # pieces that are no dust: fewer among many that are, are dust themselves
SPECK = 0.15  # of the typical height: smaller is dust
THIN = 0.25  # of the others' ink per length: at the border it is a ruled line's rest, no 1
LARGE = 1.6  # times the typical height: what touches the border and is larger is no digit
INNER = 0.05  # of the picture's shorter side: smaller pieces do not tell what is typical
SLIVER = 3  # times as long as wide: what lies so along the border is an edge of something


def find_pieces(mask: Pixels) -> list[Piece]:
    """The connected parts of an ink mask (h, w), 0 or 1; none where they lie within each other as
    no writing does."""
    if not mask.any():
        return []
    boxes, cut_out = labelled(mask)
    strokes = with_joined_dots(mask, boxes, cut_out)
    if strokes is not mask:
        boxes, cut_out = labelled(strokes)
    keep = np.argsort(boxes[:, 4])[-MOST:]
    if boxes[keep, 2:4].prod(axis=1, dtype=float).sum() > DENSEST * mask.size:
        return []
    keep = keep[~_is_edge(boxes[keep], strokes)]
    around = [k for k in keep[may_be_around(boxes[keep])] if is_outline(cut_out(k).mask)]
    around += [k for k in keep[may_be_tables(boxes[keep])] if is_table(cut_out(k).mask)]
    keep = keep[~np.isin(keep, around)]
    for find in (find_pens, find_fingers, find_stray_rules):
        keep = np.delete(keep, find(boxes[keep], _among(keep, cut_out), mask.shape))
    keep = keep[~_is_dust(boxes[keep], mask.shape)]
    tallest = _tallest_within(boxes[keep])
    pieces = [
        piece
        for piece, height in zip(map(cut_out, keep), tallest, strict=True)
        if not (_is_frame(piece, height) or is_button(piece.mask))
    ]
    return _without_lines(without_circles(without_charts(pieces)))


def labelled(mask: Pixels) -> tuple[Boxes, Callable[[int], Piece]]:
    """The boxes of a mask's connected parts, and what cuts out one of them."""
    left, top, width, height = cv2.boundingRect(mask)
    if width == 0:  # no ink; of a picture without pixels OpenCV ends the process
        height, width = mask.shape
    inked = np.ascontiguousarray(mask[top : top + height, left : left + width])
    # Short labels are faster. At most every second pixel of every second row is a part of its own.
    most_parts = ((height + 1) // 2) * ((width + 1) // 2)
    kind = cv2.CV_16U if most_parts < SHORT_LABELS else cv2.CV_32S
    count, labels, stats, _ = cv2.connectedComponentsWithStats(inked, connectivity=8, ltype=kind)

    def cut_out(k: int) -> Piece:
        x, y, across, down = stats[k + 1, :4].tolist()
        own = labels[y : y + down, x : x + across] == k + 1
        return Piece(left + x, top + y, own.astype(np.uint8))

    return stats[1:count] + np.array([left, top, 0, 0, 0], np.int32), cut_out


def _among(keep: NDArray[np.intp], cut_out: Callable[[int], Piece]) -> Callable[[int], Piece]:
    """What cuts out one of the parts that are kept, by its place among them."""
    return lambda k: cut_out(int(keep[k]))


def _without_lines(pieces: list[Piece]) -> list[Piece]:
    """The pieces without underlines and bars as wide as the writing is high."""
    dashes = {piece for piece in pieces if _is_dash(piece)}
    others = sides_of([piece for piece in pieces if piece not in dashes])
    # A bar or an underline is wide by the measure of what is none; a 5's flag is not.
    typical = (others[:, 3] - others[:, 1]).max(initial=0)

    def is_line(dash: Piece) -> bool:
        near = others[(dash.x < others[:, 2]) & (others[:, 0] < dash.right)]
        return (dash.width >= typical and not _is_flag(dash, near)) or _is_underline(dash, near)

    return [piece for piece in pieces if piece not in dashes or not is_line(piece)]


def only_at_border(mask: Pixels) -> Pixels:
    """The mask without the pieces that lie within the picture."""
    return components(mask, lambda boxes: ~within(boxes, mask.shape))


def without_dashes(pieces: list[Piece]) -> list[Piece]:
    """The pieces that are no flat strokes."""
    return [piece for piece in pieces if not _is_dash(piece)]


def _is_dust(boxes: Boxes, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Far smaller than the pieces that hold most of the ink."""
    if len(boxes) == 0:
        return np.zeros(0, bool)
    sides = boxes[:, 2:4].max(axis=1)
    written = ~is_block(boxes)
    if not written.any():
        written[:] = True
    typical = weighted_median(sides[written], boxes[written, 4])
    least = max(SPECK * typical, SMALLEST_SHARE * max(shape), SMALLEST)
    printed = (sides < least) & (sides >= PRINT * least)
    large = boxes[sides >= least, 4]
    # A page of small print: its largest letters are no writing, and its rows show that.
    if len(large) >= LETTERS and large.sum() < boxes[printed, 4].sum():
        least *= PRINT
    return np.asarray(sides < least)


def _is_edge(boxes: Boxes, mask: Pixels) -> NDArray[np.bool_]:
    """Touches the border and is no digit by its form, while other pieces do not touch it: a page's
    edge, a frame, a toolbar or a sliver of one. Where there are no others, what leaves the middle
    of the picture empty."""
    height, width = shape = mask.shape
    x, y, w, h = boxes[:, :4].T
    near = AT_BORDER * max(shape)
    beside = (x <= near) | (x + w >= width - near)
    above = (y <= near) | (y + h >= height - near)
    sides = boxes[:, 2:4].max(axis=1)
    inner = ~(beside | above) & (sides > INNER * min(shape))
    if not inner.any():
        return np.asarray((beside | above) & _has_empty_middle(mask))
    if not (beside | above).any():
        return _is_title_bar(boxes, shape)  # so most pictures end here
    typical = weighted_median(sides[inner], boxes[inner, 4])
    large = (beside | above) & (sides > LARGE * typical)
    # From border to border and far higher than the writing.
    through = beside & (y <= near) & (y + h >= height - near)
    through &= h > LARGE * weighted_median(h[inner], boxes[inner, 4])
    # A 1 in a tight crop of a row touches the border above and below as well.
    alike = (sides > typical / LARGE) & (sides < LARGE * typical)
    sliver = ((beside & ~above & (h > SLIVER * w)) | (above & ~beside & (w > SLIVER * h))) & ~alike
    pen = boxes[:, 4] / sides
    sliver |= (beside | above) & (pen < THIN * np.median(pen[inner]))
    large |= fill_corners(boxes[:, :4].T, mask, near)
    return np.asarray(large | through | sliver | _is_title_bar(boxes, shape))


def _has_empty_middle(mask: Pixels) -> bool:
    """Whether all ink is at the picture's sides, as of a page that was scanned askew."""
    down, across = (int(MARGIN * side) for side in mask.shape)
    middle = mask[down : len(mask) - down, across : mask.shape[1] - across]
    return not middle.any()


def _is_title_bar(boxes: Boxes, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """A full flat bar near the top or the bottom, nearly as wide as the picture: a window's."""
    height, width = shape
    _, y, w, h, ink = boxes.T
    outside = (y + h <= OUTER * height) | (y >= (1 - OUTER) * height)
    return np.asarray(outside & (w >= BAR * width) & (w > FLAT * h) & (ink >= SOLID * w * h))


def _is_dash(piece: Piece) -> bool:
    """Wide, and a single stroke all along; joined digits are wide too."""
    if piece.width <= FLAT * piece.height:
        return False
    return bool(strokes_across(piece.mask.T).sum() < SINGLE * piece.width)


def _is_flag(dash: Piece, near: Sides) -> bool:
    """Whether the dash lies close above a single piece and is no wider than both are high: of a 5,
    whose strokes are apart. `near` are the sides of what shares columns with it."""
    if len(near) != 1:
        return False
    top, bottom = int(near[0, 1]), int(near[0, 3])
    return (
        dash.y < top
        and dash.width <= WIDEST_FLAG * (bottom - dash.y)
        and top - dash.bottom <= CLOSE * (bottom - top)
    )


def _is_underline(dash: Piece, near: Sides) -> bool:
    """Whether the dash runs below a piece, apart from it, from one side to the other; a broken
    digit's foot does not. `near` as above."""
    if len(near) == 0:
        return False
    x, _, right, bottom = near.T
    aside = BESIDE * (right - x)
    from_side_to_side = ((dash.x <= x + aside) & (dash.right >= right - aside)).all()
    return bool(from_side_to_side and dash.y - bottom.max() >= APART * dash.height)


def _tallest_within(boxes: Boxes) -> list[int]:
    """Of each box (n, 5) how high the highest of those is that lie within it, 0 if none does. Each
    is held against all others at once: in noise there are thousands."""
    x, y, width, height = boxes[:, :4].T
    right, bottom = x + width, y + height

    def tallest(k: int) -> int:
        within = (x > x[k]) & (y > y[k]) & (right < right[k]) & (bottom < bottom[k])
        return int(height[within].max(initial=0))

    return [tallest(k) for k in range(len(boxes))]


def _is_frame(piece: Piece, tallest: int) -> bool:
    """A hollow rectangle around other pieces, the highest of which is so high, or any line around
    them that was drawn by hand."""
    if tallest < AROUND * piece.height:
        return False
    return is_rim(piece.mask) or (tallest >= ENCIRCLED * piece.height and is_outline(piece.mask))
