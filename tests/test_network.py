"""Sequential: it learns, repeats itself, says what is wrong, and can be interrupted."""

import math
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tenfold
from quadrants import quadrants, small_network
from tenfold.errors import InvalidInput, UnsupportedNetwork
from tenfold.nn.callbacks import LambdaCallback
from tenfold.nn.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy
from tenfold.nn.network import Sequential
from tenfold.nn.optimizers import SGD, Adam
from tenfold.nn.schedule import OneCycle, PiecewiseLinear

X, Y = quadrants(400)


def same(first: Sequential, second: Sequential) -> bool:
    return all(map(np.array_equal, first.get_weights(), second.get_weights()))


def fitted(**options: Any) -> Sequential:
    model = small_network()
    model.fit(X, Y, **{"epochs": 2, "seed": 3, "verbose": 0, **options})
    return model


def test_it_learns() -> None:
    model = small_network()
    history = model.fit(X, Y, epochs=8, validation_split=0.25, seed=1, verbose=0).history
    assert history["accuracy"][-1] > 0.95
    assert history["val_accuracy"][-1] > 0.95
    assert history["loss"][-1] < history["loss"][0] / 2
    assert list(history) == ["accuracy", "loss", "val_accuracy", "val_loss"]
    loss, accuracy = model.evaluate(*quadrants(200, seed=9), verbose=0)
    assert accuracy > 0.95
    assert loss < 0.5


@pytest.mark.parametrize("threads", [1, 2, 3, 8])
def test_the_same_seed_gives_the_same_bytes_on_any_threads(threads: int) -> None:
    first, second = fitted(threads=1), fitted(threads=threads)
    assert same(first, second)
    assert first.history and second.history
    assert first.history.history == second.history.history


def test_another_seed_gives_other_weights() -> None:
    assert not same(fitted(), fitted(seed=4))


def test_callbacks_that_watch_batches_change_no_weight() -> None:
    seen: list[int] = []
    watcher = LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(batch))
    assert same(fitted(), fitted(callbacks=[watcher]))
    assert seen == 2 * list(range(math.ceil(400 / 32)))


def test_a_schedule_does_not_depend_on_where_the_run_is_taken_up() -> None:
    whole, parts = small_network(), small_network()
    for model in (whole, parts):
        model.compile(Adam(OneCycle(1e-2)), "sparse_categorical_crossentropy", ["accuracy"])
    whole.fit(X, Y, epochs=3, seed=5, verbose=0)

    def stop(epoch: int, logs: Any) -> None:
        parts.stop_training = epoch == 0

    parts.fit(X, Y, epochs=3, seed=5, verbose=0, callbacks=[LambdaCallback(on_epoch_end=stop)])
    parts.fit(X, Y, epochs=3, initial_epoch=1, seed=5, verbose=0)
    assert same(whole, parts)


def test_the_schedules_rates_are_what_moves_the_weights() -> None:
    model = small_network()
    model.compile(SGD(PiecewiseLinear(((0, 0), (1, 0)))), "sparse_categorical_crossentropy")
    before = model.get_weights()
    model.fit(X, Y, epochs=1, verbose=0)
    assert all(map(np.array_equal, before, model.get_weights()))


def test_all_forms_of_the_same_data_train_alike() -> None:
    one_hot = np.eye(4)[Y]
    expected = fitted()
    for x, y in [
        (X[..., 0], Y),
        (X, one_hot),
        ((X / 255).astype(np.float32), Y[:, None]),
        (X / 255, one_hot.astype(bool)),
    ]:
        model = small_network()
        model.fit(x, y, epochs=2, seed=3, verbose=0)
        for a, b in zip(model.get_weights(), expected.get_weights(), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-4)


def test_shuffling() -> None:
    plain = fitted(shuffle=False)
    assert not same(plain, fitted())
    assert same(plain, fitted(shuffle=False))


def test_validation_split_is_the_last_share() -> None:
    model = small_network()
    history = model.fit(X, Y, validation_split=0.25, seed=2, verbose=0).history
    loss, accuracy = model.evaluate(X[300:], Y[300:], verbose=0)
    assert history["val_loss"] == [loss]
    assert history["val_accuracy"] == [accuracy]
    other = small_network()
    other.fit(X[:300], Y[:300], seed=2, verbose=0)
    assert same(model, other)


