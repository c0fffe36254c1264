"""The page's modules as one script, for a page that is opened from disk.

A browser loads no module from `file://`, so the modules are written one after the other, each
after those it imports. That is enough because they share no top-level name; a browser refuses a
script that declares one twice.
"""

import re
from pathlib import Path

PAGE = Path(__file__).parent / "page"

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=class|const|function|async)", re.MULTILINE)


def bundle(entry: str) -> str:
    """The module `entry` of the page, such as "draw.js", and all that it imports."""
    return "\n".join(_standalone(name) for name in _in_order(entry, []))


def style(*names: str) -> str:
    """Style sheets of the page, one after the other."""
    return "\n".join((PAGE / name).read_text(encoding="utf-8") for name in names)


def _in_order(name: str, done: list[str]) -> list[str]:
    if name not in done:
        for imported in _IMPORT.findall(_source(name)):
            _in_order(imported, done)
        done.append(name)
    return done


def _standalone(name: str) -> str:
    return _EXPORT.sub("", _IMPORT.sub("", _source(name)))


def _source(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")
