"""The engine against plain NumPy and finite differences, on every kernel and on odd shapes."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import reference
from tenfold.errors import InvalidInput, UnsupportedNetwork
from tenfold.nn.engine import Engine, available_isas, isa
from tenfold.nn.layers import Conv2D, Dense, Dropout, Flatten, Layer, MaxPooling2D
from tenfold.nn.optimizers import SGD, Adam, AdamW, Optimizer

Shape = tuple[int, int, int]

PRACTICAL: list[Layer] = [
    Conv2D(32, 3, activation="relu"),
    MaxPooling2D(2),
    Conv2D(64, 3, activation="relu"),
    MaxPooling2D(2),
    Flatten(),
    Dense(10, activation="softmax"),
]

# name -> input shape and layers; between them they run every kernel and every edge.
NETWORKS: dict[str, tuple[Shape, list[Layer]]] = {
    "practical": ((28, 28, 1), PRACTICAL),
    "dense": ((5, 7, 3), [Flatten(), Dense(33, "relu"), Dense(4, "softmax")]),
    "wide same": (
        (12, 9, 3),
        [
            Conv2D(32, 5, padding="same", activation="relu"),
            MaxPooling2D(2),
            Conv2D(17, 3, padding="same", activation="relu"),
            MaxPooling2D(2),
            Flatten(),
            Dense(11, "softmax"),
        ],
    ),
    "no pools, odd edges": (
        (9, 11, 2),
        [
            Conv2D(20, 3, activation="relu"),
            Conv2D(24, 3),
            Conv2D(18, 3, padding="same", activation="relu"),
            Flatten(),
            Dense(6, "softmax"),
        ],
    ),
    "pool alone": (
        (14, 13, 1),
        [
            MaxPooling2D(2),
            Conv2D(5, 3, padding="same", activation="relu"),
            MaxPooling2D(2),
            MaxPooling2D(2),
            Flatten(),
            Dense(3, "softmax"),
        ],
    ),
    "long kernels": (
        (10, 12, 4),
        [
            Conv2D(8, (1, 5), activation="relu"),
            Conv2D(19, (5, 3), padding="same"),
            MaxPooling2D(2),
            Conv2D(7, 1, activation="relu"),
            Flatten(),
            Dense(16, "relu"),
            Dense(5, "softmax"),
        ],
    ),
    "small tiles": (
        (6, 6, 16),
        [
            Conv2D(16, 3, padding="same", activation="relu"),
            MaxPooling2D(2),
            Conv2D(19, 3, padding="same", activation="relu"),
            Flatten(),
            Dense(3, "softmax"),
        ],
    ),
    "many tiles": (
        (30, 29, 16),
        [
            Conv2D(16, 3, padding="same", activation="relu"),
            MaxPooling2D(2),
            Conv2D(80, 3, activation="relu"),
            Flatten(),
            Dense(2, "softmax"),
        ],
    ),
}


def make(name: str, seed: int = 0) -> tuple[Engine, list[Layer], list[NDArray[np.float32]]]:
    shape, layers = NETWORKS[name]
    engine = Engine(shape, layers)
    rng = np.random.default_rng(seed)
    weights = [
        rng.normal(0, (2 / np.prod(w.shape[:-1])) ** 0.5 if w.ndim > 1 else 0.1, w.shape)
        for w in engine.weights
    ]
    engine.set_weights([w.astype(np.float32) for w in weights])
    return engine, layers, engine.weights


def images(name: str, n: int, seed: int = 1) -> NDArray[np.float32]:
    shape = NETWORKS[name][0]
    x = np.random.default_rng(seed).normal(0.3, 0.5, (n, *shape)).astype(np.float32)
    x[::2, : shape[0] // 2] = 0  # blank paper, which kernels pass over
    return x


def exact(arrays: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float64]]:
    return [array.astype(np.float64) for array in arrays]


@pytest.mark.parametrize("name", NETWORKS)
def test_predictions_are_numpys(name: str) -> None:
    engine, layers, weights = make(name)
    x = images(name, 7)
    expected = reference.forward(layers, exact(weights), x.astype(np.float64))[-1]
    np.testing.assert_allclose(engine.predict(x, threads=2), expected, atol=2e-6)


@pytest.mark.parametrize("name", NETWORKS)
def test_activations_are_numpys(name: str) -> None:
    engine, layers, weights = make(name)
    x = images(name, 3)
    expected = reference.forward(layers, exact(weights), x.astype(np.float64))
    for found, wanted in zip(engine.activations(x), expected, strict=True):
        np.testing.assert_allclose(found, wanted, atol=1e-5)


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_are_numpys(name: str, smoothing: float, shared: bool) -> None:
    engine, layers, weights = make(name)
    x, random, classes = images(name, 9), np.random.default_rng(2), weights[-1].size
    y = (
        random.dirichlet(np.ones(classes), len(x))
        if shared
        else random.integers(0, classes, len(x))
    )
    loss, found = engine.gradient(x, y, label_smoothing=smoothing, threads=2)
    outputs = reference.forward(layers, exact(weights), x.astype(np.float64))
    assert loss == pytest.approx(reference.loss(outputs[-1], y, smoothing), rel=1e-5)
    wanted = reference.gradient(layers, exact(weights), x.astype(np.float64), y, smoothing)
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a, b, atol=2e-6 + 2e-5 * np.abs(b).max())


def test_the_reference_agrees_with_finite_differences() -> None:
    """The reference's gradient is derived by hand too: hold it against its own loss."""
    _, layers = NETWORKS["wide same"]
    _, _, start = make("wide same")
    weights = exact(start)
    x = images("wide same", 2).astype(np.float64)
    y = np.array([1, 5])
    gradients = reference.gradient(layers, weights, x, y)
    rng = np.random.default_rng(3)
    for weight, gradient in zip(weights, gradients, strict=True):
        at = tuple(rng.integers(0, extent) for extent in weight.shape)
        losses = []
        for step in (1e-6, -1e-6):
            weight[at] += step
            losses.append(reference.loss(reference.forward(layers, weights, x)[-1], y))
            weight[at] -= step
        slope = (losses[0] - losses[1]) / 2e-6 / len(y)
        assert gradient[at] == pytest.approx(slope, abs=1e-7, rel=1e-4)


