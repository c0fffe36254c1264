"""A process of its own that reads pictures for the service, so that one which takes too long, or
takes the decoder down with it, is killed and replaced. Started by `readers`.

Messages go over a socket: four bytes of length, then MessagePack.
"""

import os
import signal
import socket
import sys
from io import BufferedReader

import msgspec

from tenfold.errors import TenfoldError
from tenfold.reader import Digit, Reader
from tenfold.reader.model import Calibrated
from tenfold.serve.packed import from_bytes
from tenfold.serve.reading import Networks, Outcome, Read, ReadDigit, ReadResponse, Task, Unreadable
from tenfold.serve.taught import Taught
from tenfold.serve.tempered import temper
from tenfold.vision.decode import Limits

# 50 megapixels take 150 MB while they are decoded; two at once are what a small machine bears.
PICTURES = Limits(pixels=50_000_000)
NICE = 5  # behind the process that answers everybody


def main(descriptor: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the service, which closes the socket
    os.nice(NICE)
    with socket.socket(fileno=descriptor) as link, link.makefile("rb") as incoming:
        link.sendall(frame(b""))  # ready
        reader: Reader | None = None
        while body := _next(incoming):
            task = msgspec.msgpack.decode(body, type=Task)
            if task.networks is not None:
                reader = _reader(task.networks)
            assert reader is not None, "the first task names the networks"
            link.sendall(frame(msgspec.msgpack.encode(_outcome(reader, task))))


def frame(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


def _next(incoming: BufferedReader) -> bytes:
    """A message, or nothing when the service is gone."""
    return incoming.read(int.from_bytes(incoming.read(4), "big"))


def _reader(networks: Networks) -> Reader:
    network = temper(from_bytes(networks.reader))
    if networks.before is None or networks.after is None:
        return Reader(Calibrated(network, 1.0), limits=PICTURES)
    before, after = from_bytes(networks.before), from_bytes(networks.after)
    return Reader(Taught(network, before, after), limits=PICTURES)


def _outcome(reader: Reader, task: Task) -> Outcome:
    try:
        reading = reader.read(task.picture)
    except TenfoldError as error:
        return Unreadable(str(error))
    digits = [_digit(digit, task.images) for digit in reading.digits]
    rows = list(reading.rows)
    return Read(ReadResponse(None, reading.text, rows, digits, reading.rejected))


def _digit(digit: Digit, images: bool) -> ReadDigit:
    seen = digit.image.tolist() if images and digit.image is not None else None
    return ReadDigit(digit.label, digit.confidence, list(digit.box), digit.row, seen)


if __name__ == "__main__":
    main(int(sys.argv[1]))
