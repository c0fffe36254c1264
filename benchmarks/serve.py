"""The service: its start, /api/predict of one digit under load, and the largest picture.

    python benchmarks/serve.py [--seconds 10]

The load comes over loopback from wrk (Debian: apt-get install wrk), which shares the cores with the
service. Beside the wall-clock figures stands the service's own CPU time per request, which a busy
machine changes less.
"""

import argparse
import io
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import numpy as np
from PIL import Image

from measure import Benchmark, table

SCRIPT = Path(__file__).with_suffix(".lua")
HALF = (
    b"POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
)
STARTS = 5
PAUSE = 18  # milliseconds between two requests of a connection: four of them ask 200 times a second
SETTLE = 2.0  # seconds between two loads: the last one's connections are still being closed


@contextmanager
def service() -> Iterator[tuple[str, int]]:
    """The address and process id of `tenfold serve` as it comes, on a new database."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from tenfold.cli import main; main()", "serve"]
        command += ["--port", "0", "--database", f"sqlite:///{folder}/serve.sqlite"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdout
            yield process.stdout.readline().strip(), process.pid
            process.terminate()


def start_seconds() -> float:
    """From the command to the first page that it answers with."""
    start = time.perf_counter()
    with service() as (url, _), urlopen(url) as answer:
        assert answer.status == 200
        return time.perf_counter() - start


def processes(pid: int) -> list[int]:
    """The service and those that it started."""
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True)
    return [pid, *map(int, children.stdout.split())]


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory(pid: int) -> int:
    """Megabytes that a process held at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def load(url: str, pid: int, connections: int, seconds: int, wait: int = 0) -> dict[str, Any]:
    """wrk's figures, and what the service spent."""
    time.sleep(SETTLE)
    before = cpu_seconds(pid)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
    done = subprocess.run(
        [*command, "-s", str(SCRIPT), f"{url}api/predict"],
        env=os.environ | {"WAIT": str(wait)},
        capture_output=True,
        text=True,
        check=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout.split("JSON ")[1])
    figures["per_second"] = round(figures["requests"] / figures["seconds"], 1)
    spent = (cpu_seconds(pid) - before) / max(1, figures["requests"])
    figures["cpu_us_per_request"] = round(1e6 * spent)
    figures["failed"] = sum(figures[key] for key in ("connect", "read", "write", "timeout"))
    figures["memory_mb"] = peak_memory(pid)
    return figures


@contextmanager
def half_sent(url: str, count: int) -> Iterator[None]:
    """Clients that began a request and say no more."""
    address = (urlsplit(url).hostname, urlsplit(url).port)
    with ExitStack() as stack:
        for _ in range(count):
            link = stack.enter_context(socket.create_connection(address))
            link.sendall(HALF)
        yield


def under_load(seconds: int) -> dict[str, dict[str, Any]]:
    with service() as (url, pid):
        load(url, pid, connections=4, seconds=2)  # warm
        figures = {
            "200 requests/s": load(url, pid, connections=4, seconds=seconds, wait=PAUSE),
            "saturation, 16 connections": load(url, pid, connections=16, seconds=seconds),
            "8,000 requests/s asked, 1,000 connections": load(url, pid, 1000, seconds, wait=125),
            "1,000 connections, no pause": load(url, pid, connections=1000, seconds=seconds),
        }
        with half_sent(url, 60):
            name = "200 requests/s beside 60 half-sent"
            figures[name] = load(url, pid, connections=4, seconds=seconds, wait=PAUSE)
        figures["200 requests/s afterwards"] = load(url, pid, 4, seconds, wait=PAUSE)
    return figures


def pictures() -> dict[str, bytes]:
    noise = np.random.default_rng(0).integers(0, 256, (1200, 1600), np.uint8)
    return {
        "50 megapixels, blank": _encoded(Image.new("RGB", (8000, 6250), "white"), "PNG"),
        "50 megapixels, noise": _encoded(Image.fromarray(noise).resize((8000, 6250)), "JPEG"),
        "2 megapixels, noise": _encoded(Image.fromarray(noise), "PNG"),
    }


def _encoded(image: Image.Image, format: str) -> bytes:
    file = io.BytesIO()
    image.save(file, format)
    return file.getvalue()


def with_pictures() -> dict[str, dict[str, Any]]:
    """What hard pictures cost, each read by a new service: seconds, and megabytes of all of it."""
    figures = {}
    for name, picture in pictures().items():
        with service() as (url, pid):
            kind = {"Content-Type": "application/octet-stream"}
            start = time.perf_counter()
            try:
                with urlopen(Request(f"{url}api/read", picture, kind)) as answer:
                    status = answer.status
            except HTTPError as error:
                status = error.code
            seconds = time.perf_counter() - start
            memory = sum(peak_memory(one) for one in processes(pid))
        figures[name] = {"status": status, "seconds": round(seconds, 2), "memory_mb": memory}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a second each: does it run at all?")
    parser.add_argument("--seconds", type=int, default=10, help="of each load [10]")
    args, _ = parser.parse_known_args()  # all.py passes on what others want to know
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing; on Debian: apt-get install wrk")
    seconds = 1 if args.quick else args.seconds
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    benchmark = Benchmark("serve", args)
    starts = [start_seconds() for _ in range(STARTS)]
    loads, hard_pictures = under_load(seconds), with_pictures()
    figures = {"start": statistics.median(starts), "loads": loads, "pictures": hard_pictures}
    head = ("load", "answers/s", "p50 ms", "p99 ms", "refused", "failed", "µs CPU", "MB")
    keys = ("per_second", "p50_ms", "p99_ms", "not_200", "failed", "cpu_us_per_request")
    rows = [(name, *(row[k] for k in keys), row["memory_mb"]) for name, row in loads.items()]
    cost = [(name, *row.values()) for name, row in hard_pictures.items()]
    text = f"start to the first page: {statistics.median(starts):.2f} s (median of {STARTS})\n\n"
    text += table(head, rows) + "\n\n" + table(("picture", "status", "seconds", "MB"), cost)
    benchmark.save(figures, {"starts": starts}, text)


if __name__ == "__main__":
    main()
