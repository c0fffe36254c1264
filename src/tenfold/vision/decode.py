"""Any picture to RGB pixels, at a size that the reading steps work on.

The limits are checked before a pixel is decoded: a bomb is an error. What is within them costs
three bytes a pixel and up to eight where it is transparent, so 1 GB at the limit.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from tenfold.errors import InvalidInput, InvalidPicture, TenfoldError
from tenfold.vision.blocks import without_blocks
from tenfold.vision.dither import without_dither
from tenfold.vision.levels import eight_bit, eight_bit_image
from tenfold.vision.opencv import cv2
from tenfold.vision.picture import Picture

Pixels: TypeAlias = NDArray[np.uint8]
Source: TypeAlias = (
    "str | os.PathLike[str] | bytes | bytearray | BinaryIO | Image.Image | NDArray[np.generic]"
)

EXIF_ORIENTATION = 0x0112
# EXIF's orientation to what turns the picture upright.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ON_ITS_SIDE = (5, 6, 7, 8)  # of those, what makes columns of rows
# PNG and JPEG first: those Pillow knows without loading all of its plugins.
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "PPM", "WEBP", "TIFF", "ICO", "JPEG2000")
PREMULTIPLIED = {"RGBa": "RGBA", "La": "LA"}
CHANNELS = (1, 3, 4)  # of an array: grey, RGB, RGBA
SMALL = 200  # pixels: smaller pictures, such as 28×28, are enlarged
BLANK_RANGE = 12  # levels: a transparent drawing that varies by less on white is white itself
LONGEST_REASON = 120  # characters of Pillow's own words


@dataclass(frozen=True)
class Limits:
    """What a picture may cost, checked against its header, before decoding; and the size that the
    steps work on. Each 1 or more: raises InvalidInput."""

    bytes: int = 100_000_000  # a 100-megapixel JPEG is about 40 MB
    # 360 MB as RGB; most phones save 12 to 50 million. Pillow itself refuses over 179 million.
    pixels: int = 120_000_000
    # The long side that the steps work on. A digit needs about 30 pixels; a page of ten rows has
    # more than that at 1600, and a 12-megapixel photo shrinks by a whole factor of 3.
    working_side: int = 1600

    def __post_init__(self) -> None:
        for limit, value in vars(self).items():
            if value < 1:
                raise InvalidInput(f"limits: {limit} is {value}, expected 1 or more")


def decode(source: Source, limits: Limits | None = None) -> Picture:
    """Decode a path, bytes, an open binary file, a PIL image or an array.

    Arrays are (h, w), (h, w, 1), (h, w, 3) RGB or (h, w, 4) RGBA; uint8, bool, uint16, or floats
    in 0–1 (or 0–16, or 0–255). Raises InvalidPicture for what is no picture or over the limits,
    InvalidInput for an array of the wrong shape.
    """
    limits = limits or Limits()
    if isinstance(source, np.ndarray):
        full = (source.shape[1], source.shape[0]) if source.ndim > 1 else (0, 0)
        return _finish(_from_array(source, limits), limits, full)
    if isinstance(source, Image.Image):
        _check_size(source.size, "the image", limits)
        with _one_line_errors("the image", limits):
            source.load()  # a TIFF is turned by this, and says then that it is upright
            return _finish(source, limits)
    return _decode_file(source, limits)


def _decode_file(
    source: "str | os.PathLike[str] | bytes | bytearray | BinaryIO", limits: Limits
) -> Picture:
    name, data = _read(source, limits)
    with _one_line_errors(name, limits), Image.open(io.BytesIO(data), formats=_formats()) as image:
        _check_size(image.size, name, limits)
        if image.format == "PNG":
            _check_sums(data)
        full = image.size
        # A JPEG can be decoded at a half, a quarter or an eighth for less time and memory.
        image.draft(None, _draft_size(image.size, limits))
        image.load()
        return _finish(image, limits, full)


def _check_sums(data: bytes) -> None:
    """Raises SyntaxError where a PNG's checksum is not its data's: Pillow decodes it all the same,
    to another picture. What is cut off, its decoder finds, and where nothing of the picture is
    missing it is no error."""
    with Image.open(io.BytesIO(data), formats=["PNG"]) as image, suppress(OSError):
        image.verify()


def _draft_size(size: tuple[int, int], limits: Limits) -> tuple[int, int]:
    shrink = max(1.0, max(size) / (2 * limits.working_side))
    return max(1, int(size[0] / shrink)), max(1, int(size[1] / shrink))


def _read(
    source: "str | os.PathLike[str] | bytes | bytearray | BinaryIO", limits: Limits
) -> tuple[str, bytes]:
    """(name for messages, the file's bytes), never more than the limit."""
    if isinstance(source, bytes | bytearray):
        name, data = "the bytes", bytes(source[: limits.bytes + 1])
    elif isinstance(source, str | os.PathLike):
        # Path's own questions raise where a name is too long, and it takes "" for this folder.
        name = os.fsdecode(source)
        if os.path.isdir(name):  # noqa: PTH112
            raise InvalidPicture(f"{name}: is a folder, expected a picture; name one that is in it")
        with _readable(name or "''", "check the path"), open(name, "rb") as file:  # noqa: PTH123
            data = file.read(limits.bytes + 1)
    elif hasattr(source, "read"):
        name = "the stream"
        with _readable(name, "open it anew, to read bytes"):
            data = _all_of(source, limits.bytes + 1)
    else:
        raise InvalidInput(
            "a picture must be a path, bytes, a file, a PIL image or an array, "
            f"not {type(source).__name__}"
        )
    if not data:
        raise InvalidPicture(f"{name}: is empty, expected a picture")
    if len(data) > limits.bytes:
        raise InvalidPicture(
            f"{name}: over the limit of {limits.bytes:,} bytes; shrink the picture"
        )
    return name, data


@contextmanager
def _readable(name: str, next_step: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InvalidPicture(f"{name}: cannot be read ({reason}); {next_step}") from error


def _all_of(stream: BinaryIO, most: int) -> bytes:
    """What a stream holds, which a pipe or a socket may give in parts."""
    parts: list[bytes] = []
    while most > 0 and (part := stream.read(most)):
        if not isinstance(part, bytes):
            raise ValueError(f"it gives {type(part).__name__}, expected bytes")
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


@contextmanager
def _one_line_errors(name: str, limits: Limits) -> Iterator[None]:
    """Pillow raises a dozen kinds of exception on damaged files; all mean the same here."""
    try:
        yield
    except TenfoldError:
        raise
    except UnidentifiedImageError as error:
        raise InvalidPicture(f"{name}: {_unknown()}") from error
    except Image.DecompressionBombError as error:  # Pillow's own limit comes before ours
        most = min(limits.pixels, 2 * (Image.MAX_IMAGE_PIXELS or limits.pixels))
        raise InvalidPicture(f"{name}: over the limit of {most:,} pixels; shrink it") from error
    except MemoryError:
        raise
    except Exception as error:
        raise InvalidPicture(
            f"{name}: damaged picture ({_first_line(error)}); save it again"
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:LONGEST_REASON]


def _check_size(size: tuple[int, int], name: str, limits: Limits) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise InvalidPicture(f"{name}: {width}×{height} pixels, expected at least 1×1")
    if width * height > limits.pixels:
        raise InvalidPicture(
            f"{name}: {width}×{height} pixels, over the limit of {limits.pixels:,}; shrink it"
        )


def _unknown() -> str:
    hint = "" if _has_heif() else ", or HEIC with the extra `heic`"
    return f"no picture of a known format; expected PNG, JPEG, WebP, BMP, TIFF or GIF{hint}"


def _formats() -> list[str]:
    """What a picture may be. Others that Pillow knows are programs, such as EPS, or rare."""
    return [*FORMATS, "HEIF"] if _has_heif() else [*FORMATS]


@cache
def _has_heif() -> bool:
    """HEIC, the iPhone's format, if the `pillow-heif` package is there."""
    try:
        import pillow_heif  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return False
    pillow_heif.register_heif_opener()
    return True


def _from_array(array: NDArray[np.generic], limits: Limits) -> Image.Image:
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in CHANNELS):
        raise InvalidInput(
            f"a picture array has shape {array.shape}, expected (h, w) or (h, w, 1, 3 or 4)"
        )
    _check_size((array.shape[1], array.shape[0]), "the array", limits)
    levels = eight_bit(np.asarray(array))  # of its own kinds NumPy has some that behave otherwise
    factor = _shrink_factor(levels.shape[:2], limits)
    if factor > 1:  # before Pillow, which would copy the whole first
        size = (-(-levels.shape[1] // factor), -(-levels.shape[0] // factor))
        levels = cv2.resize(levels, size, interpolation=cv2.INTER_AREA)
    return Image.fromarray(levels[..., 0] if levels.ndim == 3 and levels.shape[2] == 1 else levels)


def _finish(image: Image.Image, limits: Limits, full: tuple[int, int] | None = None) -> Picture:
    """Upright, shrunk by a whole factor, on white, RGB."""
    full = full or image.size
    factor = _shrink_factor(image.size, limits)
    orientation = _orientation(image)  # of the file: copies have none
    if image.mode in {"1", "P", "PA"}:
        transparent = image.mode == "PA" or "transparency" in image.info
        image = image.convert("RGBA" if transparent else "RGB")
    elif image.mode in PREMULTIPLIED:
        image = image.convert(PREMULTIPLIED[image.mode])
    elif image.mode.startswith(("I", "F")):
        image = eight_bit_image(image)
    # Reduced, dots are greys as well.
    image = image.reduce(factor) if factor > 1 else without_dither(image)
    if orientation in UPRIGHT:
        image = image.transpose(UPRIGHT[orientation])
    if orientation in ON_ITS_SIDE:
        full = (full[1], full[0])
    image = _on_paper(image)
    if max(image.size) < SMALL:
        image = _enlarged(image)
    return Picture(np.ascontiguousarray(np.asarray(image)), full)  # (h, w, 3)


def _orientation(image: Image.Image) -> int | None:
    """EXIF's; none where that is damaged, for the picture may be whole."""
    with suppress(Exception):
        return image.getexif().get(EXIF_ORIENTATION)
    return None


def _shrink_factor(size: tuple[int, ...], limits: Limits) -> int:
    """A whole factor: it makes the box filter exact and fast."""
    return -(-max(size) // limits.working_side)


def _enlarged(image: Image.Image) -> Image.Image:
    """A tiny RGB picture, smoothly larger: its antialiasing becomes outlines."""
    image = Image.fromarray(without_blocks(np.asarray(image)))
    factor = -(-SMALL // max(image.size))
    larger = (image.size[0] * factor, image.size[1] * factor)
    return image.resize(larger, Image.Resampling.BICUBIC)


def _on_paper(image: Image.Image) -> Image.Image:
    """On white; on black if the drawing is white itself and would vanish."""
    if "transparency" not in image.info and image.mode not in {"RGBA", "LA"}:
        return image.convert("RGB")
    drawn = image.convert("RGBA")
    on_white = _composite(drawn, "white")
    blank = np.ptp(np.asarray(on_white.convert("L"))) < BLANK_RANGE
    return on_white if not blank else _composite(drawn, "black")


def _composite(image: Image.Image, colour: str) -> Image.Image:
    paper = Image.new("RGBA", image.size, colour)
    paper.alpha_composite(image)
    return paper.convert("RGB")