def test_uint8_is_scaled_like_numpys_division() -> None:
    engine, _, _ = make("practical")
    x = np.random.default_rng(4).integers(0, 256, (9, 28, 28, 1), dtype=np.uint8)
    np.testing.assert_array_equal(engine.predict(x), engine.predict(x.astype(np.float32) / 255))


def numpy_steps(
    optimizer: Optimizer, weights: list[NDArray[np.float64]], rate: float, gradients: object
) -> list[NDArray[np.float64]]:
    """Three steps by the published formulas; gradients(weights) gives each step's."""
    m = [np.zeros_like(w) for w in weights]
    v = [np.zeros_like(w) for w in weights]
    for t in (1, 2, 3):
        for i, g in enumerate(gradients(weights)):  # type: ignore[operator]
            if isinstance(optimizer, SGD):
                weights[i] = weights[i] - rate * optimizer.weight_decay * weights[i]
                m[i] = optimizer.momentum * m[i] - rate * g
                step = optimizer.momentum * m[i] - rate * g if optimizer.nesterov else m[i]
                weights[i] = weights[i] + step
                continue
            b1, b2 = optimizer.beta_1, optimizer.beta_2
            if isinstance(optimizer, AdamW):
                weights[i] = weights[i] - rate * optimizer.weight_decay * weights[i]
            m[i] = b1 * m[i] + (1 - b1) * g
            v[i] = b2 * v[i] + (1 - b2) * g * g
            alpha = rate * np.sqrt(1 - b2**t) / (1 - b1**t)
            weights[i] = weights[i] - alpha * m[i] / (np.sqrt(v[i]) + optimizer.epsilon)
    return weights


@pytest.mark.parametrize(
    "optimizer",
    [
        Adam(),
        # A larger epsilon: where a gradient is nearly zero Adam divides rounding by rounding.
        Adam(beta_2=0.99, epsilon=1e-4),
        AdamW(weight_decay=0.1, epsilon=1e-4),
        SGD(),
        SGD(momentum=0.9, nesterov=True, weight_decay=0.01),
        SGD(momentum=0.9),
    ],
    ids=str,
)
def test_optimizers_follow_their_formulas(optimizer: Optimizer) -> None:
    engine, layers, weights = make("dense")
    x = images("dense", 6)
    y = np.array([0, 1, 2, 3, 0, 1])
    engine.train(
        x,
        y,
        order=np.tile(np.arange(6), 3),
        batch_size=6,
        learning_rates=np.full(3, 0.01, np.float32),
        optimizer=optimizer,
        epoch=0,
        seed=0,
    )
    exact_x = x.astype(np.float64)
    expected = numpy_steps(
        optimizer, exact(weights), 0.01, lambda w: reference.gradient(layers, w, exact_x, y)
    )
    for found, wanted, gradient in zip(
        engine.weights,
        expected,
        reference.gradient(layers, exact(weights), exact_x, y),
        strict=True,
    ):
        certain = np.abs(gradient) > 1e-4  # the sign of a smaller one is not certain in float32
        np.testing.assert_allclose(found[certain], wanted[certain], atol=2e-5)


