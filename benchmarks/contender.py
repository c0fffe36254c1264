"""A contender as the benchmarks see it: a process that runs when it is told to, and idles else."""

import json
import os
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SCRIPTS = Path(__file__).parent / "contenders"
PATIENCE = 1800.0  # seconds for one answer: a whole epoch of the slowest, on a slow machine


class MissingError(Exception):
    """The contender's packages are not installed."""


class Contender:
    """`kind` names its script; `python` is the interpreter that has its packages."""

    def __init__(
        self, name: str, kind: str, python: str, env: dict[str, str] | None = None
    ) -> None:
        self.name = name
        self.facts: dict[str, Any] = {}
        self._process = subprocess.Popen(
            [python, str(SCRIPTS / f"with_{kind}.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | (env or {}),
        )
        self._complaints: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def prepare(self, **settings: Any) -> dict[str, Any]:
        """Loads, builds and warms up. Raises MissingError where its packages are not installed."""
        answer = self._ask({"prepare": settings})
        if "missing" in answer:
            raise MissingError(f"{self.name}: {answer['missing']}")
        self.facts = answer["ready"]
        return self.facts

    def run(self, **settings: Any) -> dict[str, Any]:
        return self._ask({"run": settings})

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        watchdog = threading.Timer(PATIENCE, self._process.kill)
        watchdog.start()
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            watchdog.cancel()
        if not line:
            self._process.wait()
            raise RuntimeError(f"{self.name} stopped:\n{''.join(self._complaints[-20:])}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _listen(self) -> None:
        assert self._process.stderr is not None
        self._complaints.extend(self._process.stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
