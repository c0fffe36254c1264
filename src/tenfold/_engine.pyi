"""The compiled engine, as native/bindings.cpp offers it."""

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8] | NDArray[np.float32]
Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Warp = tuple[float, float, float, float, float, float, bool]

def isa() -> str: ...
def available_isas() -> list[str]: ...
def warped(x: NDArray[np.uint8], settings: Warp, seed: int, epoch: int) -> Floats: ...

class Model:
    parameters: Floats
    first_moment: Floats
    second_moment: Floats
    step: int
    def __init__(
        self,
        height: int,
        width: int,
        channels: int,
        layers: list[tuple[str, int, int, int, bool, str, float]],
        fuse: bool = True,
    ) -> None: ...
    @property
    def parameter_count(self) -> int: ...
    def predict(self, x: Images, threads: int) -> Floats: ...
    def activations(self, x: Images) -> list[Floats]: ...
    def train(
        self,
        x: Images,
        y: Integers | Floats,  # classes (n,), or shares (n, classes)
        order: Integers,
        batch_size: int,
        learning_rates: list[float],
        optimizer: tuple[str, float, float, float, float, bool, float],
        seed: int,
        epoch: int,
        smoothing: float,
        augment: Warp | None,
        threads: int,
    ) -> tuple[float, int]: ...
    def gradient(
        self,
        x: Images,
        y: Integers | Floats,  # classes (n,), or shares (n, classes)
        order: Integers,
        seed: int,
        epoch: int,
        smoothing: float,
        threads: int,
    ) -> tuple[float, Floats]: ...
