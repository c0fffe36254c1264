"""Patches: pictures of few pixels that lie on a page of their own paper's colour, each enlarged in
blocks on a grid of its own, as a plot of samples without axes shows them."""

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.blocks import find_blocks
from tenfold.vision.insets import off_page, page_colour
from tenfold.vision.opencv import cv2
from tenfold.vision.tiles import find_tiles

Pixels = NDArray[np.uint8]

SAMPLED = 16  # rows: in most pictures so few show that edges are soft
STEP = 24  # levels from one pixel to the next: an edge
FLAT = 2  # levels: beside a block's edge there are no others
HARD = 0.4  # of the edges: those of blocks; of a photo's or a drawing's smooth strokes fewer are
SAME = 4  # levels off the page's colour: a sample's palest pixel is more
SMALLEST = 24  # pixels: a sample's longer side
MOST = 400  # samples
AROUND = 12  # pixels of paper
AT_EDGE = np.ones((5, 5), np.uint8)  # where smooth strokes reach beyond their blocks


def without_patches(pixels: Pixels) -> Pixels:
    """RGB pixels uint8 (h, w, 3) with smooth strokes where there are blocks on grids of their own;
    the same pixels if there are none."""
    if min(pixels.shape[:2]) < SMALLEST or not _has_hard_edges(pixels):
        return pixels  # as most pictures, and cheaply
    off = off_page(pixels, SAME)
    if off is None or find_tiles(pixels):  # those have their own paper
        return pixels
    _, labels, stats, _ = cv2.connectedComponentsWithStats(off, connectivity=8)
    large = [k for k in range(1, len(stats)) if max(stats[k, 2:4]) >= SMALLEST]
    smooth, page = pixels, page_colour(pixels).astype(np.uint8)
    for k in large if len(large) <= MOST else ():
        x, y, width, height = stats[k, :4]
        place = (
            slice(max(0, y - AROUND), y + height + AROUND),
            slice(max(0, x - AROUND), x + width + AROUND),
        )
        own = labels[place] == k
        blocks = find_blocks(np.where(own[..., None], pixels[place], page))
        if blocks is not None:
            smooth = pixels.copy() if smooth is pixels else smooth
            near = cv2.dilate(own.astype(np.uint8), AT_EDGE)
            np.copyto(smooth[place], blocks.smooth(), where=near[..., None] > 0)
    return smooth


def _has_hard_edges(pixels: Pixels) -> bool:
    some = cv2.cvtColor(
        np.ascontiguousarray(pixels[:: max(1, len(pixels) // SAMPLED)]), cv2.COLOR_RGB2GRAY
    )
    steps = np.abs(np.diff(some.astype(np.int16), axis=1))
    edges = steps[:, 1:-1] >= STEP
    alone = edges & (steps[:, :-2] <= FLAT) & (steps[:, 2:] <= FLAT)
    return bool(edges.sum() > 0 and alone.sum() >= HARD * edges.sum())
