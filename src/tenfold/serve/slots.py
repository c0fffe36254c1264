"""Places for slow work: a few at once, a few waiting, and a clear answer to everyone else."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TypeVar

from tenfold.serve.problems import too_busy
from tenfold.serve.settings import Limits

T = TypeVar("T")


class Slots:
    """Places of one kind of work, each in a thread."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.pool = ThreadPoolExecutor(limits.readers, thread_name_prefix="tenfold-read")
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

    async def run(self, work: Callable[[], T]) -> T:
        """Does the work in a thread. What takes too long goes on there, but nobody waits for it."""
        future = asyncio.get_running_loop().run_in_executor(self.pool, work)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self.limits.work)
        except TimeoutError:
            future.add_done_callback(lambda done: done.exception())  # so that it is not reported
            raise too_busy(
                f"The picture took longer than {self.limits.work:g} seconds; send a smaller one."
            ) from None

    def close(self) -> None:
        """Lets go of the threads; what waits is not begun any more."""
        self.pool.shutdown(wait=False, cancel_futures=True)
