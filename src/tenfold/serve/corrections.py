"""Corrections: "that was a 7". Kept, listed, deleted, and given out as a data set."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Engine

from tenfold.serve.problems import Refused
from tenfold.serve.store import corrections, insert

SIDE = 28  # pixels


@dataclass(frozen=True, eq=False)
class Correction:
    """A picture, what was read and what it is. image: uint8 (28, 28), ink high."""

    id: int
    created: datetime
    image: NDArray[np.uint8]
    strokes: Any
    read: str
    label: str
    version: int


class Corrections:
    """The corrections in a database. Every method may block; call it in a thread."""

    def __init__(self, database: Engine, limit: int) -> None:
        self.database = database
        self.limit = limit

    def add(
        self, image: NDArray[np.uint8], strokes: Any, read: str, label: str, version: int
    ) -> int:
        """Stores one and returns its id once it is on the disk."""
        with self.database.begin() as connection:
            count = connection.scalar(sa.select(sa.func.count()).select_from(corrections))
            if (count or 0) >= self.limit:
                raise Refused(
                    HTTPStatus.TOO_MANY_REQUESTS,
                    f"{self.limit:,} corrections are stored, which is the limit; delete some.",
                )
            return insert(
                connection,
                corrections,
                image=image.tobytes(),
                strokes=strokes,
                read=read,
                label=label,
                version=version,
            )

    def count(self) -> int:
        with self.database.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(corrections)) or 0

    def newest(self, limit: int, offset: int = 0) -> list[Correction]:
        query = sa.select(corrections).order_by(corrections.c.id.desc())
        with self.database.connect() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).mappings().all()
        return [_from_row(row) for row in rows]

    def delete(self, id: int) -> bool:
        """Whether there was one with this id."""
        with self.database.begin() as connection:
            result = connection.execute(corrections.delete().where(corrections.c.id == id))
        return bool(result.rowcount)

    def delete_all(self) -> None:
        with self.database.begin() as connection:
            connection.execute(corrections.delete())


def _from_row(row: Any) -> Correction:
    image = np.frombuffer(row["image"], np.uint8).reshape(SIDE, SIDE)  # (28, 28)
    return Correction(**{**row, "image": image})


def examples(
    stored: Sequence[Correction], class_names: Sequence[str]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Pictures (n, 28, 28, 1) and class ids (n,) of those whose label is one of the classes."""
    known = [one for one in stored if one.label in class_names]
    x = np.array([one.image for one in known], np.uint8).reshape(-1, SIDE, SIDE, 1)
    y = np.array([class_names.index(one.label) for one in known], np.uint8)
    return x, y


def as_npz(stored: Sequence[Correction], class_names: Sequence[str]) -> bytes:
    """A data set in the layout of Keras's mnist.npz, which `tenfold.datasets.load` reads."""
    x, y = examples(stored, class_names)
    file = io.BytesIO()
    images = x[..., 0]  # (n, 28, 28)
    np.savez_compressed(file, x_train=images, y_train=y, x_test=images[:0], y_test=y[:0])
    return file.getvalue()
