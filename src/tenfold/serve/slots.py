"""Places for pictures: a few being read, a few waiting, and a clear answer to everyone else."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from tenfold.serve.problems import too_busy
from tenfold.serve.settings import Limits


class Slots:
    """The places, taken and free."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.inside: Counter[str] = Counter()  # per client: working, waiting or sending

    @asynccontextmanager
    async def place(self, client: str) -> AsyncIterator[None]:
        """Holds a place, taken before the request's body is read: that is what memory costs."""
        if self.inside[client] >= self.limits.waiting_each:
            raise too_busy(
                f"This address has {self.limits.waiting_each} pictures here; wait for an answer.",
                HTTPStatus.TOO_MANY_REQUESTS,
            )
        if self.inside.total() >= self.limits.readers + self.limits.waiting:
            raise too_busy("Too many pictures at once; try again in a second.")
        self.inside[client] += 1
        try:
            yield
        finally:
            self.inside[client] -= 1
            self.inside += Counter()  # forgets those at zero