def test_evaluate_is_the_formula() -> None:
    model = fitted()
    outputs = model.predict(X)
    loss, accuracy = model.evaluate(X, Y, verbose=0)
    assert loss == pytest.approx(-np.log(outputs[np.arange(400), Y]).mean(), rel=1e-5)
    assert accuracy == (outputs.argmax(1) == Y).mean()
    named = model.evaluate(X, Y, verbose=0, return_dict=True)
    assert named == {"accuracy": accuracy, "loss": loss}


def test_without_metrics_evaluate_gives_the_loss() -> None:
    model = small_network(metrics=())
    assert list(model.fit(X, Y, verbose=0).history) == ["loss"]
    assert isinstance(model.evaluate(X, Y, verbose=0), float)


def test_metrics_keep_the_name_that_they_were_given() -> None:
    model = small_network(metrics=("acc",))
    assert list(model.fit(X, Y, verbose=0).history) == ["acc", "loss"]


def test_predictions_are_probabilities() -> None:
    model = fitted()
    outputs = model.predict(X, batch_size=7)
    assert outputs.shape == (400, 4)
    assert outputs.dtype == np.float32
    np.testing.assert_allclose(outputs.sum(1), 1, rtol=1e-5)
    np.testing.assert_array_equal(model(X), outputs)
    np.testing.assert_allclose(model.predict(X[:1]), outputs[:1], atol=1e-6)
    np.testing.assert_allclose(model.predict(X / 255), outputs, atol=1e-6)
    np.testing.assert_allclose(model.predict(X[3:4, ..., 0] / 255), outputs[3:4], atol=1e-6)


def test_logits() -> None:
    """A linear last layer with from_logits trains as a softmax does."""
    layers = fitted().layers
    model = Sequential([tenfold.Input((10, 10, 1)), *layers[:-1], tenfold.Dense(4, name="dense")])
    model.compile(Adam(3e-3), SparseCategoricalCrossentropy(from_logits=True), ["accuracy"])
    model.fit(X, Y, epochs=2, seed=3, verbose=0)
    expected = fitted()
    assert same(model, expected)
    logits = model.predict(X).astype(np.float64)
    shares = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    np.testing.assert_allclose(shares, expected.predict(X), atol=1e-5)
    np.testing.assert_allclose(
        model.evaluate(X, Y, verbose=0), expected.evaluate(X, Y, verbose=0), rtol=1e-4
    )


def test_label_smoothing_is_seen_by_training_and_by_evaluation() -> None:
    model = small_network()
    model.compile("adam", CategoricalCrossentropy(label_smoothing=0.2), ["accuracy"])
    model.fit(X, Y, epochs=2, seed=3, verbose=0)
    assert not same(model, fitted())
    logs = np.log(model.predict(X).astype(np.float64))
    targets = np.eye(4)[Y] * 0.8 + 0.05
    assert model.evaluate(X, Y, verbose=0)[0] == pytest.approx(
        -(targets * logs).sum(1).mean(), 1e-5
    )


def test_shares_are_learnt() -> None:
    """Two in three say the one class, one in three the next: the network learns to say so."""
    x, y = X[Y < 2], Y[Y < 2]
    shares = np.eye(4)[y] * 2 / 3 + np.eye(4)[1 - y] / 3
    model = small_network()
    model.compile(Adam(3e-3), "categorical_crossentropy", ["accuracy"])
    history = model.fit(x, shares, epochs=20, seed=3, verbose=0).history
    found = model.predict(x)
    np.testing.assert_allclose(found[np.arange(len(y)), y].mean(), 2 / 3, atol=0.03)
    np.testing.assert_allclose(found[np.arange(len(y)), 1 - y].mean(), 1 / 3, atol=0.03)
    assert history["accuracy"][-1] > 0.9
    loss, accuracy = model.evaluate(x, shares, verbose=0)
    logs = np.log(found.astype(np.float64))
    assert loss == pytest.approx(-(shares * logs).sum(1).mean(), 1e-4)
    assert accuracy == pytest.approx((found.argmax(1) == y).mean())


def test_flat_features() -> None:
    model = Sequential([tenfold.Dense(16, "relu", input_shape=(100,)), tenfold.Dense(4, "softmax")])
    model.compile("adam", "categorical_crossentropy", ["accuracy"])
    flat = X.reshape(400, 100) / 255
    history = model.fit(flat, Y, epochs=20, seed=1, verbose=0).history
    assert history["accuracy"][-1] > 0.9
    assert model.predict(flat[:3]).shape == (3, 4)
    assert {name: a.shape for name, a in model.activations(flat[:3]).items()} == {
        "dense": (3, 16),
        "dense_1": (3, 4),
    }


