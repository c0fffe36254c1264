"""Light: how far each pixel stands off its paper, and which side of it is ink."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenfold.vision.channels import Channels
from tenfold.vision.colours import Colours
from tenfold.vision.histogram import peak, percentile, sampled, third_moment
from tenfold.vision.opencv import cv2
from tenfold.vision.paper import in_shares, paper_colour, shaded_papers, smooth_paper

Pixels = NDArray[np.uint8]

CHROMA_NOISE = 8  # levels of colour that paper and JPEG have by themselves
DISTINCT = 0.5  # of what stands off furthest
COLOUR_RULES = 1.3  # times the light's contrast: then the ink is told by its colour
COLOUR_GAIN = 1.5  # times: what differs in colour, held against what differs in light
QUIET = 90  # percent of the pixels on the side without ink: their highest level tells the noise
DEVIATIONS = 1.28  # standard deviations from a normal law's middle to where so many lie below
GRAIN = 1 / 150  # of the longer side: noise is finer, and few pens are


@dataclass(frozen=True, eq=False)
class Contrast:
    """How far each pixel stands off its paper: uint8 (h, w), 0 is paper. `noise` is the paper's own
    spread in the same levels, `dark` whether the ink is darker than the paper. `away` is how far
    the light is from the paper's on either side, `colours` what both are of."""

    levels: Pixels
    away: Pixels
    noise: float
    dark: bool
    colours: Colours


def contrast(channels: Channels) -> Contrast:
    """A picture's contrast against the paper."""
    return _against(paper_colour(channels), channels)


def contrast_to_slope(channels: Channels) -> Contrast:
    """The same against paper in light that changes evenly from border to border: whatever fills
    the picture, it is no shadow."""
    return _against(smooth_paper(channels), channels)


def contrasts_in_shade(channels: Channels) -> Iterator[Contrast]:
    """The same against paper on which shadows and reflections lie, of any form and with any edge:
    whatever is wider than a stroke is paper, first one of most pens, then a fat one."""
    for paper in shaded_papers(channels):
        yield _against(paper, channels)


def without_grain(pixels: Pixels) -> Pixels:
    """RGB pixels (h, w, 3) without noise, and with thin strokes as soft as a photo's."""
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), GRAIN * max(pixels.shape[:2])), np.uint8)


def _against(paper: Pixels, channels: Channels) -> Contrast:
    light = cv2.extractChannel(channels.full, 0)
    paper_light = _enlarged(cv2.extractChannel(paper, 0), light.shape)
    # Saturating: 0 where the pixel is lighter. In a shadow contrast shrinks with the light.
    below = cv2.subtract(paper_light, light)
    darker = in_shares(below, paper_light)
    lighter = cv2.subtract(light, paper_light)
    dark = third_moment(darker) >= third_moment(lighter)
    ink, other = (darker, lighter) if dark else (lighter, below)
    if _is_told_by_colour(_colour(sampled(channels.full), paper), sampled(ink)):
        ink = cv2.max(ink, cv2.multiply(_colour(channels.full, paper), COLOUR_GAIN))
    noise = percentile(other, QUIET) / DEVIATIONS  # the side without ink is paper alone
    return Contrast(ink, cv2.max(lighter, below), noise, dark, Colours.of(channels.pixels, paper))


def _is_told_by_colour(colour: Pixels, ink: Pixels) -> bool:
    """Whether colour says more than light of what it shows most distinctly, and that is no rule
    beside a far darker pen: colour is coarser than light in every JPEG."""
    furthest = peak(colour)
    distinct = colour > DISTINCT * furthest
    says_more = colour[distinct].sum() > COLOUR_RULES * ink[distinct].sum()
    return bool(says_more and furthest > DISTINCT * peak(ink))


def _colour(channels: Pixels, paper: Pixels) -> Pixels:
    """How far each pixel's colour is from the paper's, apart from its light."""
    off = [
        cv2.absdiff(
            cv2.extractChannel(channels, k),
            _enlarged(cv2.extractChannel(paper, k), channels.shape[:2]),
        )
        for k in (1, 2)
    ]
    return np.asarray(cv2.subtract(cv2.max(*off), CHROMA_NOISE), np.uint8)


def _enlarged(small: Pixels, shape: tuple[int, ...]) -> Pixels:
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), np.uint8)
