"""The `tenfold` command. Each file here is one command; this one puts them together.

Importing this must stay quick, as `tenfold --help` waits for it: commands import what they need
when they run.
"""

from typing import Annotated

import typer

from tenfold.cli.data import data_app
from tenfold.cli.demo import demo
from tenfold.cli.evaluate import evaluate
from tenfold.cli.export import export
from tenfold.cli.output import reporting
from tenfold.cli.predict import predict
from tenfold.cli.read import read
from tenfold.cli.serve import serve
from tenfold.cli.summary import summary
from tenfold.cli.sweep import sweep
from tenfold.cli.train import train

app = typer.Typer(
    name="tenfold",
    help="Reads handwritten digits, and trains the network that does.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback here is a bug, to be reported as it is
    rich_markup_mode=None,  # rich would double the time of --help
)
for command in (demo, train, read, evaluate, predict, summary, sweep, serve, export):
    app.command()(reporting(command))
app.add_typer(data_app, name="data")


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        print(f"tenfold {installed('tenfold')}")
        raise typer.Exit


def main() -> None:
    app()
