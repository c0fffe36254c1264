"""The steps from pixels to 28×28, each on pictures that are drawn here."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pictures import agreement, digit, on_paper, page, row
from tenfold.vision.channels import Channels
from tenfold.vision.cuts import between, find_seams
from tenfold.vision.ink import Ink, find_ink
from tenfold.vision.light import contrast
from tenfold.vision.normalise import DIM, normalise, pen_width
from tenfold.vision.opencv import cv2
from tenfold.vision.panels import find_panels
from tenfold.vision.piece import Piece, join, nearly_meet
from tenfold.vision.pieces import find_pieces
from tenfold.vision.rows import find_rows
from tenfold.vision.shadows import without_shadows
from tenfold.vision.stretched import stretch, unstretched
from tenfold.vision.turn import turned, turned_back

Pixels = NDArray[np.uint8]
INK = row("25")
TRUE = (INK > 0.5).astype(np.uint8)


COLOURS = {
    "black on white": ((255, 255, 255), (0, 0, 0)),
    "white on black": ((0, 0, 0), (255, 255, 255)),
    "blue on brown": ((170, 130, 90), (40, 50, 140)),
    "yellow on navy": ((20, 20, 80), (230, 220, 60)),
    "red on green of the same light": ((60, 140, 60), (220, 60, 60)),
    "pencil, 15 levels": ((230, 230, 230), (215, 215, 215)),
}


@pytest.mark.parametrize("name", COLOURS)
def test_ink_of_any_colour(name: str) -> None:
    paper, pen = COLOURS[name]
    assert agreement(find_ink(on_paper(INK, paper, pen)).mask, TRUE) > 0.8


def test_a_thin_pen_is_told_by_its_colour() -> None:
    """It covers so little of the picture that the light's noise is most of what stands off."""
    line = np.zeros((800, 1000), np.uint8)
    cv2.ellipse(line, (500, 400), (120, 200), 0, 0, 360, 1, 2)
    drawn = np.where(line[..., None] > 0, (200, 30, 30), (60, 90, 220))
    noise = np.random.default_rng(0).normal(0, 6, drawn.shape)
    picture = np.clip(drawn + noise, 0, 255).astype(np.uint8)
    assert agreement(find_ink(picture).mask, line) > 0.8


def test_polarity_is_told() -> None:
    assert contrast(Channels(on_paper(INK, (255, 255, 255), (0, 0, 0)))).dark
    assert not contrast(Channels(on_paper(INK, (0, 0, 0), (255, 255, 255)))).dark


def test_a_smear_on_a_blackboard_is_no_ink() -> None:
    """It stands off far in shares of so dark a paper; the chalk does in levels."""
    thin = cv2.erode(row("2", height=300), np.ones((11, 11))) > 0.3
    board = np.full((*thin.shape, 3), (40, 62, 50), np.uint8)
    board[20:140, 20:140] -= 20
    board[200:400, 20:200] -= 20
    board[thin] = (150, 150, 140)
    assert not contrast(Channels(board)).dark


def test_strokes_on_rough_paper_stay_whole() -> None:
    """A narrow window would fit best: it follows the strokes as well."""
    ink = (row("8", height=200, margin=40, gap=0) > 0.5).astype(np.uint8)
    fat = cv2.dilate(ink, np.ones((5, 5)))
    rough = cv2.GaussianBlur(np.random.default_rng(0).normal(0, 1, fat.shape), (0, 0), 1.5)
    light = np.clip(170 - 110 * fat + 20 * rough / rough.std(), 0, 255).astype(np.uint8)
    assert agreement(find_ink(np.repeat(light[..., None], 3, axis=2)).mask, fat) > 0.9


