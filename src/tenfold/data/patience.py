"""How long a server may take."""

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Patience:
    """Limits in seconds, for one server unless said otherwise.

    silence: to connect, to the end of the headers, and between two pieces of the body; a slow
        mobile line needs a few.
    window, least: in each window so many bytes have to come, else a server that sends a byte now
        and then would hold us for hours. 1 kB/s is slower than any line in use.
    deadline: for everything, all servers together; for callers that have a second choice.
    """

    silence: float = 15.0
    window: float = 20.0
    least: int = 20_000
    deadline: float = inf
