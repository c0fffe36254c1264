"""The whole chain in a second, before all other tests: draw, train, save, load, predict."""

from pathlib import Path

import numpy as np

import tenfold


def small_network() -> tenfold.Sequential:
    model = tenfold.Sequential(
        [
            tenfold.Input((28, 28, 1)),
            tenfold.Conv2D(16, 3, activation="relu"),
            tenfold.MaxPooling2D(2),
            tenfold.Conv2D(16, 3, activation="relu"),
            tenfold.MaxPooling2D(2),
            tenfold.Flatten(),
            tenfold.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    return model


def test_it_learns_digits_and_keeps_them(tmp_path: Path) -> None:
    digits = tenfold.datasets.load("strokes", train=2000, test=200)
    networks = []
    for threads in (1, 2):
        model = small_network()
        model.fit(digits.train.x, digits.train.y, epochs=8, seed=0, threads=threads, verbose=0)
        networks.append(model)
    for one, two in zip(*(model.get_weights() for model in networks), strict=True):
        np.testing.assert_array_equal(one, two)

    _, accuracy = networks[0].evaluate(digits.test.x, digits.test.y, verbose=0)
    assert accuracy > 0.8

    networks[0].save(tmp_path / "digits.safetensors")
    loaded = tenfold.load(tmp_path / "digits.safetensors")
    np.testing.assert_array_equal(loaded.predict(digits.test.x), networks[0].predict(digits.test.x))
