"""Loss and accuracy of a network on images that it does not train on."""

from tenfold.nn.engine import Engine
from tenfold.nn.examples import Examples
from tenfold.nn.labels import most_likely
from tenfold.nn.losses import CategoricalCrossentropy, summed_loss

BATCH = 4096  # images: little memory, and the same sums whatever the threads


def loss_and_accuracy(
    engine: Engine, examples: Examples, loss: CategoricalCrossentropy, threads: int | None
) -> tuple[float, float]:
    """The mean loss and the share of images whose most probable class is the right one."""
    total, right = 0.0, 0
    for start in range(0, len(examples), BATCH):
        labels = examples.y[start : start + BATCH]
        outputs = engine.predict(examples.x[start : start + BATCH], threads)  # (n, classes)
        total += summed_loss(outputs, labels, loss)
        right += int((outputs.argmax(axis=1) == most_likely(labels)).sum())
    return total / len(examples), right / len(examples)