def test_the_input_may_be_known_from_the_first_layer_or_the_first_images() -> None:
    for first in ({"input_shape": (10, 10)}, {}):
        model = Sequential([tenfold.Flatten(**first), tenfold.Dense(4, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(X[..., 0], Y, verbose=0)
        assert model.input_shape == (None, 10, 10, 1)
        assert model.output_shape == (None, 4)
        assert model.count_params() == 404


def test_activations_are_what_the_layers_give() -> None:
    model = fitted()
    seen = model.activations(X[:5])
    shapes = {name: a.shape for name, a in seen.items()}
    assert shapes == {
        "conv2d": (5, 8, 8, 8),
        "max_pooling2d": (5, 4, 4, 8),
        "flatten": (5, 128),
        "dropout": (5, 128),
        "dense": (5, 4),
    }
    np.testing.assert_allclose(seen["dense"], model.predict(X[:5]), atol=1e-6)
    kernel, bias = model.get_weights()[:2]
    corner = (X[0, :3, :3].astype(np.float64) / 255)[..., None] * kernel
    np.testing.assert_allclose(
        seen["conv2d"][0, 0, 0], np.maximum(corner.sum((0, 1, 2)) + bias, 0), atol=1e-5
    )


def test_weights_in_and_out() -> None:
    model, other = fitted(), small_network()
    other.set_weights(model.get_weights())
    assert same(model, other)
    weights = model.get_weights()
    with pytest.raises(InvalidInput, match="weights: found shapes"):
        model.set_weights(weights[::-1])
    weights[0][0] = np.nan
    with pytest.raises(InvalidInput, match="weights hold NaN"):
        model.set_weights(weights)
    assert same(model, other)


def test_compiling_again_forgets_the_optimizer_and_keeps_the_weights() -> None:
    model = fitted()
    assert model.optimizer_state["step"] == 2 * math.ceil(400 / 32)
    weights = model.get_weights()
    model.compile("adam", "categorical_crossentropy")
    assert not any(value.any() for value in model.optimizer_state.values())
    assert all(map(np.array_equal, weights, model.get_weights()))


def not_compiled() -> Sequential:
    return Sequential(
        [tenfold.Input((10, 10, 1)), tenfold.Flatten(), tenfold.Dense(4, activation="softmax")]
    )


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (lambda m: m.fit(X, Y[:-1]), "y has 399 labels for 400 images"),
        (lambda m: m.fit(X, Y + 1), "y holds the label 4, expected 0 to 3"),
        (lambda m: m.fit(X.astype(np.float32), Y), "divide by 255"),
        (lambda m: m.fit(X[:, :9], Y), r"x has shape \(400, 9, 10, 1\)"),
        (lambda m: m.fit(X[:0], Y[:0]), "x is empty"),
        (lambda m: m.fit(X, Y, epochs=0), "found epochs=0"),
        (lambda m: m.fit(X, Y, batch_size=0), "found batch_size=0"),
        (lambda m: m.fit(X, Y, initial_epoch=-1), "found initial_epoch=-1"),
        (lambda m: m.fit(X, Y, seed=-1), "found seed=-1"),
        (lambda m: m.fit(X, Y, threads=0), "threads: found 0"),
        (lambda m: m.fit(X, Y, verbose=7), "found verbose=7"),
        (lambda m: m.fit(X, Y, callbacks=["stop"]), "callbacks holds 'stop'"),
        (lambda m: m.fit(X, Y, validation_split=1.0), "found validation_split=1.0"),
        (lambda m: m.fit(X[:1], Y[:1], validation_split=0.1), "of 1 images"),
        (lambda m: m.fit(X, Y, validation_data=(X,)), "validation_data has 1 parts"),
        (lambda m: m.fit(X, Y, validation_data=(X, Y[:3])), "validation y has 3 labels for 400"),
        (lambda m: m.fit(X, Y, validation_data=(X * 1.0, Y)), "validation x holds floats"),
        (lambda m: m.evaluate(X, Y[:3]), "y has 3 labels"),
        (lambda m: m.evaluate(np.full(X.shape, np.nan), Y), "x holds NaN"),
        (lambda m: m.predict(np.full((1, 10, 10, 1), np.nan, np.float32)), "x holds NaN"),
        (lambda m: m.predict(X[0]), r"single image pass x\[None\]"),
        (lambda m: m.add(tenfold.Input((3, 3, 1))), "Input must come first"),
        (lambda m: not_compiled().fit(X, Y), r"call compile\(\) first"),
        (lambda m: Sequential([]).get_weights(), "input's shape is unknown"),
    ],
)
def test_bad_input(action: Any, says: str) -> None:
    model = small_network()
    with pytest.raises(InvalidInput, match=says) as caught:
        action(model)
    assert "\n" not in str(caught.value)


def test_a_network_in_use_takes_no_more_layers() -> None:
    with pytest.raises(InvalidInput, match="has weights already"):
        fitted().add(tenfold.Dense(3))


@pytest.mark.parametrize(
    ("last", "loss", "says"),
    [
        (tenfold.Dense(4), "categorical_crossentropy", "from_logits=False, which expects softmax"),
        (tenfold.Dense(4, "relu"), "categorical_crossentropy", "ends in Dense"),
        (tenfold.Flatten(), "categorical_crossentropy", "ends in Flatten"),
        (tenfold.Dense(4, "softmax"), CategoricalCrossentropy(True), "which expects linear"),
    ],
)
def test_a_loss_that_does_not_fit_the_last_layer(last: Any, loss: Any, says: str) -> None:
    model = Sequential([tenfold.Input((10, 10, 1)), tenfold.Flatten(), last])
    model.compile("adam", loss)
    with pytest.raises(InvalidInput, match=says):
        model.fit(X, Y % 2)


def test_what_is_no_layer() -> None:
    with pytest.raises(UnsupportedNetwork, match="layer str is not supported; tenfold runs Input"):
        Sequential(["Dense"])  # type: ignore[list-item]
    with pytest.raises(UnsupportedNetwork, match="metric 'mse'"):
        small_network().compile("adam", "categorical_crossentropy", ["mse"])


INTERRUPTED = """
import sys, numpy as np
sys.path.insert(0, sys.argv[1])
from quadrants import quadrants, small_network
x, y = quadrants(2000)
model = small_network()
started = []
from tenfold.nn.callbacks import LambdaCallback
class Told(LambdaCallback):
    every_batch = False
told = Told(on_train_batch_end=lambda b, l: started or (started.append(1), print("go", flush=True)))
try:
    model.fit(x, y, epochs=60000, seed=0, verbose=0, callbacks=[told])
except KeyboardInterrupt:
    before = model.get_weights()
    assert all(np.isfinite(w).all() for w in before)
    assert model.predict(x).shape == (2000, 4)
    model.fit(x, y, epochs=1, seed=0, verbose=0)
    print("usable", len(model.history.epoch), flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_ctrl_c_leaves_a_usable_network() -> None:
    command = [sys.executable, "-c", INTERRUPTED, str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "go\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "usable 1\n"


def test_mnist_learns(mnist: Any) -> None:
    """A few thousand real digits, one pass: far above chance, and the same from bytes or floats."""
    x, y = mnist.train.x[:6000], mnist.train.y[:6000]
    scores: list[float] = []
    for images in (x, (x / 255).astype(np.float32)):
        model = practical()
        model.fit(images, y, seed=0, verbose=0)
        scores.append(
            model.evaluate(mnist.train.x[6000:8000], mnist.train.y[6000:8000], verbose=0)[1]
        )
    assert scores[0] > 0.9
    assert scores[1] == pytest.approx(scores[0], abs=0.005)


def practical() -> Sequential:
    model = Sequential(
        [
            tenfold.Input((28, 28, 1)),
            tenfold.Conv2D(32, 3, activation="relu"),
            tenfold.MaxPooling2D(2),
            tenfold.Conv2D(64, 3, activation="relu"),
            tenfold.MaxPooling2D(2),
            tenfold.Flatten(),
            tenfold.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    return model


def test_the_practicals_summary(capsys: pytest.CaptureFixture[str]) -> None:
    practical().summary()
    printed = capsys.readouterr().out
    assert (
        "\n│ conv2d_1 (Conv2D)               │ (None, 11, 11, 64)     │        18,496 │\n"
        in printed
    )
    assert " Total params: 34,826 (136.04 KB)\n" in printed
    assert len({len(line) for line in printed.splitlines()[1:-3]}) == 1
    lines: list[str] = []
    practical().summary(print_fn=lines.append)
    assert "\n".join(lines) + "\n" == printed
