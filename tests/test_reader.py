"""The reader with the network that ships, on pictures that are drawn here."""

import io
import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import tenfold
from pictures import on_paper, page, row
from tenfold.errors import InvalidInput, InvalidModel, InvalidPicture
from tenfold.reader import Reader
from tenfold.reader.explain import COLOURS, GAP, TALLEST, TITLE, WIDTH
from tenfold.reader.reader import AHEAD, in_threads
from tenfold.vision.decode import Limits
from tenfold.vision.opencv import cv2

MODELS = Path(tenfold.__file__).parent / "models"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("text", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
def test_one_digit(reader: Reader, text: str) -> None:
    reading = reader.read(on_paper(row(text)))
    assert reading.text == text
    assert reading.confidence > 0.5


def test_a_row_with_boxes_in_the_original(reader: Reader) -> None:
    ink = row("90210", height=300, margin=400)  # over the working size: boxes scale back
    reading = reader.read(on_paper(ink))
    assert reading.text == "90210"
    assert [d.row for d in reading.digits] == [0] * 5
    lefts = [d.box[0] for d in reading.digits]
    assert lefts == sorted(lefts)
    assert lefts[0] == pytest.approx(400, abs=12)
    for digit in reading.digits:
        assert digit.box[1] == pytest.approx(400, abs=12)
        assert digit.box[3] == pytest.approx(300, abs=20)


def test_rows_become_lines(reader: Reader) -> None:
    reading = reader.read(on_paper(page(["123", "4567"])))
    assert reading.rows == ("123", "4567")
    assert reading.text == "123\n4567"


def test_white_on_black_and_black_on_white_agree(reader: Reader) -> None:
    ink = row("3826")
    assert reader.read(on_paper(ink, (0, 0, 0), (255, 255, 255))).text == "3826"
    assert reader.read(on_paper(ink, (255, 255, 255), (0, 0, 0))).text == "3826"


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_blank_is_an_empty_reading(reader: Reader, level: int) -> None:
    reading = reader.read(np.full((200, 300), level, np.uint8))
    assert reading.text == ""
    assert reading.rows == ()
    assert reading.digits == ()
    assert reading.confidence == 0


def test_noise_is_not_read_with_certainty(reader: Reader) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (480, 640, 3)).astype(np.uint8)
    assert sum(d.confidence > 0.9 for d in reader.read(noise).digits) <= 2


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 500), (500, 1), (1, 1600), (1600, 1), (2, 3000), (2, 3), (8, 8), (28, 28)]
)
def test_pictures_of_any_shape(reader: Reader, shape: tuple[int, int]) -> None:
    for picture in (np.zeros(shape, np.uint8), np.eye(*shape, dtype=np.uint8) * 255):
        reader.read(picture)


def test_all_sources_agree(reader: Reader, tmp_path: Path) -> None:
    picture = on_paper(row("71"))
    path = tmp_path / "a.png"
    Image.fromarray(picture).save(path)
    with path.open("rb") as file:
        sources = [path, str(path), path.read_bytes(), file, Image.fromarray(picture), picture]
        assert {reader.read(source).text for source in sources} == {"71"}


def test_many_keep_their_order_and_errors_stay_apart(reader: Reader, tmp_path: Path) -> None:
    texts = ["1", "23", "4", "56", "7", "8", "90", "3", "6", "2", "5"]
    sources: list[NDArray[np.uint8] | Path] = [on_paper(row(t)) for t in texts]
    sources[4] = tmp_path / "missing.png"
    readings = list(reader.read_many(sources, threads=2))
    assert isinstance(readings[4], InvalidPicture)
    read = [r.text for r in readings if not isinstance(r, InvalidPicture)]
    assert read == texts[:4] + texts[5:]


def test_min_confidence_moves_digits_to_rejected() -> None:
    picture = on_paper(row("25"))
    strict = Reader(min_confidence=1.0).read(picture)
    assert strict.text == ""
    assert strict.rejected == 2


def test_explain_is_a_picture(reader: Reader) -> None:
    out = io.BytesIO()
    reader.explain(on_paper(page(["12", "3"]))).save(out, "PNG")
    assert Image.open(out).size[0] == 800


@pytest.mark.parametrize("shape", [(1600, 1), (1, 1600), (1600, 20)])
def test_explain_of_a_strip_is_no_tower(reader: Reader, shape: tuple[int, int]) -> None:
    shown = reader.explain(np.zeros(shape, np.uint8))
    assert shown.width == WIDTH
    assert shown.height < 3 * TALLEST


