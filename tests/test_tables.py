import io
from collections.abc import Callable

import numpy as np
import pytest
from rich.console import Console

from tenfold.cli.tables import class_table, confusion_table, score_table
from tenfold.evaluate.report import Report, report

CLOTHES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker")


def clothes() -> Report:
    names = (*CLOTHES, "Bag", "Ankle boot")
    y = np.repeat(np.arange(10), 1000)
    y_pred = y.copy()
    y_pred[6000:6123] = 0  # 123 shirts read as T-shirts
    return report(y, np.eye(10)[y_pred], names, parts={"one half": slice(0, 5000)})


def lines(render: object, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    console.print(render)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_ten_classes_fit_80_columns() -> None:
    found = lines(confusion_table(clothes(), Console(width=80)), 80)
    assert max(map(len, found)) <= 80
    assert found[2 + 6].split() == ["6", "Shirt", "123", *"·····", "877", *"···"]


def test_what_does_not_fit_becomes_a_list_of_errors() -> None:
    narrow = Console(width=40)
    assert lines(confusion_table(clothes(), narrow), 40) == [
        "most frequent errors:",
        "    123  Shirt read as T-shirt/top",
    ]


def test_scores_of_the_parts_and_the_whole() -> None:
    found = lines(score_table(clothes()), 80)
    assert found[2].split()[:5] == ["one", "half", "5,000", "100.00", "%"]
    assert found[3].split()[:4] == ["all", "10,000", "98.77", "%"]


@pytest.mark.parametrize("name", ["[red]", "[/]", "日本"])
def test_class_names_are_text_and_no_markup(name: str) -> None:
    y = np.array([0, 1])
    assert any(name in line for line in lines(class_table(report(y, np.eye(2), (name, "b"))), 80))


def test_no_errors_are_no_list() -> None:
    y = np.arange(30)
    perfect = report(y, np.eye(30), tuple(map(str, y)))
    assert lines(confusion_table(perfect, Console(width=40)), 40) == ["no errors"]


@pytest.mark.parametrize("table", [class_table, score_table])
def test_two_thirds_of_a_terminal_are_enough(table: Callable[[Report], object]) -> None:
    assert not any("…" in line for line in lines(table(clothes()), 52))
