"""The handwriting folders: what people wrote, and what it says."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

DATA = Path(os.environ.get("TENFOLD_DATA", "../shared")) / "handwriting"


def labels(folder: str) -> Iterator[tuple[Path, dict[str, str]]]:
    with (DATA / folder / "labels.csv").open(newline="") as file:
        for line in csv.DictReader(file):
            yield DATA / folder / line["path"], line


def decode_full(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        drawn = image.convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    return np.asarray(paper.convert("RGB"))
