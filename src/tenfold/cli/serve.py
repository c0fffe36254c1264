"""tenfold serve: the page and the service behind it."""

import secrets
from pathlib import Path
from typing import Annotated

import typer

from tenfold.cli.output import note


def serve(
    host: Annotated[str, typer.Option(help="0.0.0.0 is everybody.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 is any free one.")] = 8000,
    model: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="Reads everything, not the models that ship inside.",
        ),
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            show_default=False,
            help="sqlite:///FILE or postgresql://USER@HOST/NAME.  [SQLite in your data folder]",
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(envvar="TENFOLD_TOKEN", show_default=False, help="What programs must send."),
    ] = None,
    no_token: Annotated[
        bool, typer.Option("--no-token", help="Let everybody in who can reach the host.")
    ] = False,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Start the page: draw, read, teach, train.

    With another --host than this machine a token is needed, and made unless given.
    """
    from tenfold.errors import InvalidInput, MissingExtra

    try:
        from tenfold.serve.server import serve as run
        from tenfold.serve.settings import Settings, default_database, shipped
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"tenfold serve needs {error.name}: pip install 'tenfold[serve]'"
        ) from None
    if token and no_token:
        raise InvalidInput("--token and --no-token contradict each other; give one of them")
    settings = Settings(
        database=database or default_database(),
        model=model or shipped("page"),
        reader=None if model else shipped("reader"),
        host=host,
        port=port,
    )
    if not settings.is_local and not no_token:
        token = token or secrets.token_urlsafe(16)
    settings = settings.with_token(token)

    def started(address: str) -> None:
        print(address, flush=True)
        note("stop with Ctrl-C")
        if open_page:
            typer.launch(address)

    run(settings, started)
