"""The networks that ship: what `tenfold train --recipe reader` adds to a run of the trainer, and
what `--recipe rows` and `--recipe orientation` learn from.

Some of the written digits are held out before the lessons are made. With those, and drawings of
their own, the network's certainty is calibrated in the end. The test images are read once, for the
model card; they choose nothing.
"""

from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tenfold.data.dataset import Dataset, Split
from tenfold.errors import InvalidInput, InvalidModel
from tenfold.evaluate.calibration import (
    expected_calibration_error,
    fit_temperature,
    temperature_of,
    with_temperature,
)
from tenfold.nn.labels import to_categorical
from tenfold.nn.network import Sequential
from tenfold.reader.lessons import NOTHING, Course, lessons, teach
from tenfold.reader.model import CLASS_NAMES, DIGITS, OTHER, SIDE
from tenfold.reader.orientation_lessons import orientation_lessons
from tenfold.reader.processes import Progress, silent
from tenfold.reader.window_lessons import RowCourse, row_lessons

HELD_OUT = 1 / 12  # of the written digits: 5,000 of MNIST's
# The same ones whatever the run's seed: what goes on from a network must not calibrate with digits
# that it has learnt.
HOLD_OUT_SEED = 0
TRIAL_SEED = 2**32  # of the drawings that calibrate, far from those that people type
# Nothing plain: certainty should be right on pictures, and those went through the picture steps.
# Nothing calm: what is easy would hide how sure the network is of the rest.
TRIAL = replace(
    NOTHING,
    digits=5_000,
    drawn=4_000,
    rows=300,
    letter_rows=100,
    letters=1_500,
    glyphs=1_500,
    turned=400,
    overlaid=200,
    unwritten=200,
)

SMOOTHING = 0.05  # of the labels, as recipe reader's
ASKED = 50_000  # lessons at a time: some seconds
REFUSALS = 0.2  # of what people show to a reader: far fewer than in the lessons

Floats = NDArray[np.float32]


class School:
    """The lessons of a data set of written digits, and the trial after them. `start`: the network
    that goes on to learn from them.

    Raises InvalidInput for pictures that are no 28×28 digits, InvalidModel for a start of other
    classes.
    """

    def __init__(
        self,
        written: Dataset,
        seed: int,
        course: Course | None = None,
        trial: Course = TRIAL,
        progress: Progress = silent,
        start: Sequential | None = None,
    ) -> None:
        check_digits(written)
        if start is not None and start.output_shape != (None, len(CLASS_NAMES)):
            raise InvalidModel(
                f"the model to go on from has {start.output_shape[-1]} classes, expected "
                f"{len(CLASS_NAMES)}; start from one that recipe reader made"
            )
        learnt, self._held_out = written.train.hold_out(HELD_OUT, HOLD_OUT_SEED)
        self._learnt = replace(written, train=learnt)
        self._seed, self._course, self._trial = seed, course or Course(), trial
        self._progress, self._start = progress, start

    @cached_property
    def lessons(self) -> Dataset:
        """What to train on, with the test pictures as they are; takes minutes to draw."""
        return lessons(self._learnt, self._seed, self._course, self._progress)

    @cached_property
    def trial(self) -> Split:
        """Pictures like the lessons, of digits that are in none of them."""
        return teach(self._held_out, self._seed + TRIAL_SEED, self._trial)

    def targets(self, progress: Progress = silent) -> Floats | None:
        """What to learn of each lesson (n, classes) where training goes on: half what the network
        said so far where it was right, half the label; else the label alone. So it forgets less of
        what no lesson shows (Li & Hoiem 2016, "Learning without forgetting"). None where training
        begins from nothing."""
        if self._start is None:
            return None
        x, y = self.lessons.train.x, self.lessons.train.y
        classes, rarer = len(CLASS_NAMES), _refused_less(self._start, self._fewer)
        targets = to_categorical(y, classes) * (1 - SMOOTHING) + SMOOTHING / classes
        for first in range(0, len(y), ASKED):
            part = slice(first, first + ASKED)
            said = _refusing(self._start.predict(x[part]), rarer)
            right = said.argmax(axis=1) == y[part]
            targets[part][right] = (targets[part][right] + said[right]) / 2
            progress(min(1.0, (first + ASKED) / len(y)))
        return targets

    @cached_property
    def _fewer(self) -> float:
        """How much rarer refusals are than in the lessons: the difference of their log-odds."""
        refused = float((self.lessons.train.y >= OTHER).mean())
        return _log_odds(refused) - _log_odds(REFUSALS)

    def calibrate(self, model: Sequential) -> None:
        """Sets the temperature that makes the trial's labels likeliest, how readily the model
        refuses, and the scores."""
        trial, test = self.trial, self.lessons.test
        found = model.predict(trial.x)
        temperature = round(fit_temperature(trial.y, found), 3)
        tempered = with_temperature(found, temperature)
        refuse_less(model, temperature * self._fewer)
        model.metadata["preprocessing"] |= {"temperature": temperature}
        model.metadata["training"] |= {
            "data": f"{self.lessons.name} and strokes",
            "lessons": len(self.lessons.train),
        }
        model.metadata["scores"] = scores(model.predict(test.x), test.y) | {
            "calibration_error": round(expected_calibration_error(trial.y, tempered), 4),
            "calibration_error_before": round(expected_calibration_error(trial.y, found), 4),
        }


