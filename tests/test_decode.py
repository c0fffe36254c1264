"""Any picture in: formats, depths, transparency, orientation, limits, and what is no picture."""

import io
import os
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tenfold.errors import InvalidInput, InvalidPicture
from tenfold.vision.decode import Limits, decode

GREY = np.tile(np.arange(0, 240, dtype=np.uint8), (220, 1))  # (220, 240): brighter to the right


def file(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF"])
def test_formats(kind: str) -> None:
    pixels = decode(file(Image.fromarray(GREY), kind)).pixels
    assert pixels.shape == (220, 240, 3)
    assert np.abs(pixels[..., 1].astype(int) - GREY).mean() < 3


def test_heic() -> None:
    """Written and read in a process of its own, which nothing told of the format before."""
    heif = pytest.importorskip("pillow_heif")
    data = io.BytesIO()
    heif.from_pillow(Image.fromarray(np.dstack([GREY] * 3))).save(data)
    code = "import sys; from tenfold.vision.decode import decode; "
    code += "print(decode(sys.stdin.buffer).pixels[:, -20:].mean())"
    done = subprocess.run(
        [sys.executable, "-c", code], input=data.getvalue(), capture_output=True, check=True
    )
    assert abs(float(done.stdout) - GREY[:, -20:].mean()) < 3


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "I", "F"])
def test_modes(mode: str) -> None:
    image = Image.fromarray(GREY).convert(mode)
    kind = "PNG" if mode in {"1", "L", "P", "RGB", "RGBA", "LA"} else "TIFF"
    pixels = decode(file(image, kind)).pixels
    assert pixels.shape == (220, 240, 3)
    assert pixels[:, -20:].mean() > pixels[:, :20].mean() + 150


