import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import agreement, on_paper, page, row
from tenfold import Reader
from tenfold.vision.ink import find_ink
from tenfold.vision.sheets import find_coloured_sheet, find_dark_sheet, find_sheet, find_sheets

Pixels = NDArray[np.uint8]
WOOD, CLOTH, TABLE = (140, 100, 65), (40, 55, 95), (25, 25, 28)


def desk(shape: tuple[int, int], colour: tuple[int, int, int]) -> Pixels:
    """RGB (h, w, 3) with a grain that runs across."""
    rng = np.random.default_rng(0)
    grain = cv2.resize(rng.normal(0, 12, (shape[0] // 3, 5)), shape[::-1])[..., None]
    return np.clip(np.array(colour) + grain, 0, 255).astype(np.uint8)


def corners_of(
    shape: tuple[int, int], degrees: float, around: tuple[int, int]
) -> NDArray[np.float32]:
    """Where the corners of a sheet (h, w) lie on a desk (h, w) that it is the middle of."""
    height, width = shape
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]]) - [width / 2, height / 2]
    return (flat @ turn + np.array(around[::-1]) / 2).astype(np.float32)


def lying(sheet: Pixels, degrees: float = 8, colour: tuple[int, int, int] = WOOD) -> Pixels:
    """The sheet on a desk twice as large."""
    height, width = sheet.shape[:2]
    around = (2 * height, 2 * width)
    corners = corners_of((height, width), degrees, around)
    straight = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    laying = cv2.getPerspectiveTransform(straight, corners)
    turned = cv2.warpPerspective(sheet, laying, around[::-1])
    place = cv2.warpPerspective(np.full((height, width), 255, np.uint8), laying, around[::-1])
    return cv2.copyTo(turned, place, desk(around, colour))


@pytest.mark.parametrize("colour", [WOOD, CLOTH, TABLE])
@pytest.mark.parametrize("degrees", [-15, 0, 8])
def test_a_sheet_is_found_where_it_lies(degrees: float, colour: tuple[int, int, int]) -> None:
    sheet = on_paper(row("274"))
    picture = lying(sheet, degrees, colour)
    found = find_sheet(picture)
    true = np.zeros(picture.shape[:2], np.uint8)
    corners = corners_of(sheet.shape[:2], degrees, picture.shape[:2])
    cv2.fillConvexPoly(true, np.rint(corners).astype(np.int32), 1)
    assert found is not None
    assert not (found.place[true == 0] > 0).any()
    assert agreement(found.place // 255, true) > 0.7  # its edge goes
    assert np.abs(found.corners - corners).max() < 0.1 * max(sheet.shape)


@pytest.mark.parametrize("degrees", [-12, 0, 9])
@pytest.mark.parametrize("colour", [WOOD, CLOTH, TABLE])
def test_what_is_written_on_a_sheet_is_read(degrees: float, colour: tuple[int, int, int]) -> None:
    assert Reader().read(lying(on_paper(row("274")), degrees, colour)).text == "274"


def test_boxes_lie_in_the_picture() -> None:
    picture = lying(on_paper(row("274")))
    height, width = picture.shape[:2]
    boxes = np.array([digit.box for digit in Reader().read(picture).digits])
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    # The sheet's own middle is the desk's, and digits are 80 of its pixels high.
    assert np.abs(middles[1] - [width / 2, height / 2]).max() < 40
    assert (np.abs(boxes[:, 3] - 85) < 20).all()


def test_a_ruled_sheet_is_read_at_an_angle() -> None:
    """Ruled lines end at the sheet's edges and run across at its angle."""
    sheet = on_paper(page(["3582", "6149"]))
    sheet[20::60] = (150, 165, 205)
    sheet[21::60] = (150, 165, 205)
    assert Reader().read(lying(sheet, 7)).text == "3582\n6149"


def test_a_sheet_may_leave_the_picture() -> None:
    picture = lying(on_paper(row("274")), 8)
    height, width = picture.shape[:2]
    cut = picture[: int(0.72 * height), : int(0.78 * width)]
    assert find_sheet(cut) is not None
    assert Reader().read(cut).text == "274"


def test_a_blank_sheet_on_a_desk_is_empty() -> None:
    blank = np.full((200, 300, 3), (230, 228, 220), np.uint8)
    assert Reader().read(lying(blank)).text == ""


def test_thin_lines_are_whole_after_two_turns() -> None:
    sheet = np.full((300, 300, 3), 240, np.uint8)
    cv2.line(sheet, (150, 60), (150, 240), (30, 30, 40), 1)
    mask = find_ink(lying(sheet, 11)).mask
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    assert count == 2
    assert stats[1, cv2.CC_STAT_HEIGHT] > 160


def bare(ink: NDArray[np.float32]) -> Pixels:
    return on_paper(ink, paper=(30, 35, 32), pen=(230, 230, 225))


def fat(shape: str) -> NDArray[np.float32]:
    ink = np.zeros((200, 200), np.float32)
    if shape == "bar":
        ink[20:180, 75:125] = 1
    else:
        cv2.ellipse(ink, (100, 100), (50, 75), 0, 0, 360, 1, 14)
    return ink


@pytest.mark.parametrize("paper", [bare, on_paper])
@pytest.mark.parametrize(("shape", "text"), [("bar", "1"), ("ring", "0")])
def test_fat_strokes_are_no_sheets(paper, shape: str, text: str) -> None:
    assert Reader().read(paper(fat(shape))).text == text


def test_a_sheet_that_fills_the_picture_is_none() -> None:
    assert find_sheet(on_paper(row("274"))) is None


def test_a_shadow_is_no_edge_of_a_sheet() -> None:
    picture = on_paper(row("274")).astype(np.float32)
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    picture[x + 0.7 * y > 0.6 * width] *= 0.6
    assert find_sheet(picture.astype(np.uint8)) is None


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 500, 3), (7, 3, 3), (300, 2, 3)])
def test_any_size_will_do(shape: tuple[int, int, int]) -> None:
    for seed in range(20):
        noise = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
        assert find_ink(noise).mask.shape == shape[:2]


