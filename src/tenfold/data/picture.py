"""One picture file of any size and kind, as an array."""

import warnings
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from tenfold.data.dataset import Images
from tenfold.errors import InvalidPicture

# Formats whose decoders are in Pillow's wheels and start no other program, as EPS would.
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
MOST_PIXELS = 64 << 20  # before scaling; cameras make 50 million
PAPER = (255, 255, 255, 255)  # shows through transparent pixels

Fit = Literal["pad", "stretch"]


def read(path: Path, size: int, color: bool, fit: Fit) -> Images:
    """The picture as uint8 (size, size, 3 if color else 1), turned upright.

    fit: "pad" keeps the proportions and fills up with the colour of the picture's own border,
    "stretch" does not keep them. Raises InvalidPicture.
    """
    try:
        with warnings.catch_warnings(), Image.open(path, formats=FORMATS) as file:
            warnings.simplefilter("ignore")  # remarks on metadata that is not used here
            if file.width * file.height > MOST_PIXELS:
                raise InvalidPicture(f"{file.width}×{file.height}, more than {MOST_PIXELS} pixels")
            # A JPEG is scaled down while it is decoded, to no less than this.
            file.draft(None, (2 * size, 2 * size))
            ImageOps.exif_transpose(file, in_place=True)
            picture = _plain(file, "RGB" if color else "L")
            array = np.asarray(_fitted(picture, size, fit))
    except Exception as error:  # a decoder that is fed hostile bytes raises anything
        raise InvalidPicture(
            f"{path}: {_reason(error)}; expected a picture, one of {', '.join(FORMATS)}"
        ) from error
    return array.reshape(size, size, -1)


def _reason(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "no picture, or of an unknown format"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _plain(picture: Image.Image, mode: Literal["L", "RGB"]) -> Image.Image:
    """The picture in 8 bits without transparency."""
    if picture.mode.startswith("I"):  # 16 bits; converting clips where it should scale
        wide = np.clip(np.asarray(picture, np.int64), 0, 65535)
        picture = Image.fromarray((wide // 257).astype(np.uint8))
    elif picture.mode == "F":
        raise InvalidPicture("floating-point pixels without a known range")
    if picture.has_transparency_data:
        paper = Image.new("RGBA", picture.size, PAPER)
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    return picture.convert(mode)


def _fitted(picture: Image.Image, size: int, fit: Fit) -> Image.Image:
    if fit == "stretch" or picture.width == picture.height:
        return picture.resize((size, size), Image.Resampling.BICUBIC)
    scale = size / max(picture.size)
    inner = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    scaled = picture.resize(inner, Image.Resampling.BICUBIC)
    square = Image.new(picture.mode, (size, size), _border(scaled))
    square.paste(scaled, ((size - inner[0]) // 2, (size - inner[1]) // 2))
    return square


def _border(picture: Image.Image) -> tuple[int, ...]:
    """The median of the outermost pixels, one value per channel."""
    array = np.asarray(picture)
    array = array.reshape(*array.shape[:2], -1)  # (h, w, c)
    edges = [array[0], array[-1], array[:, 0], array[:, -1]]
    return tuple(int(value) for value in np.median(np.concatenate(edges), axis=0))
