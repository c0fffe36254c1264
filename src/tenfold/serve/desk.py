"""What reading needs, in one thing: Litestar gathers several in a task group, at a quarter of the
time that a whole answer takes."""

from dataclasses import dataclass

from tenfold.serve.readers import Readers
from tenfold.serve.slots import Slots
from tenfold.serve.versions import Versions
from tenfold.serve.watch import Figures


@dataclass(frozen=True)
class Desk:
    """Where pictures are read: the model at work, places for slow work, and the counters."""

    versions: Versions
    reader: bytes | None  # the file of the network for pictures; None: the version at work
    slots: Slots
    readers: Readers
    figures: Figures
