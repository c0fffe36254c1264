"""Imports go downward only: the rooms of the house in order, top to bottom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tenfold

PACKAGE = Path(tenfold.__file__).parent

# A room may import its own files and rooms further down, never up.
ROOMS = ["cli", "serve", "reader", "vision", "evaluate", "train", "keras", "nn", "data", "errors"]
ENGINE = "_engine"  # the compiled module: nn and data reach it, nothing above does


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[str]:
    package = ["tenfold", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            full = [*base, *(node.module or "").split(".")]
            names = [[*full, alias.name] for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        else:
            continue
        for name in names:
            parts = [part for part in name if part]
            if parts[0] == "tenfold" and len(parts) > 1:
                yield parts[1]


SOURCES = [p for p in sorted(PACKAGE.rglob("*.py")) if room(p) in ROOMS]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_downward(path: Path) -> None:
    own = room(path)
    for other in imported_rooms(path):
        if other == ENGINE:
            assert own in {"nn", "data"}, f"{path} reaches the engine past nn/"
        elif other in ROOMS:
            assert ROOMS.index(other) >= ROOMS.index(own), f"{path} imports upward: {other}"


def test_every_file_belongs_to_a_room() -> None:
    stray = {room(p) for p in PACKAGE.rglob("*.py")} - set(ROOMS) - {"__init__", "__main__"}
    assert stray <= {"models"}, f"files outside the rooms: {sorted(stray)}"
