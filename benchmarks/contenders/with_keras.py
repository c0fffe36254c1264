"""Keras on TensorFlow as a contender: the standard model.fit."""

import os
from typing import Any

import numpy as np
from worker import Prepare, Run, Settings, seconds_of, serve


def tasks() -> dict[str, Prepare]:
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    import tensorflow

    def train(settings: Settings) -> tuple[Run, dict[str, Any]]:
        tensorflow.config.threading.set_intra_op_parallelism_threads(settings["threads"])
        tensorflow.config.threading.set_inter_op_parallelism_threads(settings["threads"])
        keras.utils.set_random_seed(0)
        data = np.load(settings["data"])
        x = data["x"].astype("float32") / 255  # (n, h, w, c)
        y = keras.utils.to_categorical(data["y"], 10)  # (n, 10)
        layers = [
            getattr(keras.layers, layer["type"])(**{k: v for k, v in layer.items() if k != "type"})
            for layer in settings["network"]["layers"]
        ]
        model = keras.Sequential([keras.Input(settings["network"]["shape"]), *layers])
        model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])

        def fit(n: int) -> None:
            model.fit(x[:n], y[:n], batch_size=settings["batch_size"], verbose=0)

        def run(settings: Settings) -> dict[str, Any]:
            return {"seconds": seconds_of(lambda: fit(settings["images"]))}

        fit(2 * settings["batch_size"])  # the first batches trace the graph
        versions = {"version": keras.__version__, "tensorflow": tensorflow.__version__}
        return run, versions

    return {"train": train}


if __name__ == "__main__":
    serve(tasks)
