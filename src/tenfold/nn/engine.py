"""The bridge to the engine: one network's parameters and its optimiser's memory, in C++.

Everything above this file speaks Keras's names and shapes; everything below it is pointers. The
callers check values (see images.py and labels.py); here only what would make the engine read past
an array is checked.
"""

import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tenfold import _engine
from tenfold.data.augment import Augment
from tenfold.errors import InvalidInput, UnsupportedNetwork
from tenfold.nn.arguments import Shape
from tenfold.nn.labels import Labels
from tenfold.nn.layers import Conv2D, Dense, Dropout, Flatten, Layer
from tenfold.nn.optimizers import SGD, AdamW, Optimizer

Images = NDArray[np.uint8] | NDArray[np.float32]
Weights = list[NDArray[np.float32]]

MOST_THREADS = 256


class Engine:
    """One network as the engine runs it.

    `input_shape` is (h, w, c). Raises UnsupportedNetwork for what the engine does not run.
    """

    def __init__(self, input_shape: tuple[int, int, int], layers: Sequence[Layer]) -> None:
        self._input_shape = input_shape
        self._layers = tuple(layers)
        self._weight_shapes = _weight_shapes(input_shape, self._layers)
        self._model = self._new_model(fuse=True)
        self.predict_one_thread = self._model.predict  # (x, 1): nothing between, for one image

    def _new_model(self, *, fuse: bool) -> _engine.Model:
        specifications = [_specification(layer) for layer in self._layers]
        try:
            return _engine.Model(*self._input_shape, specifications, fuse)
        except ValueError as error:
            raise UnsupportedNetwork(f"the network does not run: {error}") from None
        except RuntimeError as error:  # TENFOLD_ISA names what this machine cannot run
            raise InvalidInput(str(error)) from None

    @property
    def parameter_count(self) -> int:
        return self._model.parameter_count

    @property
    def weights(self) -> Weights:
        """Copies, in Keras's order: kernel (kh, kw, in, out) or (in, out), then bias (out,)."""
        return self._split(self._model.parameters)

    def set_weights(self, weights: Sequence[NDArray[np.float32]]) -> None:
        self._model.parameters = self._join("weights", weights)

    @property
    def optimizer_state(self) -> dict[str, NDArray[np.generic]]:
        """Adam's moments or SGD's velocity (m alone), flat as the weights are, and the step."""
        return {
            "m": self._model.first_moment,
            "v": self._model.second_moment,
            "step": np.array(self._model.step, np.int64),
        }

    @optimizer_state.setter
    def optimizer_state(self, state: dict[str, NDArray[np.generic]]) -> None:
        for name in ("m", "v"):
            if state[name].shape != (self.parameter_count,):
                raise InvalidInput(
                    f"optimizer state {name}: found shape {state[name].shape}, "
                    f"expected ({self.parameter_count},); it belongs to another network"
                )
        self._model.first_moment = np.ascontiguousarray(state["m"], np.float32)
        self._model.second_moment = np.ascontiguousarray(state["v"], np.float32)
        self._model.step = int(state["step"])

    def predict(self, x: Images, threads: int | None = None) -> NDArray[np.float32]:
        """x (n, h, w, c) uint8, scaled to [0, 1] inside, or float32 -> (n, units)."""
        return self._model.predict(self._images(x), thread_count(threads))

    def activations(self, x: Images) -> Weights:
        """Every layer's output for x (n, h, w, c): one array (n, ...) per layer."""
        x = self._images(x)
        model = self._new_model(fuse=False)
        model.parameters = self._model.parameters
        computed = iter(model.activations(x))
        outputs: Weights = []
        for layer in self._layers:
            if isinstance(layer, Flatten):
                outputs.append((outputs[-1] if outputs else _scaled(x)).reshape(len(x), -1))
            elif isinstance(layer, Dropout):  # does nothing outside training
                outputs.append(outputs[-1] if outputs else _scaled(x))
                if outputs[-1].ndim == 4:  # computed as a map, in place and never written
                    next(computed)
            else:
                outputs.append(next(computed))
        return outputs

    def train(
        self,
        x: Images,
        y: Labels,
        *,
        order: NDArray[np.int64],
        batch_size: int,
        learning_rates: NDArray[np.float32],
        optimizer: Optimizer,
        epoch: int,
        seed: int,
        label_smoothing: float = 0.0,
        augment: Augment | None = None,
        threads: int | None = None,
    ) -> tuple[float, int]:
        """One minibatch per learning rate, of the images that `order` names.

        `y` are class numbers (n,), or shares (n, classes). Returns the losses' sum and how many
        were right, both as seen before each step. Raises KeyboardInterrupt within 0.2 s of a
        Ctrl-C; the weights are then those of the last whole step.
        """
        x, labels = self._images(x), self._labels(x, y)
        order = np.ascontiguousarray(order, np.int64)
        if len(order) == 0 or order.min() < 0 or order.max() >= len(x):
            raise InvalidInput(f"order: expected indices in [0, {len(x)})")
        if not 0 <= (len(learning_rates) * batch_size - len(order)) < batch_size:
            raise InvalidInput(
                f"found {len(learning_rates)} learning rates for {len(order)} images "
                f"in batches of {batch_size}; expected one for each batch"
            )
        return self._model.train(
            x,
            labels,
            order,
            batch_size,
            np.asarray(learning_rates, np.float32).tolist(),
            _settings(optimizer),
            seed % 2**64,
            epoch,
            label_smoothing,
            augment.engine_settings if augment is not None else None,
            thread_count(threads),
        )

    def gradient(
        self,
        x: Images,
        y: Labels,
        *,
        epoch: int = 0,
        seed: int = 0,
        label_smoothing: float = 0.0,
        threads: int | None = None,
    ) -> tuple[float, Weights]:
        """The losses' sum over all of x as one batch, and the gradient of their mean."""
        x, labels = self._images(x), self._labels(x, y)
        order = np.arange(len(x), dtype=np.int64)
        loss, flat = self._model.gradient(
            x, labels, order, seed % 2**64, epoch, label_smoothing, thread_count(threads)
        )
        return loss, self._split(flat)

    def _images(self, x: Images) -> Images:
        if x.ndim != 4 or x.shape[1:] != self._input_shape or x.dtype not in (np.uint8, np.float32):
            raise InvalidInput(
                f"images: found {x.dtype} {x.shape}, expected uint8 or float32 "
                f"(n, {', '.join(map(str, self._input_shape))})"
            )
        return x if x.flags.c_contiguous else x.copy()

    def _labels(self, x: Images, y: Labels) -> Labels:
        units = self._weight_shapes[-1][-1] if self._weight_shapes else 0
        last = self._layers[-1] if self._layers else None
        if not isinstance(last, Dense) or last.activation == "relu":
            raise UnsupportedNetwork(
                "training: the last layer is no Dense with softmax (or linear, for logits), which "
                "the loss needs; end with Dense(classes, activation='softmax')"
            )
        if y.ndim == 2:
            if y.shape != (len(x), units):
                raise InvalidInput(f"labels: expected shares of shape ({len(x)}, {units})")
            return np.ascontiguousarray(y, np.float32)
        labels = np.ascontiguousarray(y, np.int64)
        if labels.shape != (len(x),) or (len(x) and not 0 <= labels.min() <= labels.max() < units):
            raise InvalidInput(f"labels: expected {len(x)} class numbers in [0, {units})")
        return labels

    def _split(self, flat: NDArray[np.float32]) -> Weights:
        weights, at = [], 0
        for shape in self._weight_shapes:
            size = int(np.prod(shape))
            weights.append(flat[at : at + size].reshape(shape).copy())
            at += size
        return weights

    def _join(self, what: str, weights: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        found = [tuple(np.shape(array)) for array in weights]
        if found != self._weight_shapes:
            raise InvalidInput(f"{what}: found shapes {found}, expected {self._weight_shapes}")
        arrays = [np.asarray(array, np.float32).ravel() for array in weights]
        return np.concatenate(arrays) if arrays else np.empty(0, np.float32)


def isa() -> str:
    """The instruction set in use: the best one, or what TENFOLD_ISA names."""
    try:
        return _engine.isa()
    except RuntimeError as error:
        raise InvalidInput(str(error)) from None


def available_isas() -> list[str]:
    """What this machine can run, best first."""
    return _engine.available_isas()


def default_threads() -> int:
    """TENFOLD_THREADS, or the number of cores that this process may use."""
    wanted = os.environ.get("TENFOLD_THREADS")
    if wanted:
        return thread_count(int(wanted) if wanted.isdecimal() else -1)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def thread_count(threads: int | None) -> int:
    if threads is None:
        return default_threads()
    if not 1 <= threads <= MOST_THREADS:
        raise InvalidInput(f"threads: found {threads}, expected 1 to {MOST_THREADS}")
    return threads


def _weight_shapes(input_shape: Shape, layers: Sequence[Layer]) -> list[Shape]:
    shapes: list[Shape] = []
    shape = input_shape
    for layer in layers:
        shapes += layer.weight_shapes(shape).values()
        shape = layer.output_shape(shape)
    return shapes


def _specification(layer: Layer) -> tuple[str, int, int, int, bool, str, float]:
    kind = type(layer).__name__
    if isinstance(layer, Conv2D):
        height, width = layer.kernel_size
        same = layer.padding == "same"
        return (kind, layer.filters, height, width, same, layer.activation, 0.0)
    if isinstance(layer, Dense):
        return (kind, layer.units, 0, 0, False, layer.activation, 0.0)
    return (kind, 0, 0, 0, False, "linear", layer.rate if isinstance(layer, Dropout) else 0.0)


def _settings(optimizer: Optimizer) -> tuple[str, float, float, float, float, bool, float]:
    if isinstance(optimizer, SGD):
        decay = optimizer.weight_decay
        return ("sgd", 0.0, 0.0, 0.0, optimizer.momentum, optimizer.nesterov, decay)
    decay = optimizer.weight_decay if isinstance(optimizer, AdamW) else 0.0
    return ("adam", optimizer.beta_1, optimizer.beta_2, optimizer.epsilon, 0.0, False, decay)


def _scaled(x: Images) -> NDArray[np.float32]:
    return x.astype(np.float32) / np.float32(255) if x.dtype == np.uint8 else x.astype(np.float32)
