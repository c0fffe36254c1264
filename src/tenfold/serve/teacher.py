"""The teacher: gives the model at work a lesson on the corrections, and measures what it did."""

import threading
import time
from http import HTTPStatus

import msgspec

from tenfold.nn.network import Sequential
from tenfold.serve.corrections import Corrections, examples
from tenfold.serve.learn import learn, right
from tenfold.serve.memory import old_examples
from tenfold.serve.problems import Refused
from tenfold.serve.versions import Versions

SAMPLE = 2_000  # test pictures that a lesson is measured on: a tenth of a second


class Marks(msgspec.Struct):
    """How many were read right."""

    corrections: int
    sample: float  # share of the test sample, 0 to 1


class Taught(msgspec.Struct):
    """What a network learned, before anybody puts it to work."""

    version: int
    corrections: int  # how many there are
    sample: int  # how many test pictures
    sample_of: str  # of which data set
    before: Marks
    after: Marks
    seconds: float


class Teacher:
    """One lesson at a time."""

    def __init__(self, corrections: Corrections, versions: Versions) -> None:
        self.corrections = corrections
        self.versions = versions
        self.busy = threading.Lock()

    def teach(self) -> Taught:
        """Trains a copy of the model at work, keeps it as a version and measures it. Blocks.

        Refused with 409 while another lesson runs, with 422 when there is nothing to learn.
        """
        if not self.busy.acquire(blocking=False):
            raise Refused(HTTPStatus.CONFLICT, "A lesson is being learned; wait for its answer.")
        try:
            return self._teach()
        finally:
            self.busy.release()

    def _teach(self) -> Taught:
        start = time.perf_counter()
        model = self.versions.active
        model.check_digits()  # what is rehearsed are digits
        x, y = examples(self.corrections.newest(self.corrections.limit), model.class_names)
        if not len(x):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "There is nothing to learn from yet.")
        old = old_examples(len(model.class_names))
        network = learn(model.file, x, y, old.train, seed=model.version)
        sample_x, sample_y = old.test.x[:SAMPLE], old.test.y[:SAMPLE]

        def marks(taught: Sequential) -> Marks:
            share = right(taught, sample_x, sample_y) / len(sample_y)
            return Marks(right(taught, x, y), share)

        before, after = marks(model.network), marks(network)
        scores = {
            "corrections": f"{after.corrections} of {len(x)}",
            "sample_accuracy": round(after.sample, 4),
        }
        note = f"{len(x)} correction{'' if len(x) == 1 else 's'}"
        version = self.versions.add(network, "learned", note, scores)
        seconds = round(time.perf_counter() - start, 2)
        return Taught(version, len(x), len(sample_y), old.name, before, after, seconds)