def test_sixteen_bits_and_twelve_in_sixteen() -> None:
    for top in (65535, 4095):
        levels = (GREY.astype(np.uint32) * top // 239).astype(np.uint16)
        pixels = decode(file(Image.fromarray(levels), "PNG")).pixels
        assert np.abs(pixels[..., 0].astype(int) - GREY.astype(int) * 255 // 239).max() <= 1


def test_arrays_of_all_kinds_agree() -> None:
    expected = decode(GREY).pixels
    for array in (GREY[..., None], np.dstack([GREY] * 3), GREY / 255.0, GREY.astype(np.float32)):
        assert np.abs(decode(array).pixels.astype(int) - expected).max() <= 1
    assert decode(np.eye(300, dtype=bool)).pixels[0, 0, 0] == 255


def test_floats_up_to_sixteen_are_scikit_learns_digits() -> None:
    ink = np.round(GREY / 16.0)  # 0 to 15
    ink[0, 0] = 16
    expected = np.round(ink * 255 / 16)
    assert np.abs(decode(ink).pixels[..., 0] - expected).max() <= 1


@pytest.mark.parametrize("shape", [(3,), (2, 2, 2), (1, 2, 3, 4)])
def test_arrays_of_no_picture(shape: tuple[int, ...]) -> None:
    with pytest.raises(InvalidInput, match="expected"):
        decode(np.zeros(shape, np.uint8))


def test_transparent_is_white_and_white_ink_shows() -> None:
    drawing = np.zeros((220, 220, 4), np.uint8)
    drawing[100:120, 50:170] = (0, 0, 0, 255)
    assert decode(drawing).pixels[0, 0, 0] == 255
    drawing[100:120, 50:170] = (255, 255, 255, 255)
    pixels = decode(drawing).pixels
    assert pixels[0, 0, 0] == 0
    assert pixels[110, 100, 0] == 255


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation(orientation: int) -> None:
    """Every stored orientation of one scene decodes to that scene."""
    scene = Image.fromarray(np.dstack([GREY, GREY.max() - GREY, np.flipud(GREY)]))
    inverse = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # PIL's transpose that undoes it
    stored = scene if orientation == 1 else scene.transpose(Image.Transpose(inverse[orientation]))
    picture = decode(turned_by(orientation, stored, "PNG"))
    assert picture.size == scene.size
    assert np.array_equal(picture.pixels, np.asarray(scene))


def test_large_pictures_shrink_and_keep_their_size() -> None:
    picture = decode(np.zeros((3000, 4000), np.uint8))
    assert picture.pixels.shape[:2] == (1000, 1334)
    assert picture.size == (4000, 3000)


def test_tiny_pictures_grow() -> None:
    picture = decode(np.zeros((28, 28), np.uint8))
    assert min(picture.pixels.shape[:2]) >= 200
    assert picture.size == (28, 28)


def test_limits_hold_before_decoding() -> None:
    bomb = bytearray(file(Image.new("1", (8, 8)), "PNG"))
    bomb[16:24] = (100_000).to_bytes(4, "big") * 2  # the header now claims 10 gigapixels
    with warnings.catch_warnings(), pytest.raises(InvalidPicture):
        warnings.simplefilter("error")
        decode(bytes(bomb))
    with pytest.raises(InvalidPicture, match="limit"):
        decode(file(Image.new("L", (300, 300)), "PNG"), Limits(pixels=80_000))
    with pytest.raises(InvalidPicture, match="limit"):
        decode(file(Image.new("L", (300, 300)), "PNG"), Limits(bytes=100))


def test_what_is_no_picture(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no picture")
    for source in (text, tmp_path, tmp_path / "missing.png", b"", b"\x89PNG\r\n\x1a\n", "a\0b"):
        with pytest.raises(InvalidPicture) as caught:
            decode(source)
        assert "\n" not in str(caught.value)
    with pytest.raises(InvalidInput):
        decode(42)  # type: ignore[arg-type]


def test_a_png_whose_sums_do_not_fit_is_damaged_and_what_is_missing_behind_it_is_not() -> None:
    data = file(Image.fromarray(GREY), "PNG")
    at = data.index(b"IDAT")
    length = int.from_bytes(data[at - 4 : at], "big")
    wrong = bytearray(data)
    wrong[at + 4 + length] ^= 1  # the first byte of its checksum
    with pytest.raises(InvalidPicture, match="damaged picture"):
        decode(bytes(wrong))
    assert decode(data[: data.index(b"IEND") - 4]).size == decode(data).size


def test_of_an_animation_the_first_frame() -> None:
    frames = [Image.fromarray(GREY), Image.fromarray(np.flipud(GREY).copy())]
    frames[1] = frames[1].point(lambda level: 255 - level)
    moving = file(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert np.array_equal(decode(moving).pixels, decode(file(frames[0], "GIF")).pixels)


def test_a_file_that_must_not_be_read_is_an_error(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(file(Image.fromarray(GREY), "PNG"))
    secret.chmod(0)
    if os.access(secret, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(InvalidPicture, match="cannot be read"):
        decode(secret)


def test_truncated_files_are_errors() -> None:
    for kind in ("PNG", "JPEG"):
        whole = file(Image.fromarray(GREY), kind)
        with pytest.raises(InvalidPicture):
            decode(whole[: len(whole) // 2])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "GIF", "BMP", "WEBP"]), st.data())
def test_damaged_files_give_one_error_or_a_picture(kind: str, data: st.DataObject) -> None:
    """Bytes changed at random: never another exception."""
    damaged = bytearray(file(Image.fromarray(GREY[:40, :40]), kind))
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        pixels = decode(bytes(damaged), Limits(pixels=1_000_000)).pixels
    except InvalidPicture:
        return
    assert pixels.dtype == np.uint8
    assert pixels.shape[2] == 3


ARROW = np.full((300, 400), 255, np.uint8)  # of no symmetry
ARROW[40:60, 30:200] = ARROW[40:200, 30:50] = 0


def turned_by(orientation: int, image: Image.Image, kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return file(image, kind, exif=exif)


def test_a_damaged_orientation_is_none() -> None:
    image = Image.fromarray(GREY)
    assert decode(file(image, "PNG", exif=b"Exif\0\0garbage")).size == image.size


def test_arrays_of_other_kinds_and_of_huge_floats() -> None:
    plain = decode(GREY).pixels
    masked = np.ma.masked_array(GREY)  # type: ignore[no-untyped-call]
    for other in (masked, GREY * 1e300 / 255):
        assert np.abs(decode(other).pixels.astype(int) - plain).max() <= 255 - GREY.max()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_holds_for_all_depths_and_for_images(orientation: int) -> None:
    upright = decode(turned_by(orientation, Image.fromarray(ARROW), "PNG"))
    deep = Image.fromarray(ARROW.astype(np.uint16) * 257)
    lazy = Image.open(io.BytesIO(turned_by(orientation, Image.fromarray(ARROW), "TIFF")))
    for source in (turned_by(orientation, deep, "PNG"), lazy):
        found = decode(source)
        assert found.size == upright.size
        assert np.abs(found.pixels.astype(int) - upright.pixels).max() <= 1


@pytest.mark.parametrize("over", [1.0001, 1.02])
def test_floats_a_little_over_one_are_shares(over: float) -> None:
    shares = GREY / 239 * over
    assert np.abs(decode(shares).pixels[..., 0] - np.minimum(shares, 1) * 255).max() <= 1
    shares[0, 0] = np.inf
    assert decode(shares).pixels[100, -1, 0] > 250


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.int64])
def test_masks_of_zero_and_one(dtype: type) -> None:
    assert np.ptp(decode((GREY > 100).astype(dtype)).pixels) == 255


def test_premultiplied_and_paletted_alpha() -> None:
    drawn = Image.new("LA", (300, 300), (0, 0))
    drawn.paste((0, 255), (100, 100, 200, 200))
    expected = decode(drawn).pixels
    assert expected[0, 0, 0] == 255
    assert expected[150, 150, 0] == 0
    for mode in ("RGBa", "PA"):
        assert (decode(drawn.convert("RGBA").convert(mode)).pixels == expected).all()


def test_programs_are_no_pictures() -> None:
    """Pillow would give an EPS to Ghostscript."""
    with pytest.raises(InvalidPicture, match="known format"):
        decode(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n")


def test_a_stream_may_come_in_parts() -> None:
    class Slow(io.BytesIO):
        def read(self, size: "int | None" = -1, /) -> bytes:
            return super().read(min(size or 1, 1000))

    assert (decode(Slow(file(Image.fromarray(GREY), "PNG"))).pixels == decode(GREY).pixels).all()


def test_what_cannot_be_read_any_more_is_one_error(tmp_path: Path) -> None:
    closed = Image.open(io.BytesIO(file(Image.fromarray(GREY), "PNG")))
    closed.close()
    stream = (tmp_path / "picture").open("wb")
    for source in (closed, stream, io.StringIO("text"), "x" * 5000):
        with pytest.raises(InvalidPicture, match=r"^[^\n]+; [^\n]+$"):
            decode(source)
    stream.close()


def test_more_pixels_than_pillow_bears_are_over_the_limit() -> None:
    header = file(Image.new("1", (14_500, 14_500)), "PNG")
    with pytest.raises(InvalidPicture, match="over the limit of 120,000,000 pixels"):
        decode(header)


def test_warnings_of_the_caller_are_left_alone() -> None:
    """`warnings.catch_warnings` in threads undoes what other threads and the caller set."""
    before = list(warnings.filters)
    picture = file(Image.fromarray(GREY), "PNG")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(decode, [picture] * 200))
    assert list(warnings.filters) == before


@pytest.mark.parametrize("limit", ["bytes", "pixels", "working_side"])
def test_limits_leave_something(limit: str) -> None:
    with pytest.raises(InvalidInput, match=f"{limit} is 0, expected 1 or more"):
        Limits(**{limit: 0})
