"""What `import tenfold` loads, and what it leaves for later."""

import subprocess
import sys

import pytest

import tenfold


def modules_after(statement: str) -> set[str]:
    """What is loaded in a new Python after this statement."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    return modules_after("import tenfold") - modules_after("pass")


def test_numpy_and_the_engine_only(loaded: set[str]) -> None:
    foreign = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert foreign == {"numpy", "tenfold"}
    assert "tenfold._engine" in loaded


def test_what_can_wait_waits(loaded: set[str]) -> None:
    late = {
        "asyncio",
        "csv",
        "hashlib",
        "http.client",
        "importlib.metadata",
        "json",
        "numpy.random",
        "pathlib",
        "ssl",
        "tenfold.data.datasets",
        "tenfold.keras",
        "tenfold.nn.modelfile",
        "urllib.request",
    }
    assert not late & loaded - modules_after("import numpy")


def test_every_public_name_is_there() -> None:
    for name in tenfold.__all__:
        assert getattr(tenfold, name) is not None
    assert set(tenfold.__all__) <= set(dir(tenfold))
    assert tenfold.__version__[0].isdigit()
    assert tenfold.datasets.names()
    with pytest.raises(AttributeError, match="no attribute 'no_such_thing'"):
        _ = tenfold.no_such_thing
