"""What reading a picture costs: time, warm and cold, and memory."""

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from composites import rows
from handwriting import labels
from PIL import Image

from tenfold.reader import Reader
from tenfold.vision.decode import decode

Figures = dict[str, object]

REPEATS = 15  # of each timing; the median is reported


def speed(reader: Reader) -> Figures:
    """Milliseconds, warm, decoding apart; and the whole command, cold."""
    row = next(r for r in rows(3, seed=1, kinds=("apart",)) if len(r.text) > 5)
    large = decode(cv2.resize(row.picture, (4000, 3000), interpolation=cv2.INTER_CUBIC))
    of_source = {line["source"]: path for path, line in labels("digits")}
    small = [
        _median(partial(reader.see, decode(np.asarray(_of_size(path, (640, 480))))))
        for path in of_source.values()
    ]
    path = next(iter(of_source.values()))
    command = [str(Path(sys.executable).with_name("tenfold")), "read", str(path)]
    return {
        "640×480, one digit": statistics.median(small),
        "640×480, slowest of ten sources": max(small),
        "12 megapixels, a row": _median(lambda: reader.see(large)),
        "command, cold": _median(lambda: subprocess.run(command, check=True, capture_output=True)),
    }


def _of_size(path: Path, size: tuple[int, int]) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB").resize(size)


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS + 2):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(times[2:]), 2)


def memory(reader: Reader) -> Figures:
    """Peak of a process that reads one 12-megapixel JPEG, in MB."""
    path = next(p for p, line in labels("numbers") if "4032x3024" in line["notes"])
    # Linux's own figure: getrusage's takes over the peak of the process that started this one.
    code = (
        "from tenfold.reader import Reader; "
        f"Reader().read({str(path)!r}); "
        "print(open('/proc/self/status').read())"
    )
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    peak = re.search(r"VmHWM:\s+(\d+) kB", out.stdout)
    return {"peak": round(int(peak[1]) / 1024) if peak else None}
