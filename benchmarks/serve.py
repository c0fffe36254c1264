"""The service under load: /api/predict of one digit over loopback, with wrk.

    python benchmarks/serve.py MODEL [--seconds 10] [--out FILE]

Needs wrk (Debian: apt-get install wrk). Prints a table, and writes the raw figures as JSON. Beside
the wall-clock figures it gives the service's own CPU time per request, which a busy machine does
not change.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SCRIPT = Path(__file__).with_suffix(".lua")
HALF = (
    b"POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
)


@contextmanager
def service(model: Path) -> Iterator[tuple[str, int]]:
    """The address and process id of `tenfold serve`."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from tenfold.cli import main; main()", "serve"]
        command += ["--port", "0", "--model", str(model), "--database", f"sqlite:///{folder}/x"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdout
            yield process.stdout.readline().strip(), process.pid
            process.terminate()


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """Resident megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def load(url: str, pid: int, connections: int, seconds: int, wait: int = 0) -> dict[str, Any]:
    """wrk's figures, and what the service spent."""
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
    figures["memory_mb"] = memory(pid)
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


def measure(model: Path, seconds: int) -> dict[str, dict[str, Any]]:
    with service(model) as (url, pid):
        load(url, pid, connections=4, seconds=2)  # warm
        figures = {
            "200 requests/s": load(url, pid, connections=4, seconds=seconds, wait=20),
            "saturation, 16 connections": load(url, pid, connections=16, seconds=seconds),
            "overload, 1,000 connections": load(url, pid, connections=1000, seconds=seconds),
        }
        with half_sent(url, 60):
            name = "200 requests/s beside 60 half-sent"
            figures[name] = load(url, pid, connections=4, seconds=seconds, wait=20)
        figures["200 requests/s afterwards"] = load(url, pid, 4, seconds, wait=20)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--out", type=Path, default=None)
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing; on Debian: apt-get install wrk")
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    )
    load_before = os.getloadavg()[0]
    figures = measure(arguments.model, arguments.seconds)
    for name, row in figures.items():
        failed = sum(row[key] for key in ("not_200", "connect", "read", "write", "timeout"))
        print(
            f"{name:38} {row['per_second']:8.0f}/s  p50 {row['p50_ms']:7.2f} ms  "
            f"p99 {row['p99_ms']:8.2f} ms  failed {failed}  {row['cpu_us_per_request']} µs CPU  "
            f"{row['memory_mb']} MB"
        )
    machine = {
        "cores": os.cpu_count(),
        "load_before": load_before,
        "python": platform.python_version(),
    }
    if arguments.out:
        text = json.dumps({"machine": machine, "figures": figures}, indent=2) + "\n"
        arguments.out.write_text(text)


if __name__ == "__main__":
    main()
