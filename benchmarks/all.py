"""Every benchmark, one after the other; all their options are passed on.

    python benchmarks/all.py [--quick] [--peers-python PATH] [--minutes N]

Each runs in a process of its own; one that fails does not keep the others from running.
"""

import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
BENCHMARKS = (  # about forty minutes on two cores
    ("epoch.py", "--parts", "practical"),
    ("epoch.py", "--parts", "larger", "--subset", "20000"),
    ("predict.py",),
    ("time_to_99.py",),
    ("isa.py",),
    ("threads.py",),
    ("augment.py",),
    ("startup.py",),
    ("accuracy.py", "--recipe", "practical", "--seeds", "5"),
    ("accuracy.py", "--recipe", "accurate", "--seeds", "5"),
    ("accuracy.py", "--recipe", "accurate", "--data", "fashion-mnist", "--seeds", "3"),
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
    if "--quick" not in sys.argv:
        subprocess.run([sys.executable, str(FOLDER / "readme.py")], check=True)
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
