"""What reading needs, in one thing: Litestar gathers several in a task group, at a quarter of the
time that a whole answer takes."""

from dataclasses import dataclass

from tenfold.serve.slots import Slots
from tenfold.serve.versions import Versions
from tenfold.serve.watch import Figures


@dataclass(frozen=True)
class Desk:
    """Where pictures are read: the model at work, places for slow work, and the counters."""

    versions: Versions
    slots: Slots
    figures: Figures
