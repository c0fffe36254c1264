import io

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.console import Console

from tenfold.cli.drawing import draw


def printed(
    pictures: list[NDArray[np.uint8]],
    captions: list[str],
    width: int = 80,
    encoding: str = "utf-8",
    colours: str | None = None,
) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    console = Console(
        file=file,
        width=width,
        force_terminal=colours is not None,
        color_system=colours,  # type: ignore[arg-type]
    )
    draw(console, pictures, captions)
    file.flush()
    return raw.getvalue().decode(encoding)


@pytest.fixture
def bars() -> NDArray[np.uint8]:
    """4 × 4: the top row white, the bottom row white, between them nothing."""
    picture = np.zeros((4, 4, 1), np.uint8)
    picture[[0, 3]] = 255
    return picture


def test_two_pixels_share_a_cell(bars: NDArray[np.uint8]) -> None:
    assert printed([bars], ["I"]).splitlines() == ["▀▀▀▀", "▄▄▄▄", "I", ""]


def test_greys_become_shades() -> None:
    ramp = np.array([0, 60, 120, 180, 255], np.uint8)
    picture = np.broadcast_to(ramp[None, :, None], (2, 5, 1))
    assert printed([picture], ["x"]).splitlines()[0] == "░▒▓█"  # the empty column is cropped


def test_the_unused_frame_is_cropped_alike_for_all() -> None:
    left, right = np.zeros((2, 28, 28, 1), np.uint8)
    left[10, 10], right[13, 15] = 255, 255
    lines = printed([left, right], ["a", "b"]).splitlines()
    assert lines == ["▀" + " " * 14, " " * 14 + "▄", "a        b", ""]


def test_rows_break_where_the_terminal_ends() -> None:
    picture = np.full((2, 20, 1), 255, np.uint8)
    wide = printed([picture] * 4, list("abcd"), width=80).splitlines()
    assert [line.split() for line in wide[1::3]] == [["a", "b", "c"], ["d"]]
    narrow = printed([picture] * 2, list("ab"), width=30).splitlines()
    assert max(map(len, narrow)) == 20


def test_colours_carry_every_grey_level() -> None:
    picture = np.array([[[17]], [[200]]], np.uint8)
    assert "\x1b[38;2;17;17;17;48;2;200;200;200m▀" in printed([picture], ["x"], colours="truecolor")


def test_colour_pictures_keep_their_colours() -> None:
    picture = np.array([[[255, 0, 0]], [[0, 0, 255]]], np.uint8)
    assert "38;2;255;0;0;48;2;0;0;255" in printed([picture], ["x"], colours="truecolor")


def test_an_ascii_terminal_gets_ascii(bars: NDArray[np.uint8]) -> None:
    assert printed([bars], ["I"], encoding="ascii").splitlines()[0].strip() != ""


def test_an_empty_picture_is_drawn_whole() -> None:
    lines = printed([np.zeros((4, 6, 1), np.uint8)], ["nothing"]).splitlines()
    assert lines == ["", "", "nothing", ""] or [line.strip() for line in lines[:2]] == ["", ""]