@pytest.mark.parametrize("quarters", [0, 1])
def test_explain_shows_each_step(reader: Reader, quarters: int) -> None:
    """Also of a page on its side: everything lies as in the picture."""
    ink = row("52", height=120)
    picture = np.ascontiguousarray(np.rot90(on_paper(ink), quarters))
    written = np.rot90(ink, quarters) > 0.5
    shown = np.asarray(reader.explain(picture))
    width = (WIDTH - GAP) // 2
    height = round(width * len(picture) / picture.shape[1])
    below = TITLE + height + GAP + TITLE
    size = (picture.shape[1], len(picture))
    for x, y in ((0, TITLE), (WIDTH - width, TITLE), (0, below), (WIDTH - width, below)):
        panel = Image.fromarray(shown[y : y + height, x : x + width]).resize(size)
        levels = np.asarray(panel.convert("L")).astype(float)
        assert abs(np.corrcoef(levels.ravel(), written.ravel())[0, 1]) > 0.6, (x, y)
    colours = {tuple(colour) for colour in COLOURS[:2]}
    pieces = shown[below : below + height, WIDTH - width :]
    assert colours <= {tuple(map(int, pixel)) for pixel in pieces.reshape(-1, 3)}


def test_alternatives_are_other_labels_in_order(reader: Reader) -> None:
    digit = reader.read(on_paper(row("3"))).digits[0]
    assert digit.label not in [label for label, _ in digit.alternatives]
    shares = [digit.confidence, *(share for _, share in digit.alternatives)]
    assert shares == sorted(shares, reverse=True)


def test_the_package_has_it() -> None:
    assert tenfold.Reader is Reader
    assert "Reader" in dir(tenfold)


def test_other_processes_read_alike() -> None:
    reader = Reader(min_confidence=0.4)
    picture = on_paper(row("274"))
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        elsewhere, settings = pool.submit(reader.read, picture), pool.submit(_settings, reader)
        assert elsewhere.result().text == reader.read(picture).text == "274"
        assert settings.result() == (0.4, reader.limits)


def _settings(reader: Reader) -> tuple[float, Limits]:
    return reader.min_confidence, reader.limits


def test_bad_settings(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="min_confidence"):
        Reader(min_confidence=2)
    with pytest.raises(InvalidModel):
        Reader(tmp_path / "missing.safetensors")
    with pytest.raises(InvalidModel, match="tells 'between'"):
        Reader(MODELS / "rows.safetensors")
    with pytest.raises(InvalidInput, match="predict"):
        Reader(5)  # type: ignore[arg-type]


def test_a_network_reads_as_its_file_does(reader: Reader) -> None:
    """With the certainty that its metadata tell of."""
    picture = on_paper(row("4719"))
    file = MODELS / "reader.safetensors"
    readings = [Reader(model).read(picture) for model in (file, tenfold.load(file))]
    assert readings == [reader.read(picture)] * 2


def test_a_model_that_tells_letters_is_none() -> None:
    class Letters:
        def predict(self, x: NDArray[np.uint8]) -> NDArray[np.float32]:
            return np.full((len(x), 26), 1 / 26, np.float32)

    with pytest.raises(InvalidModel, match=r"\(1, 26\), expected \(1, 10\)"):
        Reader(Letters()).read(on_paper(row("7")))


@pytest.mark.parametrize("value", [np.nan, -0.1])
def test_a_model_that_gives_no_probabilities_is_none(value: float) -> None:
    class Broken:
        def predict(self, x: NDArray[np.uint8]) -> NDArray[np.float32]:
            return np.full((len(x), 10), value, np.float32)

    with pytest.raises(InvalidModel, match="no probabilities"):
        Reader(Broken()).read(on_paper(row("7")))


def test_one_picture_is_not_many(reader: Reader) -> None:
    grey, coloured = np.zeros((28, 28), np.uint8), np.zeros((28, 28, 3), np.uint8)
    named = ("photo.jpg", b"GIF", bytearray(b"GIF"), Path("photo.jpg"), io.BytesIO(b"GIF"))
    for one in (*named, Image.new("L", (9, 9)), grey, coloured):
        with pytest.raises(InvalidInput, match="expected many"):
            reader.read_many(one)  # type: ignore[arg-type]


def test_an_array_of_many_is_many(reader: Reader) -> None:
    sevens = np.stack([on_paper(row("7"))] * 2)
    grey = sevens if sevens.ndim == 3 else sevens[..., 0]  # (2, h, w)
    assert [one.text for one in reader.read_many(grey)] == ["7", "7"]  # type: ignore[union-attr]