def train_once(threads: int, batch_size: int, layers: list[Layer] | None = None) -> bytes:
    engine = Engine((28, 28, 1), layers or PRACTICAL)
    rng = np.random.default_rng(5)
    engine.set_weights([rng.normal(0, 0.05, w.shape).astype(np.float32) for w in engine.weights])
    x = rng.integers(0, 256, (200, 28, 28, 1), dtype=np.uint8)
    y = rng.integers(0, 10, 200)
    for epoch in range(2):
        engine.train(
            x,
            y,
            order=np.random.default_rng(epoch).permutation(200),
            batch_size=batch_size,
            learning_rates=np.full(-(-200 // batch_size), 1e-3, np.float32),
            optimizer=Adam(),
            epoch=epoch,
            seed=3,
            threads=threads,
        )
    return b"".join(w.tobytes() for w in engine.weights)


WITH_DROPOUT: list[Layer] = [*PRACTICAL[:4], Dropout(0.25), Flatten(), Dense(32, "relu"),
                             Dropout(0.5), Dense(10, "softmax")]  # fmt: skip


@pytest.mark.parametrize("batch_size", [1, 32, 150])
@pytest.mark.parametrize("layers", [PRACTICAL, WITH_DROPOUT], ids=["practical", "dropout"])
def test_any_number_of_threads_gives_the_same_bytes(layers: list[Layer], batch_size: int) -> None:
    one = train_once(1, batch_size, layers)
    for threads in (2, 3, 8):
        assert train_once(threads, batch_size, layers) == one


def test_dropout_drops_its_share_and_keeps_the_sum() -> None:
    """A linear unit's gradient is its input: with dropout, zero or scaled up."""
    layers: list[Layer] = [Flatten(), Dropout(0.4), Dense(2, "softmax")]
    engine = Engine((50, 40, 1), layers)
    engine.set_weights([np.zeros_like(w) for w in engine.weights])
    x = np.ones((1, 50, 40, 1), np.float32)
    share = []
    for epoch in range(20):
        _, (kernel, _) = engine.gradient(x, np.array([0]), epoch=epoch, seed=1)
        values = np.unique(np.abs(kernel[:, 0]).round(6))
        np.testing.assert_allclose(values, [0, 0.5 / 0.6], atol=1e-5)
        share.append((kernel[:, 0] == 0).mean())
    assert np.mean(share) == pytest.approx(0.4, abs=0.01)  # sd of the mean is 0.0025
    assert len(set(share)) > 1
    np.testing.assert_allclose(engine.predict(x), [[0.5, 0.5]])


def test_each_instruction_set_gives_the_same_results(tmp_path: Path) -> None:
    results = {}
    for name in available_isas():
        file = tmp_path / f"{name}.npz"
        subprocess.run(
            [sys.executable, __file__, str(file)],
            check=True,
            env={**os.environ, "TENFOLD_ISA": name},
        )
        results[name] = np.load(file)
    first, *others = results.values()
    assert str(first["isa"]) == available_isas()[0]
    for other in others:
        for key in set(first.files) - {"isa"}:
            tolerance = 2e-6 + 2e-5 * np.abs(first[key]).max()
            np.testing.assert_allclose(other[key], first[key], atol=tolerance, err_msg=key)


def save_results(file: str) -> None:
    """What the test above compares, in a process of its own: the choice is made once."""
    results: dict[str, NDArray[np.float32]] = {}
    for name in NETWORKS:
        engine, _, weights = make(name)
        x = images(name, 5)
        y = np.random.default_rng(2).integers(0, weights[-1].size, len(x))
        results[f"{name} predict"] = engine.predict(x)
        for i, g in enumerate(engine.gradient(x, y)[1]):
            results[f"{name} {i}"] = g
    np.savez(file, isa=np.array(isa()), **results)


def test_an_unknown_instruction_set_is_refused() -> None:
    code = "import tenfold.nn.engine as e; e.isa()"
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TENFOLD_ISA": "mmx"},
        capture_output=True,
        text=True,
    )
    assert "InvalidInput: TENFOLD_ISA is 'mmx'" in result.stderr


def test_ctrl_c_stops_soon_and_leaves_a_usable_model() -> None:
    engine, _, _ = make("practical")
    x = np.zeros((20_000, 28, 28, 1), np.uint8)
    y = np.zeros(len(x), np.int64)
    pressed = []

    def press() -> None:
        pressed.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.3, press)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        engine.train(
            x,
            y,
            order=np.tile(np.arange(len(x)), 100),
            batch_size=len(x),
            learning_rates=np.full(100, 1e-3, np.float32),
            optimizer=Adam(),
            epoch=0,
            seed=0,
        )
    assert np.isfinite(engine.predict(x[:2])).all()
    timer.join()
    assert len(pressed) == 1


