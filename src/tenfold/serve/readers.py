"""The processes that read pictures: as many as the limits allow, started when they are needed."""

import asyncio
import socket
import subprocess
import sys
from http import HTTPStatus

import msgspec

from tenfold.serve.problems import Refused, too_busy
from tenfold.serve.reading import Networks, Outcome, Task
from tenfold.serve.settings import Limits

STARTING = 60.0  # seconds that a process may take to import what it needs; usually half of one


class ReaderProcess:
    """One `reader_process`, and the networks that it has."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                # -P: no module is taken from the folder that the service was started in
                [sys.executable, "-P", "-m", "tenfold.serve.reader_process", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )
        self.socket = ours
        self.networks: Networks | None = None

    async def open(self) -> None:
        """Waits until it can read. Raises OSError when it ends instead."""
        self.incoming, self.outgoing = await asyncio.open_connection(sock=self.socket)
        async with asyncio.timeout(STARTING):
            await self._answer()

    async def read(self, networks: Networks, picture: bytes, images: bool) -> Outcome:
        """Raises OSError or EOFError when the process ends meanwhile."""
        new = networks if networks != self.networks else None
        body = msgspec.msgpack.encode(Task(picture, images, new))
        self.outgoing.write(len(body).to_bytes(4, "big") + body)
        await self.outgoing.drain()
        answer = await self._answer()
        self.networks = networks
        outcome: Outcome = msgspec.msgpack.decode(answer, type=Outcome)
        return outcome

    async def _answer(self) -> bytes:
        length = int.from_bytes(await self.incoming.readexactly(4), "big")
        return await self.incoming.readexactly(length)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()  # a killed process is gone at once
        if hasattr(self, "outgoing"):
            self.outgoing.close()
        else:
            self.socket.close()


class Readers:
    """Reads pictures, each within a time that holds whatever the picture is."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.idle: list[ReaderProcess] = []
        self.places = asyncio.Semaphore(limits.readers)

    async def read(self, networks: Networks, picture: bytes, images: bool) -> Outcome:
        """Refused with 503 where no process is free in time, with 422 where the picture takes
        longer than one may."""
        try:
            async with asyncio.timeout(self.limits.work):
                await self.places.acquire()
        except TimeoutError:
            raise too_busy("Too many pictures at once; try again in a second.") from None
        try:
            return await self._read(networks, picture, images)
        finally:
            self.places.release()

    async def _read(self, networks: Networks, picture: bytes, images: bool) -> Outcome:
        reader = await self._free()
        try:
            async with asyncio.timeout(self.limits.work):
                outcome = await reader.read(networks, picture, images)
        except TimeoutError:
            reader.kill()
            raise Refused(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                f"The picture takes longer than {self.limits.work:g} seconds to read; "
                "send a smaller part of it.",
            ) from None
        except (OSError, EOFError):
            reader.kill()
            raise too_busy("The process that read the picture ended; try again.") from None
        except BaseException:  # the client is gone; what is half done is of no use to another
            reader.kill()
            raise
        self.idle.append(reader)
        return outcome

    async def _free(self) -> ReaderProcess:
        """A process that is alive, an idle one if there is."""
        while self.idle:
            reader = self.idle.pop()
            if reader.process.poll() is None:
                return reader
            reader.kill()
        reader = ReaderProcess()
        try:
            await reader.open()
        except (OSError, EOFError):  # TimeoutError is an OSError
            reader.kill()
            raise too_busy("No process that reads pictures can be started now.") from None
        except BaseException:
            reader.kill()
            raise
        return reader

    def close(self) -> None:
        while self.idle:
            self.idle.pop().kill()
