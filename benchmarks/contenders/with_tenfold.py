"""tenfold as a contender."""

import hashlib
from typing import Any

import numpy as np
from worker import Prepare, Run, Settings, call_times, seconds_of, serve


def tasks() -> dict[str, Prepare]:
    import tenfold
    from tenfold.nn import engine

    def model_of(network: dict[str, Any]) -> tenfold.Sequential:
        layers = [
            getattr(tenfold, layer["type"])(**{k: v for k, v in layer.items() if k != "type"})
            for layer in network["layers"]
        ]
        return tenfold.Sequential([tenfold.Input(tuple(network["shape"])), *layers])

    def facts() -> dict[str, Any]:
        return {"version": tenfold.__version__, "isa": engine.isa()}

    def train(settings: Settings) -> tuple[Run, dict[str, Any]]:
        data = np.load(settings["data"])
        x, y = data["x"], data["y"]  # (n, h, w, c) uint8, (n,)
        model = model_of(settings["network"])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])

        def fit(n: int) -> None:
            model.fit(
                x[:n],
                y[:n],
                batch_size=settings["batch_size"],
                verbose=0,
                seed=settings.get("seed", 0),
                threads=settings["threads"],
            )

        def run(settings: Settings) -> dict[str, Any]:
            seconds = seconds_of(lambda: fit(settings["images"]))
            weights = b"".join(array.tobytes() for array in model.get_weights())
            return {"seconds": seconds, "sha256": hashlib.sha256(weights).hexdigest()}

        if settings.get("warm", True):
            fit(2 * settings["batch_size"])
        return run, facts()

    def predict(settings: Settings) -> tuple[Run, dict[str, Any]]:
        data = np.load(settings["data"])
        x = data["x"] if settings["dtype"] == "uint8" else data["x"].astype(np.float32) / 255
        weights = np.load(settings["weights"])
        model = model_of(settings["network"])
        model.set_weights([weights[name] for name in weights.files])
        threads, one = settings["threads"], x[:1]

        def run(settings: Settings) -> dict[str, Any]:
            if "calls" in settings:
                return {"times": call_times(lambda: model.predict(one), settings["calls"])}
            return {"seconds": seconds_of(lambda: model.predict(x, threads=threads))}

        outputs = model.predict(x[:1000], threads=threads)
        return run, {**facts(), "outputs": outputs.tolist()}

    return {"train": train, "predict": predict}


if __name__ == "__main__":
    serve(tasks)
