import pytest

from tenfold.reader import Digit, Reading


def digit(label: str, confidence: float, row: int = 0) -> Digit:
    return Digit(label, confidence, (0, 0, 10, 20), row)


def test_rows_are_lines_of_text() -> None:
    reading = Reading((digit("1", 0.9), digit("2", 0.9), digit("3", 0.9, row=1)))
    assert reading.rows == ("12", "3")
    assert reading.text == "12\n3"


def test_a_reading_is_as_certain_as_all_its_digits_together() -> None:
    assert Reading((digit("1", 0.9), digit("2", 0.8))).confidence == pytest.approx(0.72)
    assert Reading((digit("1", 0.9),)).confidence == 0.9
    assert Reading(rejected=3).confidence == 0, "nothing was read"
    doubtful = Reading((digit("1", 0.9),), rejected=1, completeness=0.5)
    assert doubtful.confidence == 0.45, "what was left out may be a digit"
