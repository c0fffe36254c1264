"""Versions of the model: the one the service started on, those that learned, those trained here.
One of them is at work; any other can be put to work, which is also how one goes back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from tenfold.errors import InvalidModel
from tenfold.nn.network import Sequential, load
from tenfold.serve.packed import from_bytes, to_bytes
from tenfold.serve.problems import Refused
from tenfold.serve.settings import SHAPE
from tenfold.serve.store import activations, insert, versions
from tenfold.serve.tempered import temper

KEPT = 20  # versions; the oldest that are not at work go, except the first


@dataclass(frozen=True)
class Version:
    """A version without its weights."""

    id: int
    created: datetime
    origin: str
    note: str
    scores: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Model:
    """A version ready to predict, and its file."""

    version: int
    network: Sequential
    file: bytes

    @property
    def class_names(self) -> list[str]:
        return list(self.network.metadata["class_names"])

    def check_digits(self) -> None:
        """Refused with 409 for a version that reads other things than digits."""
        if self.class_names[:10] != list("0123456789"):
            raise Refused(
                HTTPStatus.CONFLICT,
                f"The version at work tells {', '.join(self.class_names[:3])} and so on apart; "
                "activate one that reads digits.",
            )


class Versions:
    """The versions in a database, and the one at work in memory. Methods may block."""

    def __init__(self, database: Engine, base: Path) -> None:
        """Takes up the version that was at work on this base before, else the base itself.

        Raises:
            InvalidModel: `base` is no model for 28 × 28 grey pictures.
        """
        self.database = database
        self.base = hashlib.sha256(base.read_bytes()).hexdigest()
        network = temper(load(base))
        if network.input_shape != (None, *SHAPE):
            raise InvalidModel(
                f"{base} reads pictures of {network.input_shape[1:]}; the service and its page are "
                f"for {SHAPE}: train on such pictures"
            )
        file = to_bytes(network)
        with database.begin() as connection:
            first = self._first(connection)
            if first is None:
                scores = network.metadata.get("scores", {})
                first = self._insert(connection, file, "given", base.stem[:200], scores)
            active = self._last_active(connection) or first
        self.given = Model(first, network, file)
        self.active = self.given if active == first else self.open(active)

    def all(self) -> list[Version]:
        columns = (versions.c[name] for name in ("id", "created", "origin", "note", "scores"))
        query = sa.select(*columns).where(versions.c.base == self.base).order_by(versions.c.id)
        with self.database.connect() as connection:
            return [Version(**row) for row in connection.execute(query).mappings()]

    def open(self, id: int) -> Model:
        """Reads a version's weights. Refused with 404 when there is none with this id."""
        query = sa.select(versions.c.model).where(versions.c.id == id, versions.c.base == self.base)
        with self.database.connect() as connection:
            file = connection.scalar(query)
        if file is None:
            raise Refused(HTTPStatus.NOT_FOUND, f"There is no version {id}; GET /api/versions.")
        return Model(id, from_bytes(file), bytes(file))

    def add(self, network: Sequential, origin: str, note: str, scores: dict[str, Any]) -> int:
        """Keeps a network as a version, without putting it to work; returns its id."""
        with self.database.begin() as connection:
            id = self._insert(connection, to_bytes(network), origin, note, scores)
            self._forget_oldest(connection, keep=(id, self.active.version))
        return id

    def activate(self, id: int) -> Model:
        """Puts a version to work, now and after the next start."""
        model = self.open(id)
        with self.database.begin() as connection:
            insert(connection, activations, base=self.base, version=id)
        self.active = model
        return model

    def _insert(
        self, connection: Connection, file: bytes, origin: str, note: str, scores: dict[str, Any]
    ) -> int:
        return insert(
            connection,
            versions,
            base=self.base,
            origin=origin,
            note=note,
            scores=scores,
            model=file,
        )

    def _first(self, connection: Connection) -> int | None:
        query = sa.select(sa.func.min(versions.c.id)).where(versions.c.base == self.base)
        return cast("int | None", connection.scalar(query))

    def _last_active(self, connection: Connection) -> int | None:
        query = sa.select(activations.c.version).where(activations.c.base == self.base)
        newest = query.order_by(activations.c.id.desc()).limit(1)
        return cast("int | None", connection.scalar(newest))

    def _forget_oldest(self, connection: Connection, keep: Sequence[int]) -> None:
        query = sa.select(versions.c.id).where(versions.c.base == self.base)
        ids = list(connection.scalars(query.order_by(versions.c.id)))
        old = [id for id in ids[1:] if id not in keep][: max(0, len(ids) - KEPT)]
        connection.execute(activations.delete().where(activations.c.version.in_(old)))
        connection.execute(versions.delete().where(versions.c.id.in_(old)))
