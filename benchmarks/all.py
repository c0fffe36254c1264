"""Every benchmark, one after the other; all their options are passed on.

    python benchmarks/all.py [--quick] [--peers-python PATH] [--minutes N]

Each runs in a process of its own; one that fails does not keep the others from running.
"""

import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
BENCHMARKS = (
    ("epoch.py", "--parts", "practical", "larger"),
    ("predict.py",),
    ("isa.py",),
    ("threads.py",),
    ("startup.py",),
    ("accuracy.py", "--recipe", "practical"),
    ("time_to_99.py",),
    ("epoch.py", "--parts", "corners"),
)


def main() -> None:
    failed = []
    for script, *own in BENCHMARKS:
        start = time.perf_counter()
        command = [sys.executable, str(FOLDER / script), *own, *sys.argv[1:]]
        if subprocess.run(command).returncode != 0:
            failed.append(" ".join((script, *own)))
        print(f"[{script}: {time.perf_counter() - start:.0f} s]\n", flush=True)
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
