"""One piece of ink to MNIST's form: 28×28, the pen's width MNIST's, the longer side 20, the centre
of mass in the middle (LeCun et al. 1998)."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.opencv import cv2
from tenfold.vision.quantiles import quantile

Pixels = NDArray[np.uint8]

SIDE = 28  # pixels: the picture
BOX = 20  # pixels: the longer side of what is in it
FINE = 8  # working pixels per output pixel: thin pens are widened here, then averaged down
CANVAS = SIDE * FINE
COARSE = BOX * FINE  # pixels: of a larger piece every so manyth is enough
INK = 110  # of 255, once averaged: less than half, for a thin line is spread over two pixels
FULL_INK = 0.8  # of a piece's ink: what stands off further is capped, or it would move the outline
OUTLINE = 0.45  # of what full ink stands off by: where the outline of an enlarged piece is
DIM = 96  # of 255: ink beside the piece that it was cut from
THICK = 4  # of those pixels: a thinner pen needs all of them
PEN = 2.4  # output pixels: thinner pens are widened to this, MNIST's own median is 2.9


def normalise(
    levels: Pixels, mask: Pixels, joined: Pixels | None = None, pen: float | None = None
) -> Pixels:
    """Contrast and mask, uint8 (h, w), of one piece to uint8 (28, 28), white on black.

    `joined` (h, w) is ink that the piece was cut from: shown dimmed where it is not the piece's.
    `pen`: the strokes' width in pixels, where it is known already. An empty mask gives an empty
    picture.
    """
    box = cv2.boundingRect(mask)
    if box[2] == 0:
        return np.zeros((SIDE, SIDE), np.uint8)
    x, y, width, height = box
    part = slice(y, y + height), slice(x, x + width)
    pen = pen_width(mask[part]) if pen is None else pen
    shape, fine, margin = _fitted(levels[part], mask[part], pen)
    shift = _to_middle(shape)
    image = _averaged(shape * np.uint8(255), shift)
    if joined is None:
        return image
    # A map is between the middles of pixels, the shape was resized between their edges.
    corner = shift[:, 2] + margin + (fine - 1) / 2 - fine * np.array([x, y], np.float32)
    around = np.array([[fine, 0, corner[0]], [0, fine, corner[1]]], np.float32)
    return np.maximum(image, _averaged(joined * np.uint8(DIM), around))


def _fitted(levels: Pixels, mask: Pixels, pen: float) -> tuple[Pixels, float, float]:
    """The shape on the fine grid, 0 or 1, fine pixels per pixel, and the margin around it."""
    step = _coarseness(mask)
    step = step if pen >= THICK * step else 1
    mask, levels, pen = mask[::step, ::step], levels[::step, ::step], pen / step
    # The pen is widened from its middle line on, so what must fit the box is the middle line.
    scale = (BOX - PEN) * FINE / max(1.0, max(mask.shape) - pen)
    wide = pen * scale >= PEN * FINE
    if wide:
        scale = BOX * FINE / max(mask.shape)
    shape = _scaled(levels, mask, scale, pen)
    if wide:
        return shape, scale / step, 0.0
    reach = (PEN * FINE - pen * scale) / 2
    margin = int(reach) + 2
    padded = cv2.copyMakeBorder(shape, *[margin] * 4, cv2.BORDER_CONSTANT, value=0)
    return widened(padded, reach), scale / step, float(margin)


def pen_width(mask: Pixels) -> float:
    """Typical width of the strokes in pixels, from the distances along their middle lines."""
    step = _coarseness(mask)
    pen = _pen_width(mask[::step, ::step])
    return step * pen if step == 1 or pen >= THICK else _pen_width(mask)


def _coarseness(mask: Pixels) -> int:
    """Every how manyth pixel is enough, unless the pen is thin."""
    return max(1, int(max(mask.shape)) // COARSE)


def _pen_width(mask: Pixels) -> float:
    padded = cv2.copyMakeBorder(
        np.ascontiguousarray(mask), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0
    )
    inside = cv2.distanceTransform(padded, cv2.DIST_L2, 3)
    ridge = (inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8))) & (padded > 0)
    return 2 * quantile(inside[ridge], 0.5) - 1 if ridge.any() else 0.0


def _scaled(levels: Pixels, mask: Pixels, scale: float, pen: float) -> Pixels:
    """The piece on the fine grid, 0 or 1."""
    height, width = mask.shape
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if scale <= 1:
        soft = cv2.resize(mask * np.uint8(255), size, interpolation=cv2.INTER_AREA)
        # A pen thinner than a pixel covers only that share of it.
        return np.asarray(soft > INK * min(1.0, pen * scale), np.uint8)
    # Enlarged from the soft levels: their antialiasing tells where the outline is.
    near = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    soft = np.minimum(levels, np.uint8(max(1.0, quantile(levels[mask > 0], FULL_INK)))) * near
    top = float(soft.max())
    large = cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC)
    return np.asarray(large > OUTLINE * top, np.uint8)


def widened(shape: Pixels, reach: float) -> Pixels:
    """Every point within `reach` pixels of the shape, 0 or 1."""
    outside = cv2.distanceTransform(1 - shape, cv2.DIST_L2, 3)
    return np.asarray(outside <= reach, np.uint8)


def _to_middle(shape: Pixels) -> NDArray[np.float32]:
    """The affine map (2, 3) that moves the centre of mass into the canvas's middle."""
    moments = cv2.moments(shape, binaryImage=True)
    middle_x = moments["m10"] / moments["m00"] if moments["m00"] else shape.shape[1] / 2
    middle_y = moments["m01"] / moments["m00"] if moments["m00"] else shape.shape[0] / 2
    middle = CANVAS / 2 - 0.5
    return np.array([[1, 0, middle - middle_x], [0, 1, middle - middle_y]], np.float32)


def _averaged(levels: Pixels, place: NDArray[np.float32]) -> Pixels:
    """Moved onto the fine canvas by an affine map (2, 3), and averaged down to 28×28."""
    placed = cv2.warpAffine(levels, place, (CANVAS, CANVAS), flags=cv2.INTER_NEAREST)
    return np.asarray(cv2.resize(placed, (SIDE, SIDE), interpolation=cv2.INTER_AREA))