def test_what_began_is_given_before_a_sources_failure() -> None:
    def failing() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("the disk is gone")

    many, given = in_threads(lambda k: k, failing(), 2), []  # type: ignore[arg-type, return-value]
    with pytest.raises(OSError, match="the disk is gone"):
        given.extend(many)
    assert given == [1, 2]


def test_a_slow_source_keeps_no_reading_waiting() -> None:
    begun, taken = [threading.Event() for _ in range(AHEAD)], []

    def slow() -> Iterator[int]:
        for k in range(AHEAD):
            taken.append(k)
            if k == 2:
                assert begun[1].wait(60), "one thread: then the first is done"
            yield k

    def begin(k: int) -> int:
        begun[k].set()
        return k

    many = in_threads(begin, slow(), 1)  # type: ignore[arg-type]
    assert next(many) == 0
    assert taken[-1] <= 2
    assert list(many) == [1, 2, 3]


def test_a_digit_that_reaches_the_border_is_read_beside_a_stray_mark(reader: Reader) -> None:
    """By the mark's measure the digit is the page's edge."""
    picture = on_paper(row("4", height=300, margin=20)[20:])  # cut above
    picture[-12:-8, 4:22] = picture[-22:-8, 4:8] = (40, 45, 60)
    assert reader.read(picture).text == "4"


def test_a_pencil_beside_a_dark_mark_is_read(reader: Reader) -> None:
    """By the mark's darkness the pencil is none."""
    picture = on_paper(row("4", margin=120), (222, 222, 222), (198, 198, 198))
    cv2.ellipse(picture, (40, 270), (30, 14), 20, 0, 200, (20, 20, 20), 3)
    assert reader.read(picture).text == "4"


@pytest.mark.parametrize(("x", "text"), [(100, "1"), (0, "")])
def test_a_lone_bar_at_the_border_is_a_shadow(reader: Reader, x: int, text: str) -> None:
    picture = np.full((300, 220, 3), 235, np.uint8)
    cv2.line(picture, (x + 30, 80), (x, 220), (40, 40, 40), 14)
    assert reader.read(picture).text == text


def test_a_one_may_fill_a_tight_crop(reader: Reader) -> None:
    picture = np.full((140, 60, 3), 235, np.uint8)
    picture[:, 25:39] = 40
    assert reader.read(picture).text == "1"