@pytest.mark.parametrize(
    ("paper", "around"), [((205, 195, 110), (224, 225, 222)), ((125, 125, 125), (220, 120, 110))]
)
def test_a_sheet_no_lighter_than_what_it_lies_on_is_told_by_its_colour(
    paper: tuple[int, int, int], around: tuple[int, int, int]
) -> None:
    picture = lying(on_paper(row("274"), paper), degrees=7, colour=around)
    assert find_sheet(picture) is None
    found = find_coloured_sheet(picture)
    assert found is not None
    true = corners_of(on_paper(row("274")).shape[:2], 7, picture.shape[:2])
    assert np.abs(found.corners - true).max() < 0.1 * max(picture.shape)
    assert Reader().read(picture).text == "274"


def test_a_shadow_is_no_coloured_sheet() -> None:
    picture = on_paper(row("274", margin=150), (230, 215, 190))
    picture[90:300, 120:400] = picture[90:300, 120:400] * 0.6
    assert find_coloured_sheet(picture) is None


def test_a_sheet_darker_than_what_it_lies_on_is_found() -> None:
    picture = lying(on_paper(row("274"), (30, 45, 40), (230, 230, 230)), colour=(215, 205, 190))
    found = find_dark_sheet(picture)
    assert found is not None
    true = corners_of(row("274").shape[:2], 8, picture.shape[:2])
    assert np.abs(found.corners - true).max() < 0.1 * max(picture.shape)
    assert find_dark_sheet(on_paper(row("274"))) is None


