"""A script written for tensorflow.keras runs with tenfold in its place."""

import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import tenfold as tf
from quadrants import quadrants
from tenfold.data.dataset import from_arrays
from tenfold.errors import UnsupportedNetwork

EXAMPLES = Path(__file__).parent.parent / "examples"


def digits_of_quarters(count: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Pictures of MNIST's size whose label can be learnt at once: x (count, 28, 28)."""
    x, y = quadrants(count, seed)
    large = x[..., 0].repeat(3, axis=1).repeat(3, axis=2)  # (count, 30, 30)
    return large[:, 1:29, 1:29].copy(), y.astype(np.uint8)


@pytest.fixture(autouse=True)
def few_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few pictures under the names of the real data sets."""
    train, test = digits_of_quarters(320, 0), digits_of_quarters(64, 1)
    small = from_arrays("small", train, test)
    known = {"mnist": small, "fashion-mnist": small}
    monkeypatch.setattr(tf.datasets, "load", known.__getitem__)


def test_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLES / "keras_digits.py"))
    printed = capsys.readouterr().out
    assert "Training images: (320, 28, 28) Test images: (64, 28, 28)" in printed
    assert " Total params: 34,826 (136.04 KB)" in printed
    number = r"\d\.\d{4}(e-\d\d)?"
    assert re.search(
        r"\nEpoch 10/10\n"
        rf"10/10 ━{{20}} \d+s \d+(us|ms)/step - accuracy: {number} - loss: {number}"
        rf" - val_accuracy: {number} - val_loss: {number}\n"
        rf"2/2 ━{{20}} \d+s \d+(us|ms)/step - accuracy: {number} - loss: {number}\n",
        printed,
    )
    accuracy = re.search(r"Test accuracy: (\S+)", printed)
    assert accuracy
    assert float(accuracy[1]) > 0.9


def test_the_example_is_kerass_but_for_one_word() -> None:
    script = (EXAMPLES / "keras_digits.py").read_text(encoding="utf-8")
    code = script.split('"""', 2)[2]
    words = [line for line in code.splitlines() if "tenfold" in line]
    assert all(re.match(r"from tenfold\.keras\.\w+ import", line) for line in words)
    assert len(words) == 4


def test_a_script_that_says_tf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tf.keras.utils.set_random_seed(1)
    (x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
    x_train, x_test = x_train / 255.0, x_test / 255.0
    model = tf.keras.models.Sequential(
        [
            tf.keras.layers.Flatten(input_shape=(28, 28)),
            tf.keras.layers.Dense(32, activation="relu"),
            tf.keras.layers.Dropout(0.2),
            tf.keras.layers.Dense(10),
        ]
    )
    model.compile(
        optimizer=tf.keras.optimizers.Adam(learning_rate=0.01),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    stopping = tf.keras.callbacks.EarlyStopping(monitor="loss", patience=2)
    model.fit(x_train, y_train, epochs=8, callbacks=[stopping])
    _, accuracy = model.evaluate(x_test, y_test, verbose=2)
    assert accuracy > 0.9
    assert "Epoch 2/8\n10/10 ━" in capsys.readouterr().out
    path = tmp_path / "my_model.keras"
    model.save(path)
    again = tf.keras.models.load_model(path)
    np.testing.assert_array_equal(again.predict(x_test), model.predict(x_test))


def test_set_random_seed_repeats_a_script() -> None:
    x, y = quadrants(50)
    found: list[Any] = []
    for _ in range(2):
        tf.keras.utils.set_random_seed(7)
        model = tf.keras.Sequential(
            [
                tf.keras.Input(shape=(10, 10, 1)),
                tf.keras.layers.Flatten(),
                tf.keras.layers.Dense(4, activation="softmax"),
            ]
        )
        model.compile("sgd", "categorical_crossentropy")
        model.fit(x, tf.keras.utils.to_categorical(y, 4), verbose=0)
        found.append(model.get_weights()[0])
    tf.random._seeds = None
    np.testing.assert_array_equal(*found)


def test_datasets_are_kerass() -> None:
    for module in (tf.keras.datasets.mnist, tf.keras.datasets.fashion_mnist):
        (x_train, y_train), (x_test, y_test) = module.load_data()
        assert (x_train.shape, x_train.dtype) == ((320, 28, 28), np.uint8)
        assert (x_test.shape, y_train.shape, y_test.shape) == ((64, 28, 28), (320,), (64,))


def test_other_layers_say_what_is_supported() -> None:
    with pytest.raises(UnsupportedNetwork, match="layer BatchNormalization is not supported"):
        from tenfold.keras.layers import BatchNormalization  # noqa: F401
    with pytest.raises(UnsupportedNetwork, match="layer LSTM is not supported"):
        tf.keras.layers.LSTM(3)


def test_everything_in_keras_is_tenfolds_own() -> None:
    """Re-exports only: no class of its own, and no function but load_data."""
    folder = Path(tf.keras.__file__).parent
    for path in folder.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"^class ", source, re.M)
        assert re.findall(r"^def (\w+)", source, re.M) in ([], ["load_data"])
