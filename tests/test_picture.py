"""Pictures of any size and kind become one array."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tenfold.data import picture
from tenfold.errors import InvalidPicture, TenfoldError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a-picture"


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def save(array: np.ndarray, file: Path, form: str = "PNG") -> None:
    Image.fromarray(array).save(file, form)


def grey(file: Path, size: int = 28, fit: picture.Fit = "pad") -> np.ndarray:
    return picture.read(file, size, False, fit)


@pytest.mark.parametrize("fit", ["pad", "stretch"])
def test_a_picture_of_the_right_size_is_left_alone(file: Path, fit: picture.Fit) -> None:
    save(noise(28, 28), file)
    np.testing.assert_array_equal(grey(file, fit=fit)[..., 0], noise(28, 28))
    save(noise(28, 28, 3), file)
    np.testing.assert_array_equal(picture.read(file, 28, True, fit), noise(28, 28, 3))


@pytest.mark.parametrize("form", ["PNG", "GIF", "BMP", "TIFF", "PPM", "WEBP", "JPEG"])
def test_every_format(form: str, file: Path) -> None:
    save(np.full((40, 40, 3), (200, 100, 50), np.uint8), file, form)
    got = picture.read(file, 20, True, "pad")
    assert got.shape == (20, 20, 3)
    assert np.abs(got.astype(int) - (200, 100, 50)).max() <= 3  # JPEG and WebP lose a little


def test_grey_weighs_the_colors(file: Path) -> None:
    save(np.full((4, 4, 3), (255, 0, 0), np.uint8), file)
    assert (grey(file, 4) == 76).all()  # ITU-R 601: 0.299 of red


def test_pad_keeps_the_proportions(file: Path) -> None:
    array = np.full((20, 40), 230, np.uint8)
    array[4:16, 10:30] = 10
    save(array, file)
    got = grey(file, 20)[..., 0]
    ink = got < 128
    assert (ink.any(1).sum(), ink.any(0).sum()) == (6, 10)
    assert (got[:4] == 230).all() and (got[-4:] == 230).all()  # its own paper, not black
    stretched = grey(file, 20, "stretch")[..., 0] < 128
    assert (stretched.any(1).sum(), stretched.any(0).sum()) == (12, 10)


def test_very_long_pictures(file: Path) -> None:
    save(np.full((1, 3000), 90, np.uint8), file)
    assert (grey(file) == 90).all()


def test_transparent_pixels_show_paper(file: Path) -> None:
    array = np.zeros((10, 10, 4), np.uint8)  # transparent black, and an opaque black square
    array[3:7, 3:7, 3] = 255
    save(array, file)
    got = grey(file, 10)[..., 0]
    assert (got[3:7, 3:7] == 0).all()
    assert (got == 255).sum() == 84


def test_transparent_palette(file: Path) -> None:
    indexed = Image.fromarray(np.eye(8, dtype=np.uint8)).convert("P")
    indexed.putpalette([0, 0, 0, 50, 50, 50])
    indexed.save(file, "PNG", transparency=0)
    got = grey(file, 8)[..., 0]
    np.testing.assert_array_equal(got, np.where(np.eye(8) > 0, 50, 255))


def test_sixteen_bits(file: Path) -> None:
    wide = np.array([[0, 257, 65535], [128 * 257, 254 * 257 + 255, 0], [0, 0, 0]], np.uint16)
    save(wide, file)
    np.testing.assert_array_equal(grey(file, 3)[..., 0], wide // 257)


def test_one_bit(file: Path) -> None:
    Image.fromarray(np.eye(6, dtype=np.uint8) * 255).convert("1").save(file, "PNG")
    np.testing.assert_array_equal(grey(file, 6)[..., 0], np.eye(6) * 255)


def test_a_phone_held_sideways(file: Path) -> None:
    picture_ = Image.fromarray(np.zeros((10, 10), np.uint8))
    ImageDraw.Draw(picture_).rectangle((0, 0, 9, 2), fill=255)  # the upper edge is bright
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right by 90° to see it upright
    picture_.save(file, "PNG", exif=exif)
    got = grey(file, 10)[..., 0]
    assert (got[:, 7:] == 255).all() and (got[:, :7] == 0).all()


def test_the_first_of_several_frames(file: Path) -> None:
    frames = [Image.new("L", (5, 5), value) for value in (40, 200)]
    frames[0].save(file, "TIFF", save_all=True, append_images=frames[1:])
    assert (grey(file, 5) == 40).all()


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A grey PNG with a header that may lie."""
    header = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    parts = [b"\x89PNG\r\n\x1a\n"]
    for kind, data in (header, *chunks, (b"IEND", b"")):
        crc = struct.pack(">I", zlib.crc32(kind + data))
        parts.append(struct.pack(">I", len(data)) + kind + data + crc)
    return b"".join(parts)


BOMB = zlib.compress(bytes(30_000_000), 9)
BAD = {
    "empty": b"",
    "text": b"a shopping list",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "no data": png(9, 9),
    "huge": png(30_000, 30_000, (b"IDAT", BOMB)),
    "beyond any limit": png(2**31 - 1, 2**31 - 1),
    "no width": png(0, 9),
    "a bomb in a comment": png(9, 9, (b"zTXt", b"c\0\0" + BOMB)),
}


@pytest.mark.parametrize("name", BAD)
def test_refuses(name: str, file: Path) -> None:
    file.write_bytes(BAD[name])
    with pytest.raises(InvalidPicture) as caught:
        grey(file)
    assert str(caught.value).startswith(f"{file}: ")


def test_refuses_what_has_no_range(file: Path) -> None:
    Image.fromarray(np.ones((5, 5), np.float32)).save(file, "TIFF")
    with pytest.raises(InvalidPicture, match="floating-point"):
        grey(file)


def test_refuses_formats_that_nobody_needs(file: Path) -> None:
    save(noise(5, 5), file, "PCX")  # Pillow could read it: fewer decoders, fewer holes
    with pytest.raises(InvalidPicture, match="unknown format"):
        grey(file)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
def test_refuses_half_a_picture(form: str, file: Path) -> None:
    save(noise(60, 60), file, form)
    file.write_bytes(file.read_bytes()[:400])
    with pytest.raises(InvalidPicture):
        grey(file)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InvalidPicture, match="No such file"):
        grey(tmp_path / "nothing")
    with pytest.raises(InvalidPicture, match="Is a directory"):
        grey(tmp_path)


def encoded(form: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(noise(12, 9, 3)).save(buffer, form)
    return buffer.getvalue()


@given(
    form=st.sampled_from(picture.FORMATS),
    color=st.booleans(),
    changes=st.lists(st.tuples(st.integers(0, 300), st.binary(min_size=1, max_size=8)), max_size=4),
    cut=st.integers(0, 100),
)
def test_fuzz(
    form: str,
    color: bool,
    changes: list[tuple[int, bytes]],
    cut: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Damaged pictures give an array of the right shape or a TenfoldError, and no warning."""
    data = bytearray(encoded(form))
    for at, new in changes:
        data[at : at + len(new)] = new
    file = tmp_path_factory.getbasetemp() / "fuzz-picture"
    file.write_bytes(data[: len(data) - cut])
    try:
        got = picture.read(file, 7, color, "pad")
    except TenfoldError:
        return
    assert got.shape == (7, 7, 3 if color else 1)