def test_a_shadow_is_no_ink() -> None:
    light = np.ones_like(INK)
    light[:, : INK.shape[1] // 3] = 0.5
    light *= np.linspace(1, 0.7, INK.shape[0])[:, None]
    shaded = (on_paper(INK) * light[..., None]).astype(np.uint8)
    assert agreement(find_ink(shaded).mask, TRUE) > 0.75


def test_fat_strokes_in_uneven_light_are_not_hollow() -> None:
    """No window has more paper than ink."""
    fat = cv2.dilate((row("3", height=200, margin=30) > 0.5).astype(np.uint8), np.ones((31, 31)))
    yy, xx = np.mgrid[: fat.shape[0], : fat.shape[1]]
    light = 1 - 0.65 * (xx / fat.shape[1] + yy / fat.shape[0]) / 2
    shaded = (np.where(fat, 0, 250) * light).astype(np.uint8)
    assert agreement(find_ink(np.repeat(shaded[..., None], 3, axis=2)).mask, fat) > 0.9


def test_fat_strokes_in_a_tight_crop_stay_whole() -> None:
    fat = np.full((224, 224, 3), 255, np.uint8)
    fat[20:204, 80:150] = 0
    assert find_ink(fat).mask[100, 115] == 1


@pytest.mark.parametrize("squared", [False, True])
def test_ruling_goes_and_digits_stay(squared: bool) -> None:
    paper = on_paper(np.pad(INK, 60))
    true = np.pad(TRUE, 60)
    for y in range(20, paper.shape[0], 45):
        paper[y : y + 2] = np.minimum(paper[y : y + 2], 120)
    for x in range(20, paper.shape[1], 45) if squared else ():
        paper[:, x : x + 2] = np.minimum(paper[:, x : x + 2], 120)
    assert agreement(find_ink(paper).mask, true) > 0.75


def test_a_thin_one_from_border_to_border_is_no_ruling() -> None:
    picture = np.full((300, 150, 3), 255, np.uint8)
    picture[:, 74:77] = 30
    assert find_ink(picture).mask.sum() > 800


def test_a_canvas_within_a_page_has_its_own_paper() -> None:
    screen = np.full((600, 900, 3), 245, np.uint8)
    ink = row("7", height=200, margin=40)
    height, width = ink.shape
    screen[100 : 100 + height, 200 : 200 + width] = on_paper(ink, (0, 0, 0), (255, 255, 255))
    mask = find_ink(screen).mask
    assert (
        agreement(mask[100 : 100 + height, 200 : 200 + width], (ink > 0.5).astype(np.uint8)) > 0.8
    )


def test_blank_pictures_have_no_ink() -> None:
    for level in (0, 127, 255):
        assert not find_ink(np.full((300, 400, 3), level, np.uint8)).mask.any()


def test_an_edge_from_top_to_bottom_is_no_digit_beside_joined_ones() -> None:
    """Joined digits are as wide as the edge is high: only the heights tell."""
    mask = np.zeros((166, 248), np.uint8)
    for x in (118, 181):
        cv2.ellipse(mask, (x, 58), (28, 20), 0, 0, 360, 1, 8)
    mask[:, 232:] = 1
    assert [piece.box for piece in find_pieces(mask)] == [(86, 34, 128, 49)]


def test_pieces_drop_specks_and_page_edges() -> None:
    mask = np.pad(TRUE, 40)
    mask[10:12, 100:102] = 1
    mask[:, :6] = 1  # a dark table beside the page
    assert len(find_pieces(mask)) == 2


def test_strokes_within_each_other_are_no_pieces() -> None:
    """Arcs' boxes lie within each other: their masks would be as large as many pictures, and are
    put together in every way."""
    arcs = np.zeros((600, 600), np.uint8)
    for radius in range(40, 560, 14):
        cv2.ellipse(arcs, (20, 20), (radius, radius), 0, 5, 85, 1, 3)
    assert find_pieces(arcs) == []
    assert len(find_pieces(np.tile(TRUE, (4, 3)))) == 24


def test_a_frame_around_digits_is_dropped_and_a_zero_is_not() -> None:
    mask = np.pad(TRUE, 40)
    mask[20:24, 20:-20] = mask[-24:-20, 20:-20] = 1
    mask[20:-20, 20:24] = mask[20:-20, -24:-20] = 1
    assert len(find_pieces(mask)) == 2
    alone = np.zeros((200, 200), np.uint8)
    alone[40:160, 60:140] = 1
    alone[50:150, 70:130] = 0
    assert len(find_pieces(alone)) == 1


def test_a_window_s_title_bar_is_no_top_of_a_seven() -> None:
    mask = np.zeros((300, 180), np.uint8)
    mask[67:262, 84:96] = 1  # a 1
    bar = mask.copy()
    bar[25:40, 25:151] = 1
    assert [p.x for p in find_pieces(bar)] == [84]
    flag = mask.copy()
    flag[45:57, 84:140] = 1  # a 5's: not as wide as the picture
    assert len(find_pieces(flag)) == 2


def test_a_line_left_over_at_the_border_is_no_one() -> None:
    mask = np.zeros((94, 300), np.uint8)
    mask[:70, 0:2] = 1
    mask[20:75, 60:90] = 1
    mask[20:75, 140:147] = 1  # a 1
    assert sorted(p.x for p in find_pieces(mask)) == [60, 140]


def test_every_so_manyth_pixel_of_thin_lines_may_be_paper() -> None:
    corner = np.zeros((600, 600), np.uint8)
    corner[-1] = corner[:, -1] = 1
    frame = Piece(0, 0, corner)
    assert without_shadows([frame], np.pad(corner * np.uint8(200), ((0, 9), (0, 9)))) == [frame]


def test_a_button_does_not_make_small_writing_dust() -> None:
    mask = np.zeros((400, 500), np.uint8)
    mask[320:370, 100:380] = 1
    mask[335:350, 150:300:12] = 0  # its letters
    mask[150:190, 100:104] = mask[150:190, 200:204] = 1
    assert sorted(p.x for p in find_pieces(mask)) == [100, 200]


@pytest.mark.parametrize(
    ("left", "top", "stays"), [(55, 114, False), (55, 101, True), (75, 114, True)]
)
def test_an_underline_is_no_part_of_a_digit(left: int, top: int, stays: bool) -> None:
    """It runs from side to side, below and apart; a broken digit's foot does not."""
    mask = np.zeros((150, 150), np.uint8)
    mask[40:100, 60:90] = 1
    mask[46:94, 66:84] = 0
    mask[top : top + 4, left : left + 40] = 1
    assert len(find_pieces(mask)) == 1 + stays


@pytest.mark.parametrize("pen", [160, 120])
def test_a_faint_pen_in_a_table_of_dark_rules(pen: int) -> None:
    drawn = row("25")
    paper = np.full((300, 460), 235, np.float32)
    for x in range(30, 460, 100):
        paper[30:271, x - 3 : x + 4] = 20
    for y in range(30, 300, 80):
        paper[y - 3 : y + 4, 30:431] = 20
    small = cv2.resize(drawn, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    inked = np.zeros(paper.shape, np.float32)
    inked[125 : 125 + height, 144 : 144 + width] = small
    picture = paper * (1 - inked) + pen * inked
    found = find_ink(np.repeat(picture.astype(np.uint8)[..., None], 3, axis=2)).mask
    assert len(find_pieces(found)) == 2
    assert agreement(found[118:182, 138:222], (inked > 0.5)[118:182, 138:222]) > 0.75


def test_rows_are_read_top_to_bottom_and_left_to_right() -> None:
    mask = (page(["123", "45"]) > 0.5).astype(np.uint8)
    rows = find_rows(find_pieces(mask))
    assert [len(r) for r in rows] == [3, 2]
    for line in rows:
        assert [p.x for p in line] == sorted(p.x for p in line)


def test_a_slanted_row_is_one_row() -> None:
    pieces = [Piece(60 * i, 200 - 18 * i, np.ones((60, 30), np.uint8)) for i in range(10)]
    assert [len(r) for r in find_rows(pieces)] == [10]


def test_parts_of_a_broken_digit_are_on_one_row() -> None:
    """A 5 whose stroke broke: its lower part lies below its neighbours' middle."""
    neighbours = [Piece(x, 10, np.ones((60, 40), np.uint8)) for x in (0, 140)]
    upper, lower = (Piece(x, y, np.ones((28, 36), np.uint8)) for x, y in ((72, 33), (64, 62)))
    assert [len(r) for r in find_rows([*neighbours, upper, lower])] == [4]


def test_parts_of_a_lone_broken_digit_are_on_one_row() -> None:
    """The typical piece is a part of it."""
    upper, lower = (
        Piece(54, 57, np.ones((91, 108), np.uint8)),
        Piece(74, 158, np.ones((140, 127), np.uint8)),
    )
    assert [len(r) for r in find_rows([upper, lower])] == [2]


def test_digits_below_each_other_are_two_rows() -> None:
    close = [Piece(x, y, np.ones((30, 20), np.uint8)) for y in (0, 32) for x in (0, 40, 80)]
    assert [len(r) for r in find_rows(close)] == [3, 3]


@pytest.mark.parametrize("left", [-30, 68, 200])
def test_a_tables_rule_makes_no_two_rows_one(left: int) -> None:
    """It stands beside both, and belongs to the one that it is nearest to."""
    rows = [Piece(x, y, np.ones((60, 40), np.uint8)) for y in (0, 90) for x in (0, 100, 130)]
    rule = Piece(left, 5, np.ones((140, 4), np.uint8))
    assert sorted(len(r) for r in find_rows([*rows, rule])) == [3, 4]


def test_a_digit_beside_labels_is_a_row_of_its_own() -> None:
    """However near it is to one of them."""
    labels = [
        Piece(200 + 16 * k, y, np.ones((20, 12), np.uint8)) for y in (0, 60) for k in range(6)
    ]
    digit = Piece(130, 5, np.ones((90, 40), np.uint8))
    assert sorted(len(r) for r in find_rows([digit, *labels])) == [1, 6, 6]


def test_digits_beside_a_label_are_one_row_though_some_are_lower() -> None:
    """2.4 to 2.6 times as high as the letters, which are more."""
    letters = [Piece(16 * k, 40, np.ones((20, 12), np.uint8)) for k in range(14)]
    digits = [Piece(260 + 60 * k, 10, np.ones((h, 40), np.uint8)) for k, h in enumerate((48, 52))]
    assert sorted(len(r) for r in find_rows([*letters, *digits])) == [2, 14]


def test_a_word_close_above_digits_is_no_part_of_them() -> None:
    """Letters of more than half their height, on a line that leans into theirs; flags of broken 5s
    are as low, but apart."""
    digits = [Piece(60 * k, 40, np.ones((60, 40), np.uint8)) for k in range(4)]
    word = [Piece(5 + 24 * k, 10 + 2 * k, np.ones((32, 20), np.uint8)) for k in range(4)]
    flags = [Piece(5 + 60 * k, 30, np.ones((26, 34), np.uint8)) for k in range(4)]
    assert [len(r) for r in find_rows([*digits, *word])] == [4, 4]
    assert [len(r) for r in find_rows([*digits, *flags])] == [8]


def test_tall_digits_beside_no_row_are_a_row() -> None:
    """Whatever else is on the page: there may be more small print than digits."""
    letters = [Piece(x, 20, np.ones((30, 20), np.uint8)) for x in range(0, 600, 26)]
    digits = [Piece(x, 100, np.ones((90, 50), np.uint8)) for x in (0, 80, 160)]
    assert [len(r) for r in find_rows([*digits, *letters])] == [len(letters), 3]


def test_small_letters_above_a_digit_are_a_row_of_their_own() -> None:
    """A title; two specks, or what lies beside a stroke, are parts of the digit."""
    drawn = Piece(20, 60, np.ones((200, 100), np.uint8))
    letters = [Piece(x, 20, np.ones((14, 10), np.uint8)) for x in range(20, 100, 16)]
    assert [len(r) for r in find_rows([drawn, *letters])] == [len(letters), 1]
    assert [len(r) for r in find_rows([drawn, *letters[:2]])] == [3]
    beside = [Piece(x, 150, np.ones((14, 10), np.uint8)) for x in (125, 140, 155)]
    assert [len(r) for r in find_rows([drawn, *beside])] == [4]


def test_joined_pieces_keep_every_pixel() -> None:
    a, b = Piece(5, 5, np.ones((4, 6), np.uint8)), Piece(20, 0, np.ones((2, 3), np.uint8))
    both = join([a, b])
    assert both.box == (5, 0, 18, 9)
    assert both.mask.sum() == 24 + 6


def rings(*centres: int) -> Piece:
    """Rings of radius 32 side by side, as one piece."""
    yy, xx = np.mgrid[4:77, 2 : centres[-1] + 37]
    ink = np.any([np.abs(np.hypot(xx - x, yy - 40) - 32) < 5 for x in centres], axis=0)
    return Piece(7, 3, ink.astype(np.uint8))


def test_a_seam_separates_touching_digits() -> None:
    """Two rings that touch: some candidate leaves the left one nearly whole."""
    piece = rings(38, 108)
    left = np.zeros_like(piece.mask)
    left[:, : rings(38).width] = rings(38).mask
    agreements = []
    for seam in find_seams(piece):
        part = between(piece, None, seam)
        assert part is not None
        found = np.zeros_like(left)
        x, y = part.x - piece.x, part.y - piece.y
        found[y : y + part.height, x : x + part.width] = part.mask
        agreements.append(agreement(found, left))
    assert max(agreements) > 0.85


def test_the_ink_on_both_sides_of_a_seam_is_all_there_is() -> None:
    piece = rings(38, 108, 178)
    for seam in find_seams(piece):
        sides = [between(piece, None, seam), between(piece, seam, None)]
        assert sum(int(side.mask.sum()) for side in sides if side) == piece.mask.sum()
    assert between(piece, None, None).mask.sum() == piece.mask.sum()  # type: ignore[union-attr]


def test_a_narrow_piece_has_no_seams() -> None:
    assert find_seams(Piece(0, 0, np.ones((90, 12), np.uint8))) == []


def test_normalised_digits_look_as_mnist_has_them() -> None:
    for label in range(10):
        glyph = digit(label)
        image = normalise(glyph, (glyph > 100).astype(np.uint8))
        ys, xs = np.nonzero(image > 50)
        assert max(np.ptp(xs), np.ptp(ys)) + 1 in range(18, 22)
        total = image.sum(dtype=float)
        assert (image.sum(0) * np.arange(28)).sum() / total == pytest.approx(13.5, abs=0.6)
        assert (image.sum(1) * np.arange(28)).sum() / total == pytest.approx(13.5, abs=0.6)


@pytest.mark.parametrize("pen", [1, 2, 5])
def test_thin_pens_are_widened(pen: int) -> None:
    line = np.zeros((400, 100), np.uint8)
    line[20:380, 40 : 40 + pen] = 1
    image = normalise(line * np.uint8(255), line)
    assert 1.5 < image[14].sum() / 255 < 3.5


@pytest.mark.parametrize("pen", [3, 6, 15])
def test_pen_width_is_measured(pen: int) -> None:
    line = np.zeros((200, 60), np.uint8)
    line[10:190, 20 : 20 + pen] = 1
    assert pen_width(line) == pytest.approx(pen, abs=1.5)


@pytest.mark.parametrize("pen", [1, 2, 12, 40])
def test_pen_width_is_measured_on_large_pieces(pen: int) -> None:
    """Every so manyth pixel of a line one pixel wide is no line any more."""
    line = np.zeros((700, 400), np.uint8)
    cv2.line(line, (350, 30), (60, 670), 1, pen)
    assert pen_width(line) == pytest.approx(pen, abs=0.15 * pen + 1)


def test_what_a_piece_was_cut_from_is_shown_dimmed_in_its_place() -> None:
    own = np.zeros((80, 200), np.uint8)
    own[20:60, 90:98] = 1
    joined = own.copy()
    joined[20:60, 106:114] = 1  # as far off as two pens
    alone, beside = (normalise(own * np.uint8(255), own, ink) for ink in (None, joined))
    assert (beside >= alone).all() and beside[beside != alone].max() == DIM
    rest = np.where(alone > 0, 0, beside)
    middles = [(image * np.arange(28)).sum() / image.sum() for image in (alone, rest)]
    assert middles[1] - middles[0] == pytest.approx(16 / 40 * 20, abs=0.3)


def test_an_empty_piece_is_an_empty_picture() -> None:
    assert not normalise(np.zeros((5, 5), np.uint8), np.zeros((5, 5), np.uint8)).any()


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_boxes_turn_back(quarters: int) -> None:
    mask = np.zeros((60, 100), np.uint8)
    mask[10:30, 20:25] = 1
    spun = turned(Ink(mask, mask), quarters).mask
    ys, xs = np.nonzero(spun)
    box = (int(xs.min()), int(ys.min()), int(np.ptp(xs)) + 1, int(np.ptp(ys)) + 1)
    assert turned_back(box, quarters, (100, 60)) == (20, 10, 5, 20)


def test_a_faint_shadow_from_the_border_is_no_ink_and_faint_pencil_is() -> None:
    rng = np.random.default_rng(0)
    yy, xx = np.mgrid[:400, :300]
    shade = 18 * (1 - (xx + 400 - yy) / 200).clip(0)  # into a corner
    pencil = 24.0 * np.pad(row("7", height=120, margin=20), ((100, 140), (120, 80)))[:400, :300]
    for darker, written in ((shade, False), (pencil, True)):
        paper = 200 - darker + rng.normal(0, 4, darker.shape)
        found = find_ink(np.repeat(paper.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2))
        assert bool(find_pieces(found.mask)) is written


@pytest.mark.parametrize(("rise", "pieces"), [(6, 2), (60, 1)])
def test_a_flag_close_above_a_bowl_is_no_line(rise: int, pieces: int) -> None:
    """A 5's, wider than its bowl is high; far above it is a line."""
    mask = np.zeros((300, 300), np.uint8)
    cv2.ellipse(mask, (120, 200), (40, 40), 0, -80, 200, 1, 12)
    top = int(np.flatnonzero(mask.any(axis=1))[0])
    mask[top - rise - 14 : top - rise, 100:200] = 1
    assert len(find_pieces(mask)) == pieces


def test_stretched_pieces_get_their_usual_form() -> None:
    tall = Piece(10, 20, np.ones((130, 50), np.uint8))
    times = stretch([tall])
    assert times == pytest.approx(2.0)
    levels, piece = unstretched(np.full((200, 100), 90, np.uint8), tall, times)
    assert levels.shape == piece.mask.shape == (130, 100)
    assert piece.mask.all() and (levels == 90).all()
    flat = Piece(0, 0, np.ones((50, 100), np.uint8))
    times = stretch([flat])
    assert times is not None
    assert unstretched(np.zeros((50, 100), np.uint8), flat, times)[1].mask.shape == (130, 100)
    assert stretch([Piece(0, 0, np.ones((60, 50), np.uint8))]) is None


@pytest.mark.parametrize(("size", "panels"), [((200, 60), 0), ((60, 200), 1)])
def test_a_bar_with_grey_in_it_is_no_panel(size: tuple[int, int], panels: int) -> None:
    """An enlarged 1's soft edge is of grey blocks; a note as flat has a row on it."""
    levels = np.zeros((280, 280), np.uint8)
    levels[40 : 40 + size[0], 40 : 40 + size[1]] = 255
    levels[60 : 20 + size[0], 50:70] = 120
    assert len(find_panels(levels)) == panels


@pytest.mark.parametrize(("gap", "meet"), [(8, True), (30, False)])
def test_parts_that_nearly_meet_are_nearer_than_the_pen_is_wide(gap: int, meet: bool) -> None:
    mask = np.zeros((200, 100), np.uint8)
    mask[20:90, 40:55] = mask[90 + gap : 180, 40:55] = 1
    assert nearly_meet(find_pieces(mask)) == meet
