"""What the service remembers, in SQLite or PostgreSQL: corrections, versions of the model, and
which version was put to work when."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url

from tenfold.errors import InvalidInput, MissingExtra, OutputNotWritable

metadata = sa.MetaData()


class Moment(sa.TypeDecorator[datetime]):
    """A time in UTC; SQLite itself forgets the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("created", Moment, nullable=False),
    sa.Column("image", sa.LargeBinary, nullable=False),  # uint8 (28, 28), ink high
    sa.Column("strokes", sa.JSON(none_as_null=True)),  # points as they were drawn; null for a photo
    sa.Column("read", sa.String(64), nullable=False),
    sa.Column("label", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),  # that read it
    sqlite_autoincrement=True,  # an id that was deleted never comes back
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("created", Moment, nullable=False),
    sa.Column("base", sa.String(64), nullable=False),  # SHA-256 of the file the service started on
    sa.Column("origin", sa.String(16), nullable=False),  # "given", "learned" or "trained"
    sa.Column("note", sa.String(200), nullable=False),
    sa.Column("scores", sa.JSON, nullable=False),
    sa.Column("model", sa.LargeBinary, nullable=False),  # a .safetensors file
    sqlite_autoincrement=True,
)

activations = sa.Table(
    "activations",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("created", Moment, nullable=False),
    sa.Column("base", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, sa.ForeignKey("versions.id"), nullable=False),
)


def open_database(url: str) -> Engine:
    """Connects, and makes the tables where they are missing.

    Args:
        url: an SQLAlchemy URL, such as "sqlite:///FILE" or "postgresql://USER@HOST/NAME".

    Raises:
        InvalidInput: the URL is none, or nothing answers there.
        MissingExtra: the database needs a driver that is not installed.
        OutputNotWritable: the SQLite file cannot be made.
    """
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError:
        raise InvalidInput(
            "the database URL cannot be read; expected sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    shown = parsed.render_as_string(hide_password=True)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        _make_folder(Path(parsed.database).parent)
    try:
        engine = sa.create_engine(parsed, pool_pre_ping=True, connect_args=_arguments(parsed))
        if parsed.get_backend_name() == "sqlite":
            sa.event.listen(engine, "connect", _make_durable)
        metadata.create_all(engine)
    except (ModuleNotFoundError, sa.exc.NoSuchModuleError):
        raise MissingExtra(
            f"{shown} needs a driver; for PostgreSQL: pip install 'tenfold[serve,postgresql]'"
        ) from None
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise InvalidInput(f"the database {shown} cannot be opened: {reason}") from None
    return engine


def _arguments(url: sa.URL) -> dict[str, Any]:
    """Ten seconds for a locked file or a silent server, then an error."""
    return {"timeout": 10} if url.get_backend_name() == "sqlite" else {"connect_timeout": 10}


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputNotWritable(
            f"the folder {folder} cannot be made: {error.strerror}; choose another with --database"
        ) from None


def _make_durable(connection: Any, _: Any) -> None:
    """What was acknowledged is on the disk, also after kill -9 or a power cut."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def insert(connection: Connection, table: sa.Table, **values: Any) -> int:
    """Adds a row with the time of now; returns its id."""
    result = connection.execute(table.insert().values(created=datetime.now(UTC), **values))
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])
