"""docs/data.md says what is true."""

import re
from dataclasses import fields
from pathlib import Path

import numpy as np

import tenfold
from tenfold.data.dataset import Dataset
from tenfold.data.picture_folder import Options
from tenfold.data.writers import Writers

TEXT = (Path(__file__).parents[1] / "docs" / "data.md").read_text()


def test_the_code_runs(mnist: Dataset, writers: Writers) -> None:
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)
    held = names["held"]
    assert isinstance(held, Dataset)
    assert np.isclose(len(held.test), 6000, atol=60)


def test_every_option_and_name_is_told() -> None:
    for field in fields(Options):
        assert f"`{field.name}`" in TEXT
    for name in tenfold.datasets.names():
        assert f"| `{name}` |" in TEXT
