"""PyTorch as a contender, eager, as fast as its documentation tells.

The pictures lie in memory as floats before the clock starts; no DataLoader. Of the two memory
layouts the faster one for each network is taken, by trying both.
"""

from typing import Any

import numpy as np
from worker import Prepare, Run, Settings, seconds_of, serve

LAYOUTS = ("channels last", "channels first")


def tasks() -> dict[str, Prepare]:
    import torch
    from torch import nn
    from torch.nn import functional

    def module_of(layer: dict[str, Any]) -> list[nn.Module]:
        kind, activation = layer["type"], layer.get("activation")
        relu = [nn.ReLU(inplace=True)] if activation == "relu" else []  # softmax: in the loss
        if kind == "Conv2D":
            size = layer["kernel_size"]
            padding = size // 2 if layer["padding"] == "same" else 0
            return [nn.LazyConv2d(layer["filters"], size, padding=padding), *relu]
        if kind == "Dense":
            return [nn.LazyLinear(layer["units"]), *relu]
        if kind == "MaxPooling2D":
            return [nn.MaxPool2d(layer["pool_size"])]
        return [nn.Flatten()] if kind == "Flatten" else [nn.Dropout(layer["rate"])]

    class Trainer:
        def __init__(self, settings: Settings, layout: str) -> None:
            data = np.load(settings["data"])
            pictures = torch.from_numpy(data["x"]).float() / 255  # (n, h, w, c)
            self.last = layout == "channels last"
            self.x = pictures if self.last else pictures.permute(0, 3, 1, 2).contiguous()
            self.y = torch.from_numpy(data["y"].astype(np.int64))
            self.batch_size = settings["batch_size"]
            modules = [m for layer in settings["network"]["layers"] for m in module_of(layer)]
            self.model = nn.Sequential(*modules)
            self.model(self.batch(slice(0, 2)))  # the lazy layers take their shapes
            if self.last:
                self.model.to(memory_format=torch.channels_last)
            self.optimizer = torch.optim.Adam(
                self.model.parameters(), lr=1e-3, eps=1e-7, fused=True
            )

        def batch(self, rows: Any) -> torch.Tensor:
            x = self.x[rows]
            return x.permute(0, 3, 1, 2) if self.last else x

        def epoch(self, images: int) -> None:
            order = torch.randperm(images)
            for first in range(0, images, self.batch_size):
                rows = order[first : first + self.batch_size]
                loss = functional.cross_entropy(self.model(self.batch(rows)), self.y[rows])
                self.optimizer.zero_grad(set_to_none=True)
                loss.backward()
                self.optimizer.step()

        def few_batches(self) -> None:
            self.epoch(10 * self.batch_size)

    def train(settings: Settings) -> tuple[Run, dict[str, Any]]:
        torch.set_num_threads(settings["threads"])
        torch.manual_seed(0)
        tried = {}
        for layout in LAYOUTS:
            trainer = Trainer(settings, layout)
            trainer.epoch(2 * settings["batch_size"])
            tried[layout] = min(seconds_of(trainer.few_batches) for _ in range(2))
        layout = min(tried, key=lambda name: tried[name])
        trainer = Trainer(settings, layout)
        trainer.epoch(2 * settings["batch_size"])

        def run(settings: Settings) -> dict[str, Any]:
            return {"seconds": seconds_of(lambda: trainer.epoch(settings["images"]))}

        return run, {"version": torch.__version__, "layout": layout}

    return {"train": train}


if __name__ == "__main__":
    serve(tasks)
