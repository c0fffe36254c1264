"""Messages."""

from tenfold.errors import InvalidData, InvalidInput, TenfoldError


def test_a_message_is_one_printable_line() -> None:
    error = InvalidData("two\nlines, \x1b[31mred\x1b[0m, and a name that is no text: \udcff")
    assert str(error).isprintable()
    assert str(error).startswith("two lines")


def test_a_message_keeps_its_words() -> None:
    assert str(InvalidInput("20×20 – “ok”,  two  spaces")) == "20×20 – “ok”,  two  spaces"


def test_input_is_also_a_value_error() -> None:
    assert issubclass(InvalidInput, ValueError)
    assert issubclass(InvalidInput, TenfoldError)
