"""Sequential: a network that trains, predicts and saves. Names and arguments are Keras's."""

import math
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenfold.data.augment import Augment
from tenfold.errors import InvalidInput, InvalidModel, UnsupportedNetwork
from tenfold.nn import arguments, progress, random
from tenfold.nn.architecture import Architecture
from tenfold.nn.arguments import Shape
from tenfold.nn.callbacks import Callback, CallbackList, History
from tenfold.nn.engine import Engine
from tenfold.nn.evaluation import loss_and_accuracy
from tenfold.nn.examples import checked_examples, checked_validation, engine_images
from tenfold.nn.images import as_array, is_ready
from tenfold.nn.initializers import initial_weights
from tenfold.nn.layers import LAYERS, SUPPORTED, Input, Layer
from tenfold.nn.objective import Objective, objective
from tenfold.nn.summary import table
from tenfold.nn.training import Settings, Training, chunk_size

BATCH_SIZE = 32  # Keras's default


class Sequential:
    """Layers one after another.

    Images are uint8 (n, h, w, c), 0 to 255 and scaled to [0, 1] inside, or floats of about [0, 1]
    (finite, within ±32) taken as they are; (n, h, w) will do for one channel. Labels are class
    ids (n,), one-hot rows or shares (n, classes).

    `metadata` is a JSON object that is saved with the model: "class_names", "training", "scores".
    """

    def __init__(self, layers: Iterable[Input | Layer] | None = None, name: str = "sequential"):
        self.name = name
        self.metadata: dict[str, Any] = {"preprocessing": {"scale": 255}}
        self.stop_training = False
        self.history: History | None = None
        self._input_shape: Shape | None = None
        self._layers: list[Layer] = []
        self._objective: Objective | None = None
        self._engine: Engine | None = None
        self._ready_shape: Shape | None = None  # of images that the engine takes as they are
        for layer in layers or ():
            self.add(layer)

    def add(self, layer: Input | Layer) -> None:
        """Append a layer. Raises InvalidInput or UnsupportedNetwork when it does not fit."""
        if self._engine is not None:
            raise InvalidInput("add: the network has weights already; make a new Sequential")
        if isinstance(layer, Input):
            if self._input_shape is not None or self._layers:
                raise InvalidInput("add: Input must come first, and once")
            self._input_shape = layer.shape
            return
        if not isinstance(layer, LAYERS):
            kind = type(layer).__name__
            raise UnsupportedNetwork(f"layer {kind} is not supported; tenfold runs {SUPPORTED}")
        input_shape = self._input_shape if self._layers or self._input_shape else layer.input_shape
        layers = [*self._layers, layer]
        if input_shape is not None:
            layers = list(Architecture(input_shape, tuple(layers)).layers)  # checked and named
        self._input_shape, self._layers = input_shape, layers

    @property
    def architecture(self) -> Architecture:
        """The layers with their names and shapes."""
        if self._input_shape is None:
            raise InvalidInput("the input's shape is unknown; begin with Input((28, 28, 1))")
        return Architecture(self._input_shape, tuple(self._layers))

    @property
    def layers(self) -> list[Layer]:
        return list(self._layers)

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        return (None, *self.architecture.input_shape)

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        return (None, *self.architecture.output_shape)

    def count_params(self) -> int:
        return self.architecture.parameter_count

    def summary(self, print_fn: Callable[[str], object] = print) -> None:
        """Print the table of layers, as Keras does."""
        print_fn(table(self.architecture, self.name))

    def compile(
        self,
        optimizer: Any = "adam",
        loss: Any = "categorical_crossentropy",
        metrics: Sequence[str] | None = None,
    ) -> None:
        """Settle how to train: names as in Keras, or objects of `tenfold.keras.optimizers` etc.

        A new optimiser begins with no memory of the one before.
        """
        self._objective = objective(optimizer, loss, metrics)
        if self._engine is not None:
            state = self._engine.optimizer_state
            self._engine.optimizer_state = {key: np.zeros_like(v) for key, v in state.items()}

    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: str | int = "auto",
        callbacks: Iterable[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Sequence[Any] | None = None,
        shuffle: bool = True,
        initial_epoch: int = 0,
        *,
        seed: int | None = None,
        threads: int | None = None,
        augment: Augment | None = None,
        clean_epochs: int = 0,
    ) -> History:
        """Train for `epochs`, counted from `initial_epoch`; returns the history.

        `seed` settles the initial weights (unless they exist by now), the order of the images and
        dropout: the same seed gives the same weights, byte for byte, whatever `threads`. Without
        one, each call draws its own, see `tenfold.random.set_seed`.

        `augment` changes every image anew in every epoch but the last `clean_epochs`.

        `validation_split` holds out the last share of the images. Ctrl-C leaves the weights of
        the last whole minibatch. Raises InvalidInput for images and labels that do not fit.
        """
        compiled = self._compiled(x)
        examples, held_out = checked_examples(x, y, self.architecture), None
        if validation_data is not None:
            held_out = checked_validation(validation_data, self.architecture)
        elif validation_split:
            examples, held_out = examples.split(validation_split)
        settings = Settings(
            epochs=arguments.whole("fit", "epochs", epochs),
            initial_epoch=arguments.whole("fit", "initial_epoch", initial_epoch, least=0),
            batch_size=_batch_size("fit", batch_size),
            shuffle=shuffle,
            seed=random.fresh_seed() if seed is None else random.checked_seed(seed),
            threads=threads,
            augment=augment,
            clean_epochs=arguments.whole("fit", "clean_epochs", clean_epochs, least=0),
        )
        engine = self._built(settings.seed)
        history = self.history = History()
        self.stop_training = False
        with progress.shown(verbose) as shown:
            everyone = CallbackList([history, shown, *(callbacks or ())])
            everyone.set_model(self)
            Training(
                engine=engine,
                objective=compiled,
                examples=examples,
                held_out=held_out,
                settings=settings,
                callbacks=everyone,
                chunk=chunk_size(self.architecture.multiplications, settings.batch_size),
                stopped=lambda: self.stop_training,
            ).run()
        return history

    def evaluate(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        verbose: str | int = "auto",
        return_dict: bool = False,
        *,
        threads: int | None = None,
    ) -> Any:
        """[loss, accuracy] on these images; only the loss if no metric was compiled.

        `batch_size` changes nothing but the count of steps in the line that is printed.
        """
        compiled, start = self._compiled(x), time.perf_counter()
        examples = checked_examples(x, y, self.architecture)
        measured = loss_and_accuracy(self._built(), examples, compiled.loss, threads)
        logs = compiled.logs(*measured)
        steps = math.ceil(len(examples) / _batch_size("evaluate", batch_size))
        progress.show_result(verbose, steps, start, logs)
        if return_dict:
            return logs
        values = [logs["loss"], *(logs[name] for name in compiled.metrics)]
        return values if compiled.metrics else values[0]

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: str | int = 0,
        *,
        threads: int | None = None,
    ) -> NDArray[np.float32]:
        """The last layer's outputs, float32 (n, classes): after a softmax, probabilities.

        The engine does its own batching: `batch_size` changes nothing but the count of steps in
        the line that verbose=1 prints. Raises InvalidInput for images that do not fit.
        """
        start = time.perf_counter() if verbose else 0.0
        engine = self._engine
        if engine is None or not is_ready(x, self._ready_shape):
            self._settle_input(x)
            engine, x = self._built(), engine_images(x, self.architecture)
        one = len(x) == 1 and threads is None
        outputs = engine.predict_one_thread(x, 1) if one else engine.predict(x, threads)
        if verbose:
            steps = math.ceil(len(x) / _batch_size("predict", batch_size))
            progress.show_result(verbose, steps, start, {})
        return outputs

    def __call__(self, x: Any) -> NDArray[np.float32]:
        return self.predict(x)

    def activations(self, x: Any) -> dict[str, NDArray[np.float32]]:
        """Every layer's output for these images, by the layer's name: (n, *output_shape)."""
        self._settle_input(x)
        outputs = self._built().activations(engine_images(x, self.architecture))
        names = [str(layer.name) for layer in self._layers]
        return dict(zip(names, outputs[-len(names) :], strict=True))

    def get_weights(self) -> list[NDArray[np.float32]]:
        """Copies of the kernel and the bias of each layer that has them, in order."""
        return self._built().weights

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Take the weights that `get_weights` gave. Raises InvalidInput for other shapes or NaN."""
        arrays = [as_array(weight, "weights") for weight in weights]
        if not all(np.isfinite(array).all() for array in arrays):
            raise InvalidInput("weights hold NaN or infinity, expected finite numbers")
        self._built().set_weights([np.asarray(array, np.float32) for array in arrays])

    @property
    def optimizer_state(self) -> dict[str, NDArray[Any]]:
        """What the optimiser remembers, for checkpoints; `compile` first."""
        return self._built().optimizer_state

    @optimizer_state.setter
    def optimizer_state(self, state: Mapping[str, NDArray[Any]]) -> None:
        self._built().optimizer_state = dict(state)

    def save(self, path: str | os.PathLike[str], dtype: str = "float32") -> None:
        """Write weights, layers and metadata to one .safetensors file, whole or not at all; as
        "float16" in half the bytes and with three digits of each weight."""
        from tenfold.nn import modelfile  # later: it costs import time

        file = modelfile.ModelFile(self.architecture, self.get_weights(), self.metadata)
        modelfile.write(path, file, dtype)

    def load_weights(self, path: str | os.PathLike[str]) -> None:
        """Take the weights of a saved network with the same layers. Raises InvalidModel."""
        from tenfold.nn import modelfile

        file = modelfile.read(path)
        if file.architecture.weight_shapes != self.architecture.weight_shapes:
            raise InvalidModel(f"{path} holds a network of other layers; see tenfold.load")
        self.set_weights(file.weights)

    def _compiled(self, x: Any) -> Objective:
        if self._objective is None:
            raise InvalidInput("the network is not compiled; call compile() first")
        self._settle_input(x)
        self._objective.check(self.architecture)
        return self._objective

    def _settle_input(self, x: Any) -> None:
        """A network without Input takes the shape of the first images that it is given."""
        if self._input_shape is None and self._layers:
            shape = arguments.shape("x", as_array(x, "x").shape[1:])
            self._layers = list(Architecture(shape, tuple(self._layers)).layers)
            self._input_shape = shape

    def _built(self, seed: int | None = None) -> Engine:
        """The engine; its weights are drawn when it is first needed."""
        if self._engine is None:
            weights = initial_weights(
                self.architecture, random.fresh_seed() if seed is None else seed
            )
            return self._build(weights)
        return self._engine

    def _build(self, weights: Sequence[NDArray[np.float32]]) -> Engine:
        architecture = self.architecture
        engine = Engine(architecture.image_shape, architecture.engine_layers)
        engine.set_weights(weights)
        self._engine = engine
        self._ready_shape = architecture.image_shape if len(architecture.input_shape) == 3 else None
        return engine


def load(path: str | os.PathLike[str]) -> Sequential:
    """A network that `Sequential.save` wrote, ready to predict; compile it to train on.

    Raises InvalidModel, saying what is wrong with the file.
    """
    from tenfold.nn import modelfile

    file = modelfile.read(path)
    model = Sequential([Input(file.architecture.input_shape), *file.architecture.layers])
    model.metadata = {key: value for key, value in file.metadata.items() if key != "checkpoint"}
    model._build(file.weights)
    return model


def _batch_size(method: str, batch_size: int | None) -> int:
    return BATCH_SIZE if batch_size is None else arguments.whole(method, "batch_size", batch_size)
