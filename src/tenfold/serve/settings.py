"""What a service is told when it starts."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from platformdirs import user_data_path

SHAPE = (28, 28, 1)  # of the pictures that the page draws
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Limits:
    """What one request may cost. All of them together bound the service's memory."""

    body: int = 2 * 2**20  # bytes of JSON; 256 pictures of 28 × 28 are 0.8 MB
    picture: int = 25 * 2**20  # bytes of an uploaded picture; a phone's photo has 3 to 12 MB
    images: int = 256  # in one predict request; more make others wait
    patience: float = 20.0  # seconds for a whole request to arrive
    work: float = 15.0  # seconds that reading one picture may take, or waiting for a reader
    readers: int = 2  # pictures being read at once: one per core of a small machine
    waiting: int = 8  # pictures that may wait for that
    waiting_each: int = 4  # of those, from one address
    requests: int = 128  # requests in the house at once; more are turned away
    corrections: int = 10_000  # stored; the oldest have to be deleted first


@dataclass(frozen=True)
class Settings:
    """One service: where it listens, what it serves, what it allows."""

    database: str  # an SQLAlchemy URL
    model: Path  # the network of the page, which is seen, taught and trained
    host: str = "127.0.0.1"  # nobody else, unless asked for
    port: int = 8000
    reader: Path | None = None  # the network that reads pictures; None: the page's own
    token: str | None = None  # when set, every request of a program must carry it
    limits: Limits = field(default_factory=Limits)

    def with_token(self, token: str | None) -> "Settings":
        return replace(self, token=token)

    @property
    def is_local(self) -> bool:
        """Only this machine can reach the service."""
        return self.host in LOOPBACK


def default_database() -> str:
    """SQLite, in the user's data folder."""
    return f"sqlite:///{user_data_path('tenfold') / 'serve.sqlite'}"


def shipped(name: str) -> Path:
    """A model that ships inside: "page", the practical's network, or "reader", for pictures."""
    return Path(__file__).parents[1] / "models" / f"{name}.safetensors"
