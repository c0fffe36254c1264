"""Two outputs of results.cpp: the same numbers, but for rounding.

python compare.py EXPECTED FOUND
"""

import sys
from pathlib import Path

TOLERANCE = 2e-5  # of the largest number of its kind: float sums in another order


def read(path: str) -> dict[str, list[float]]:
    """{network.what: its numbers}"""
    groups: dict[str, list[float]] = {}
    for line in Path(path).read_text().splitlines():
        name, _, value = line.split()
        groups.setdefault(name, []).append(float(value))
    return groups


def main() -> None:
    expected, found = (read(path) for path in sys.argv[1:3])
    if expected.keys() != found.keys() or not expected:
        raise SystemExit(f"not the same groups of numbers: {expected.keys() ^ found.keys()}")
    wrong = []
    for name, numbers in expected.items():
        pairs = zip(numbers, found[name], strict=True)
        apart = max(abs(a - b) for a, b in pairs) / max(map(abs, numbers))
        print(f"{name:24} {apart:.1e}")
        if not apart <= TOLERANCE:  # NaN is wrong too
            wrong.append(name)
    if wrong:
        raise SystemExit(f"differ: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