def windows_of(
    written: Dataset, seed: int, course: RowCourse | None = None, progress: Progress = silent
) -> Dataset:
    """Lessons for the network of rows; some digits are held out here as well, to choose by."""
    learnt, _ = written.train.hold_out(HELD_OUT, HOLD_OUT_SEED)
    return row_lessons(replace(written, train=learnt), seed, course or RowCourse(), progress)


def both_ways_up(written: Dataset, seed: int, progress: Progress = silent) -> Dataset:
    """Lessons for the network of orientation, with the same digits held out."""
    learnt, _ = written.train.hold_out(HELD_OUT, HOLD_OUT_SEED)
    return orientation_lessons(replace(written, train=learnt), seed, progress=progress)


def check_digits(written: Dataset) -> None:
    """Raises InvalidInput for pictures that are no 28×28 digits."""
    if written.shape != (SIDE, SIDE, 1) or written.class_names != CLASS_NAMES[:DIGITS]:
        raise InvalidInput(
            f"{written.name} has {written.shape} pictures of {', '.join(written.class_names)}; "
            f"the reader's recipes need {(SIDE, SIDE, 1)} and the digits 0 to 9: use mnist"
        )


def refuse_less(model: Sequential, amount: float) -> None:
    """Lowers the logits of refusal by as much as refusals are rarer, in log-odds, than in the
    lessons (Saerens et al. 2002)."""
    *weights, bias = model.get_weights()
    bias[OTHER:] -= amount
    model.set_weights([*weights, bias])


def _refused_less(model: Sequential, fewer: float) -> float:
    """By how much calibration lowered a model's logits of refusal, where it was calibrated."""
    calibrated = "temperature" in model.metadata.get("preprocessing", {})
    return temperature_of(model.metadata, "the start's") * fewer if calibrated else 0.0


def _refusing(said: Floats, amount: float) -> Floats:
    """Probabilities (n, classes) before the logits of refusal were lowered by this amount."""
    odds = said.copy()
    odds[:, OTHER:] *= np.exp(np.float32(amount))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float32)


def _log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def scores(probabilities: Floats, y: NDArray[np.integer]) -> dict[str, float]:
    """Right among the ten digits, and with refusals counted as wrong."""
    return {
        "test_accuracy": float((probabilities[:, :DIGITS].argmax(axis=1) == y).mean()),
        "test_accuracy_refusing": float((probabilities.argmax(axis=1) == y).mean()),
    }
