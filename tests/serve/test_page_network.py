"""The network in the page against the arithmetic itself, and against the engine."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Page
from under_test import Service

import tenfold
from tenfold.nn.network import Sequential
from tenfold.train.networks import practical_layers

Array = NDArray[np.float64]

RUN = """async ([model, pixels]) => {
  const { parseModel } = await import("/page/safetensors.js");
  const { Network } = await import("/page/network.js");
  const bytes = Uint8Array.from(atob(model), (character) => character.charCodeAt(0));
  const network = new Network(parseModel(bytes.buffer));
  return network.run(Float32Array.from(pixels)).map((layer) => [...layer.values]);
}"""


@pytest.fixture(scope="module")
def page(desktop: BrowserContext, service: Service) -> Iterator[Page]:
    page = desktop.new_page()
    page.goto(service.url)
    yield page
    page.close()


def layers_in_numpy(model: Sequential, x: Array) -> list[Array]:
    """Every layer's output for one picture x (h, w, c), in doubles and in the plainest way."""
    weights = [w.astype(np.float64) for w in model.get_weights()]
    outputs = []
    for layer in model.layers:
        kind = type(layer).__name__
        if kind == "Conv2D":
            kernel, bias = weights.pop(0), weights.pop(0)  # (kh, kw, in, out), (out,)
            height, width = kernel.shape[:2]
            if layer.padding == "same":
                x = np.pad(x, ((height // 2,) * 2, (width // 2,) * 2, (0, 0)))
            windows = np.lib.stride_tricks.sliding_window_view(x, (height, width), (0, 1))
            x = np.einsum("yxcij,ijco->yxo", windows, kernel) + bias
        elif kind == "MaxPooling2D":
            h, w, c = x.shape
            x = x[: h // 2 * 2, : w // 2 * 2].reshape(h // 2, 2, w // 2, 2, c).max((1, 3))
        elif kind == "Flatten":
            x = x.reshape(-1)
        elif kind == "Dense":
            kernel, bias = weights.pop(0), weights.pop(0)
            x = x @ kernel + bias
        activation = getattr(layer, "activation", "linear")
        if activation == "relu":
            x = np.maximum(x, 0)
        elif activation == "softmax":
            powers = np.exp(x - x.max())
            x = powers / powers.sum()
        outputs.append(x)
    return outputs


def network(*layers: Any) -> Sequential:
    """With weights that are large enough to tell a mistake, biases included."""
    model = Sequential(layers)
    generator = np.random.default_rng(5)
    model.predict(np.zeros((1, *model.architecture.input_shape), np.float32))
    model.set_weights([generator.normal(0, 0.3, w.shape) for w in model.get_weights()])
    model.metadata["class_names"] = [str(i) for i in range(model.output_shape[-1] or 0)]
    return model


NETWORKS = {
    "practical": lambda: network(tenfold.Input((28, 28, 1)), *practical_layers(10)),
    "same padding, odd sizes, colours": lambda: network(
        tenfold.Input((11, 14, 3)),
        tenfold.Conv2D(5, (5, 3), padding="same"),
        tenfold.MaxPooling2D(2),
        tenfold.Conv2D(7, (1, 3), activation="relu", padding="same"),
        tenfold.MaxPooling2D(2),
        tenfold.Dropout(0.5),
        tenfold.Flatten(),
        tenfold.Dense(9, activation="relu"),
        tenfold.Dropout(0.25),
        tenfold.Dense(4, activation="softmax"),
    ),
    "linear": lambda: network(
        tenfold.Input((6, 6, 1)), tenfold.Flatten(), tenfold.Dense(3)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_every_activation_is_right(page: Page, tmp_path: Path, name: str) -> None:
    path, model = tmp_path / "model.safetensors", NETWORKS[name]()
    model.save(path)
    check_activations(page, path, model)


def test_a_network_saved_as_halves(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "half.safetensors"
    model = NETWORKS["practical"]()
    weights = model.get_weights()
    weights[0][0, 0, 0, :4] = 0, 3e-6, -6e-8, 1e-4  # below 6e-5 halves count otherwise
    model.set_weights(weights)
    model.save(path, dtype="float16")
    check_activations(page, path, tenfold.load(path))


def check_activations(page: Page, path: Path, model: Sequential) -> None:
    """The page's with the file against the plainest arithmetic and the engine with the model."""
    file = base64.b64encode(path.read_bytes()).decode()
    x = np.random.default_rng(9).random(model.architecture.input_shape, np.float32)
    got = page.evaluate(RUN, [file, x.ravel().tolist()])
    expected = layers_in_numpy(model, x.astype(np.float64))
    engine = list(model.activations(x[None]).values())
    assert len(got) == len(expected) + 1 == len(engine) + 1
    for mine, reference, theirs in zip(got[1:], expected, engine, strict=True):
        scale = max(1.0, np.abs(reference).max())
        np.testing.assert_allclose(mine, reference.ravel(), atol=1e-5 * scale)
        np.testing.assert_allclose(mine, theirs.ravel(), atol=1e-5 * scale)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda file: b"", "fewer than 8 bytes"),
        (lambda file: b"\xff" * 100, "longer than the file"),
        (lambda file: file[:-4], "does not fit"),
        (lambda file: file[:8] + b"x" * 20 + file[28:], "not JSON"),
        (lambda file: file.replace(b'format\\": 1', b'format\\": 9'), "format 9"),
    ],
)
def test_a_damaged_model_is_refused_in_one_line(
    page: Page, random_model: Path, damage: Any, words: str
) -> None:
    file = random_model.read_bytes()
    damaged = damage(file)
    assert damaged != file
    message = page.evaluate(
        f"async (value) => {{ try {{ await ({RUN})(value); }} catch (e) {{ return e.message; }} }}",
        [base64.b64encode(damaged).decode(), [0] * 784],
    )
    assert words in message
    assert "\n" not in message
