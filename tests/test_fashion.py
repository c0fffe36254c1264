"""The example examples/fashion.py, on a small data set of the same shape."""

import re
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "fashion.py"


def test_the_example_trains_and_names_what_it_reads(dots_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, EXAMPLE, dots_folder], capture_output=True, text=True, check=True
    )
    accuracy = re.search(r"test accuracy ([\d.]+)%", done.stdout)
    assert accuracy is not None and float(accuracy[1]) > 60  # of four classes; chance is 25
    assert len(re.findall(r"^\d read as \d, \d+%$", done.stdout, re.MULTILINE)) == 10
