"""Training checkpoints: a model file that also holds the optimiser's state and how far a run got.

A run that is taken up again from its checkpoint ends in the same bytes as one never stopped.
"""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tenfold.errors import InvalidInput, InvalidModel
from tenfold.nn import modelfile
from tenfold.nn.architecture import Architecture

if TYPE_CHECKING:
    from tenfold.nn.network import Sequential

PREFIX = "optimizer/"


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A run between two epochs."""

    epoch: int  # how many are done
    history: dict[str, list[float]]  # one value per epoch done
    settings: dict[str, Any]  # the caller's: all that decides the run's result, as JSON
    architecture: Architecture
    weights: list[NDArray[np.float32]]
    optimizer_state: dict[str, NDArray[Any]]

    def restore(self, model: "Sequential") -> None:
        """Put the weights and the optimiser's state into a compiled network of the same layers."""
        if model.architecture.to_json() != self.architecture.to_json():
            raise InvalidInput("the checkpoint is of another network; build it as it was")
        model.set_weights(self.weights)
        model.optimizer_state = self.optimizer_state


def save_checkpoint(
    path: str | os.PathLike[str],
    model: "Sequential",
    *,
    epoch: int,
    history: dict[str, list[float]],
    settings: dict[str, Any],
) -> None:
    """Replace the checkpoint by the run's state after `epoch` epochs. Raises OutputNotWritable."""
    metadata = {
        **model.metadata,
        "checkpoint": {"epoch": epoch, "history": history, "settings": settings},
    }
    state = {PREFIX + name: value for name, value in model.optimizer_state.items()}
    modelfile.write(
        path, modelfile.ModelFile(model.architecture, model.get_weights(), metadata, state)
    )


def load_checkpoint(path: str | os.PathLike[str]) -> Checkpoint:
    """Read and check a checkpoint. Raises InvalidModel."""
    file = modelfile.read(path)
    run = file.metadata.get("checkpoint")
    if not isinstance(run, dict) or not _is_run(run):
        raise InvalidModel(
            f"{path} is a model but no checkpoint of a run; train again without resuming"
        )
    state = {name.removeprefix(PREFIX): value for name, value in file.extra.items()}
    if not _is_state(state, file.architecture.parameter_count):
        raise InvalidModel(f"{path} has a damaged optimizer state; train again without resuming")
    return Checkpoint(
        run["epoch"], run["history"], run["settings"], file.architecture, file.weights, state
    )


def _is_state(state: dict[str, NDArray[Any]], parameters: int) -> bool:
    """Whether it has the moments "m" and "v", float32 (parameters,), and the "step", an int64."""
    if set(state) != {"m", "v", "step"}:
        return False
    step, moments = state["step"], (state["m"], state["v"])
    return (
        step.dtype == np.int64
        and step.shape == ()
        and bool(step >= 0)
        and all(a.dtype == np.float32 and a.shape == (parameters,) for a in moments)
        and all(bool(np.isfinite(a).all()) for a in moments)
        and bool((state["v"] >= 0).all())
    )


def _is_run(run: dict[str, Any]) -> bool:
    epoch, history = run.get("epoch"), run.get("history")
    return (
        type(epoch) is int
        and epoch >= 0
        and isinstance(run.get("settings"), dict)
        and isinstance(history, dict)
        and all(
            isinstance(values, list)
            and len(values) == epoch
            and all(isinstance(v, int | float) for v in values)
            for values in history.values()
        )
    )
