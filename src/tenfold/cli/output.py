"""What all commands share: where they print, how they fail, and with which exit code.

0 done; 1 the input was bad or the work failed, one line on stderr; 2 wrong usage;
130 stopped with Ctrl-C. Results go to stdout, progress and notes to stderr.
"""

import functools
import io
import json
import os
import shlex
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec

import typer

from tenfold.errors import InvalidInput, TenfoldError

if TYPE_CHECKING:
    from rich.console import Console

P = ParamSpec("P")

STOPPED = 130  # what a shell reports for a process that SIGINT ended


def reporting(command: Callable[P, None]) -> Callable[P, None]:
    """The command, with failures turned into one line on stderr and an exit code."""

    @functools.wraps(command)  # typer reads the options from the signature
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            _check_streams()
            command(*args, **kwargs)
            sys.stdout.flush()
        except TenfoldError as error:
            fail(str(error))
        except BrokenPipeError:
            _forget_stdout()
            raise typer.Exit(1) from None
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            fail(f"{name}{error.strerror or error}")
        except MemoryError:
            fail("out of memory; close other programs or take a smaller data set or network")
        except KeyboardInterrupt:
            stop("stopped")

    return run


def _check_streams() -> None:
    """Names of files may hold what the terminal's encoding lacks: that is escaped, not an error."""
    if sys.stdout is None:
        raise InvalidInput("stdout is closed; send it to a file or to /dev/null")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def fail(message: str) -> NoReturn:
    """Ends the command with this line on stderr and exit code 1."""
    note(f"error: {message}")
    raise typer.Exit(1)


def stop(message: str) -> NoReturn:
    """Ends the command after Ctrl-C, saying what was kept."""
    note(message)
    raise typer.Exit(STOPPED)


def stop_at_once() -> NoReturn:
    """Ends the process after Ctrl-C; threads in the middle of their work are not waited for."""
    note("stopped")
    with suppress(OSError):
        sys.stdout.flush()
    os._exit(STOPPED)


def note(message: str) -> None:
    """One line on stderr."""
    print(printable(" ".join(message.split())), file=sys.stderr, flush=True)


def printable(text: str) -> str:
    """The text with all escaped that would break its line, or that a terminal would obey: names
    of files may hold anything."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def command_line(add: str) -> str:
    """What the user typed, with one option more unless it is there."""
    arguments = sys.argv[1:]
    return shlex.join(["tenfold", *arguments, *([] if add in arguments else [add])])


def print_json(result: dict[str, Any]) -> None:
    """One JSON object on a line; escaped where the terminal's encoding is not Unicode's."""
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(result, ensure_ascii=not is_unicode, allow_nan=False))


def console() -> "Console":
    """Where results are drawn. Plain text when it is no terminal or NO_COLOR is set."""
    from rich.console import Console

    return Console(highlight=False)


def progress_console() -> "Console":
    """Where progress is drawn: stderr, so that results can be piped."""
    from rich.console import Console

    # Lines that are printed above a bar pass through it: they are never broken.
    return Console(stderr=True, highlight=False, soft_wrap=True)


def _forget_stdout() -> None:
    """Whoever read stdout is gone; without this, Python's last flush would complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