def test_a_forked_child_trains_too() -> None:
    train_once(2, 32)  # the parent's pool has its threads
    pid = os.fork()
    if pid == 0:
        os._exit(0 if train_once(2, 32) == train_once(1, 32) else 1)
    assert os.waitpid(pid, 0)[1] == 0


def test_threads_can_predict_at_the_same_time() -> None:
    engine, _, _ = make("practical")
    x = images("practical", 40)
    expected = engine.predict(x)
    results: list[NDArray[np.float32]] = []
    workers = [threading.Thread(target=lambda: results.append(engine.predict(x, 2))) for _ in "abc"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(results) == 3
    for result in results:
        np.testing.assert_array_equal(result, expected)


def test_looking_at_a_model_in_training_waits_its_turn() -> None:
    """The trainer takes the GIL now and then: who waits for the trainer must not hold it."""
    code = """
import threading
from test_engine import *
engine, _, _ = make("practical")
x, y = images("practical", 2000), np.zeros(2000, np.int64)
trainer = threading.Thread(target=lambda: [
    engine.train(x, y, order=np.tile(np.arange(2000), 3), batch_size=2000, epoch=0, seed=0,
                 learning_rates=np.full(3, 1e-3, np.float32), optimizer=Adam())
    for _ in range(2)])
trainer.start()
while trainer.is_alive():
    engine.set_weights(engine.weights)
    engine.activations(x[:1])
    engine.gradient(x[:1], y[:1])
print("done")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=300,  # far above what it takes, with the sanitizers on a busy machine too
    )
    assert done.stdout == "done\n", done.stderr


def test_the_optimizer_state_goes_on_where_it_stopped() -> None:
    def steps(engine: Engine, count: int, first: int) -> None:
        engine.train(
            images("dense", 12),
            np.arange(12) % 4,
            order=np.arange(12)[first * 4 : (first + count) * 4],
            batch_size=4,
            learning_rates=np.full(count, 1e-2, np.float32),
            optimizer=Adam(),
            epoch=0,
            seed=0,
        )

    whole, _, _ = make("dense")
    steps(whole, 3, 0)
    first, _, _ = make("dense")
    steps(first, 2, 0)
    second = Engine(*NETWORKS["dense"])
    second.set_weights(first.weights)
    second.optimizer_state = first.optimizer_state
    steps(second, 1, 2)
    for a, b in zip(whole.weights, second.weights, strict=True):
        np.testing.assert_array_equal(a, b)


def test_what_does_not_fit_is_refused() -> None:
    engine, _, weights = make("dense")
    with pytest.raises(
        InvalidInput, match=r"found uint8 \(2, 5, 7, 1\), expected .*\(n, 5, 7, 3\)"
    ):
        engine.predict(np.zeros((2, 5, 7, 1), np.uint8))
    with pytest.raises(InvalidInput, match="weights: found shapes"):
        engine.set_weights(weights[:-1])
    with pytest.raises(InvalidInput, match=r"threads: found 0"):
        engine.predict(images("dense", 1), threads=0)
    x = images("dense", 2)
    with pytest.raises(InvalidInput, match="labels: expected 2 class numbers"):
        engine.gradient(x, np.array([0, 4]))
    with pytest.raises(UnsupportedNetwork, match="softmax"):
        Engine((2, 2, 1), [Flatten(), Dense(3, "relu")]).gradient(
            x[:, :2, :2, :1].copy(), np.array([0, 1])
        )
    assert engine.predict(x[:0]).shape == (0, 4)


if __name__ == "__main__":
    save_results(sys.argv[1])
