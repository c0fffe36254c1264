"""What `import tenfold` loads, and what it leaves for later."""

import json
import subprocess
import sys

import pytest

import tenfold

# Top-level modules that are no part of Python itself.
REPORT = """
import sys, json
before = set(sys.modules)
import tenfold
loaded = {name for name in set(sys.modules) - before}
top = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
print(json.dumps([sorted(top), sorted(loaded)]))
"""


def loaded() -> tuple[list[str], list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", REPORT], check=True, capture_output=True, text=True
    )
    top, modules = json.loads(done.stdout)
    return top, modules


def test_numpy_and_the_engine_only() -> None:
    top, modules = loaded()
    assert top == ["numpy", "tenfold"]
    assert "tenfold._engine" in modules


@pytest.mark.parametrize(
    "name",
    [
        "tenfold.keras",
        "tenfold.data.datasets",
        "importlib.metadata",
        "urllib.request",
        "http.client",
        "ssl",
        "asyncio",
        "hashlib",
        "numpy.random",
    ],
)
def test_what_can_wait_waits(name: str) -> None:
    _, modules = loaded()
    bare = subprocess.run(
        [sys.executable, "-c", f"import sys, numpy; print({name!r} in sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    if bare.stdout.strip() == "True":
        pytest.skip(f"this NumPy loads {name} itself")
    assert name not in modules


def test_every_public_name_is_there() -> None:
    for name in tenfold.__all__:
        assert getattr(tenfold, name) is not None
    assert set(tenfold.__all__) <= set(dir(tenfold))
    assert tenfold.__version__[0].isdigit()
    assert tenfold.datasets.names()
    with pytest.raises(AttributeError, match="no attribute 'no_such_thing'"):
        _ = tenfold.no_such_thing
