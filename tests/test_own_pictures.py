"""examples/own_pictures.py, run as a user would."""

import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

import tenfold

EXAMPLE = Path(__file__).parents[1] / "examples" / "own_pictures.py"


def run(folder: Path, *arguments: Path) -> list[str]:
    command = [sys.executable, str(EXAMPLE), *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True
    ).stdout.splitlines()


def test_draws_its_own(tmp_path: Path) -> None:
    lines = run(tmp_path)
    assert lines[0].startswith("Dataset('shapes', train=Split(720 of 28×28×1)")
    assert int(lines[1].split("%")[0]) >= 90  # a third would be chance
    right = [line for line in lines[2:] if line.split("-")[0] == line.split(": ")[1].split()[0]]
    assert len(right) >= 7
    names = tenfold.load(tmp_path / "own_pictures.safetensors").metadata["class_names"]
    assert names == ["circle", "square", "triangle"]


def test_takes_a_folder(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for name, level in (("night", 0), ("day", 150)):
        (tmp_path / "skies" / name).mkdir(parents=True)
        for i in range(30):
            pixels = random.integers(level, level + 100, (20, 30, 3), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "skies" / name / f"{i}.jpg")
    (tmp_path / "skies" / "day" / "notes.txt").write_text("sunny")
    lines = run(tmp_path, tmp_path / "skies", tmp_path / "skies" / "night" / "0.jpg")
    assert lines[0].startswith("left out day/notes.txt because: no picture")
    assert lines[-1].startswith("0.jpg: night")