def test_a_bright_button_is_no_sheet(reader: Reader) -> None:
    """As below what is drawn in a dark app."""
    screen = on_paper(row("8", height=200), paper=(0, 0, 0), pen=(255, 255, 255))
    screen = cv2.copyMakeBorder(screen, 0, 110, 60, 60, cv2.BORDER_CONSTANT, value=(18, 18, 18))
    height, width = screen.shape[:2]
    cv2.rectangle(
        screen, (width // 4, height - 85), (3 * width // 4, height - 25), (40, 110, 230), -1
    )
    label, white = (width // 2 - 40, height - 45), (255, 255, 255)
    cv2.putText(screen, "Menu", label, cv2.FONT_HERSHEY_SIMPLEX, 1, white, 2, cv2.LINE_AA)
    assert reader.read(screen).text == "8"


@pytest.mark.parametrize("text", ["8", "9"])
def test_lines_left_over_beside_a_digit_are_no_part_of_it(reader: Reader, text: str) -> None:
    picture = on_paper(row(text, height=120))
    middle = picture.shape[1] // 2
    picture[188:190, middle - 20 : middle + 50] = picture[46:48, middle - 50 : middle + 10] = 60
    assert reader.read(picture).text == text


def with_gap(text: str, place: float, gap: int = 12, height: int = 160) -> NDArray[np.float32]:
    """A digit whose strokes stop at this share of its height, and go on below."""
    ink = row(text, height=height, gap=0)
    cut = 60 + int(place * height)
    ink[cut : cut + gap] = 0
    return ink


@pytest.mark.parametrize(
    ("text", "place"), [("3", 0.46), ("5", 0.25), ("2", 0.6), ("6", 0.4), ("9", 0.6)]
)
def test_halves_of_a_broken_digit_are_read_as_one(reader: Reader, text: str, place: float) -> None:
    """Not as two rows, nor as a page on its side."""
    assert reader.read(on_paper(with_gap(text, place))).text == text


def test_digits_above_each_other_stay_two(reader: Reader) -> None:
    assert reader.read(on_paper(page(["7", "1"], margin=20))).text == "7\n1"


def test_a_four_in_three_strokes_is_not_two_ones_beside_a_line(reader: Reader) -> None:
    picture = np.full((224, 224, 3), 250, np.uint8)
    for start, end in (((48, 45), (30, 125)), ((75, 118), (118, 118)), ((150, 75), (134, 172))):
        cv2.line(picture, start, end, (30, 30, 30), 16 if start[0] != 75 else 9)
    assert reader.read(picture).text != "11"


def test_a_four_that_is_closed_high_is_no_nine(reader: Reader) -> None:
    picture = np.full((400, 220, 3), 245, np.uint8)
    for start, end in (((140, 50), (60, 130)), ((60, 130), (158, 132)), ((160, 35), (158, 335))):
        cv2.line(picture, start, end, (30, 30, 30), 7, cv2.LINE_AA)
    assert reader.read(picture).text == "4"


@pytest.mark.parametrize(("text", "seed"), [("0", 2), ("1", 2), ("2", 3), ("6", 1)])
def test_fat_strokes_fill_a_tight_crop_in_uneven_light(
    reader: Reader, text: str, seed: int
) -> None:
    ink = row(text, height=100, margin=8, gap=0, seed=seed)
    fat = cv2.dilate(ink, np.ones((15, 15)))
    height, width = fat.shape
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    light = 1 - (0.35 * down if text == "0" else 0.25 * down + 0.2 * across)
    picture = on_paper(fat, (225, 222, 215), (60, 60, 70)) * light[..., None]
    assert reader.read(picture.astype(np.uint8)).text == text


@pytest.mark.parametrize("text", ["2", "3", "5", "7", "8"])
@pytest.mark.parametrize(("across", "down"), [(0.6, 1.5), (1.6, 0.8)])
def test_a_stretched_digit_is_itself(reader: Reader, text: str, across: float, down: float) -> None:
    ink = row(text, height=120, seed=2)
    assert reader.read(on_paper(cv2.resize(ink, None, fx=across, fy=down))).text == text


def test_a_rejected_piece_makes_the_whole_less_certain(reader: Reader) -> None:
    reading = reader.read(on_paper(row("274")))
    strict = Reader(min_confidence=max(d.confidence for d in reading.digits)).read(
        on_paper(row("274"))
    )
    assert reading.completeness == 1
    assert strict.rejected > 0
    assert strict.completeness < 0.1, "it was sure that they are digits"


def test_boxes_do_not_drift_down_a_tall_picture(reader: Reader) -> None:
    """Its shorter side, 201 pixels, is 41 after a fifth: that is no whole fifth."""
    tall = np.full((6401, 201, 3), 255, np.uint8)
    seven = on_paper(row("7", height=120, margin=20))
    for top in (300, 5900):
        tall[top : top + seven.shape[0], 20 : 20 + seven.shape[1]] = seven
    ink = np.flatnonzero((tall[..., 0] < 128).any(axis=1))
    last = reader.read(tall).digits[-1]
    assert last.label == "7"
    assert abs(last.box[1] + last.box[3] - ink[-1]) <= 8


@pytest.mark.parametrize("size", [(2401, 3201), (31, 47), (1999, 1601)])
def test_boxes_lie_in_the_picture(reader: Reader, size: tuple[int, int]) -> None:
    """No side of which is a whole multiple of what is looked at; the ink reaches the border."""
    height, width = size
    picture = np.full(size, 255, np.uint8)
    picture[height // 4 :, width // 3 : -(-width * 2 // 5)] = 0
    (digit,) = reader.read(picture).digits
    x, y, across, down = digit.box
    assert x >= 0 and y >= 0 and x + across <= width and y + down <= height


def test_many_give_what_each_gives_and_stop_when_asked(reader: Reader) -> None:
    seven, wrong = on_paper(row("7")), np.zeros((2, 2), complex)
    readings = list(reader.read_many([seven, wrong, seven]))
    assert [getattr(r, "text", type(r)) for r in readings] == ["7", InvalidInput, "7"]
    reading, drawing = next(reader.explain_many([seven]))
    assert reading == readings[0]
    assert drawing.size == reader.explain(seven).size
    many = reader.read_many(itertools.repeat(seven))
    assert next(many).text == "7"
    many.close()
    with pytest.raises(InvalidInput, match="threads"):
        reader.read_many([seven], threads=0)


def test_what_is_explained_is_what_is_read() -> None:
    """A digit under --min-confidence is refused, so it is drawn red."""
    picture = on_paper(row("7"))
    for least, drawn in ((0.3, True), (1.0, False)):
        seen = np.asarray(Reader(min_confidence=least).explain(picture))
        assert (seen == (0, 150, 60)).all(axis=2).any() == drawn
