"""docs/strokes.md: its code runs, and its contact sheets are drawn."""

import re
import subprocess
import sys
from pathlib import Path

from PIL import Image

DOCS = Path(__file__).parents[1] / "docs"


def test_the_code_runs() -> None:
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", (DOCS / "strokes.md").read_text(), re.DOTALL):
        exec(block, names)
    assert names["x"].shape == (1000, 28, 28, 1)  # type: ignore[attr-defined]
    assert len(names["dataset"].test) == 1000  # type: ignore[attr-defined]


def test_the_sheets_are_drawn(tmp_path: Path) -> None:
    script = DOCS / "strokes_sheet.py"
    subprocess.run([sys.executable, str(script), str(tmp_path / "strokes.png")], check=True)
    for name in ("strokes.png", "strokes_others.png"):
        with Image.open(tmp_path / name) as drawn, Image.open(DOCS / name) as kept:
            assert drawn.size == kept.size, f"draw it again: python {script}"
            assert min(drawn.convert("L").getextrema()) == 0
