"""Bytes on disk of a package and all that it requires, in the interpreter that runs this.

    python installed.py PACKAGE      ->  {"package": bytes, ...} as JSON, or {} if not installed

It imports nothing but the standard library, so that any interpreter can run it.
"""

import json
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution


def sizes(package: str) -> dict[str, int]:
    found: dict[str, int] = {}
    waiting = [package]
    while waiting:
        name = waiting.pop()
        try:
            one = distribution(name)
        except PackageNotFoundError:
            continue  # required on other systems or Pythons only
        if one.name not in found:
            found[one.name] = size(one)
            waiting += requirements(one)
    return found


def requirements(one: Distribution) -> list[str]:
    """Names only; what extras would add is left out."""
    needed = [text for text in one.requires or [] if "extra ==" not in text]
    return [re.split(r"[^\w.-]", text, maxsplit=1)[0] for text in needed]


def size(one: Distribution) -> int:
    paths = (one.locate_file(file) for file in one.files or [])
    return sum(path.stat().st_size for path in paths if path.exists())  # type: ignore[attr-defined]


if __name__ == "__main__":
    print(json.dumps(sizes(sys.argv[1])))