def test_a_thumb_at_the_sheet_s_edge_is_no_digit() -> None:
    sheet = on_paper(row("274"))
    height, width = sheet.shape[:2]
    cv2.ellipse(sheet, (width, height // 2 + 40), (40, 18), 0, 0, 360, (200, 140, 110), -1)
    assert Reader().read(lying(sheet)).text == "274"


def test_corners_of_a_torn_paper_are_no_digits() -> None:
    picture = desk((700, 900), WOOD)
    torn = [(150, 140), (420, 120), (760, 150), (740, 330), (765, 560), (500, 580), (170, 555)]
    paper = np.zeros((700, 900), np.uint8)
    cv2.fillPoly(paper, [np.array([*torn, (140, 350)])], 255)
    page = np.full_like(picture, (230, 228, 220))
    digits = on_paper(row("274", height=120), paper=(230, 228, 220))
    page[250 : 250 + len(digits), 180 : 180 + digits.shape[1]] = digits
    assert Reader().read(cv2.copyTo(page, paper, picture)).text == "274"


@pytest.mark.parametrize("text", ["1", "3", "8", "274"])
@pytest.mark.parametrize("colour", [WOOD, CLOTH, TABLE])
def test_what_is_written_on_a_round_paper_is_read(text: str, colour: tuple[int, int, int]) -> None:
    sheet = on_paper(row(text, height=120, margin=30, gap=0))
    height, width = sheet.shape[:2]
    picture = desk((600, 900), colour)
    axes = (int(0.72 * max(width, height)), int(0.72 * height))
    cv2.ellipse(picture, (450, 300), axes, 0, 0, 360, sheet[0, 0].tolist(), -1, cv2.LINE_AA)
    top, left = 300 - height // 2, 450 - width // 2
    picture[top : top + height, left : left + width] = sheet
    read = Reader().read(picture)
    assert read.text == text
    x, y, _, across = read.digits[0].box
    assert (x, y, across) == pytest.approx((left + 30, top + 30, 120), abs=8)


def test_a_fat_0_is_no_paper() -> None:
    ink = np.zeros((300, 260), np.uint8)
    cv2.ellipse(ink, (130, 150), (60, 85), 0, 0, 360, 255, 62, cv2.LINE_AA)
    for picture in (ink, 255 - ink):
        assert Reader().read(picture).text == "0"


@pytest.mark.parametrize("gap", [20, 60, 200])
@pytest.mark.parametrize("texts", [["274", "508"], ["27", "50", "863"]])
def test_sheets_beside_each_other_are_all_read(texts: list[str], gap: int) -> None:
    """However near: the next one is as bright as the first where the desk should be dark."""
    sheets = [on_paper(row(text, height=90, margin=50)) for text in texts]
    height = sheets[0].shape[0]
    width = sum(sheet.shape[1] for sheet in sheets) + gap * (len(sheets) + 1)
    picture, x = desk((height + 2 * 150, width), WOOD), gap
    for k, sheet in enumerate(sheets):
        top = 150 + 8 * k
        picture[top : top + height, x : x + sheet.shape[1]] = sheet
        x += sheet.shape[1] + gap
    assert Reader().read(picture).text == "".join(texts)


@pytest.mark.parametrize("thick", [1, 3, 5])
@pytest.mark.parametrize("colour", [(255, 0, 0), (255, 255, 255)])
def test_frames_that_a_program_draws_around_digits_are_no_sheets(
    thick: int, colour: tuple[int, int, int]
) -> None:
    """On black their outlines are as bright as a paper's, and little more is within."""
    ink = row("253", height=140, gap=80)
    picture = on_paper(ink, (0, 0, 0), (255, 255, 255))
    columns = np.flatnonzero(np.diff(np.pad((ink > 0.5).any(axis=0), 1).astype(int)))
    for left, right in columns.reshape(-1, 2).tolist():
        rows = np.flatnonzero((ink[:, left:right] > 0.5).any(axis=1))
        corner, other = (left - 8, int(rows[0]) - 8), (right + 8, int(rows[-1]) + 8)
        cv2.rectangle(picture, corner, other, colour, thick)
    assert find_sheets(picture) == []
    assert Reader().read(picture).text == "253"
