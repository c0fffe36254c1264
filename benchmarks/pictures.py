"""The pictures that contenders are given, as .npz files that any interpreter can read."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import tenfold


def save_pictures(
    folder: Path, data: str, shape: tuple[int, int, int], *, test: bool = False
) -> Path:
    """x (n, *shape) uint8 and y (n,) of a data set's training or test half."""
    file = folder / f"{'x'.join(map(str, shape))}-{'test' if test else 'train'}.npz"
    if not file.exists():
        dataset = tenfold.datasets.load(data)
        split = dataset.test if test else dataset.train
        np.savez(file, x=reshaped(split.x, shape), y=split.y)
    return file


def reshaped(x: NDArray[np.uint8], shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """(n, 28, 28, 1) to another shape: enlarged by whole pixels, centred on black, and tinted.

    Real digits, not noise, because what a gradient skips depends on what the pictures show.
    """
    height, width, channels = shape
    zoom = min(height // x.shape[1], width // x.shape[2])
    x = x.repeat(zoom, axis=1).repeat(zoom, axis=2)  # (n, 28 zoom, 28 zoom, 1)
    top, left = (height - x.shape[1]) // 2, (width - x.shape[2]) // 2
    x = np.pad(
        x, ((0, 0), (top, height - x.shape[1] - top), (left, width - x.shape[2] - left), (0, 0))
    )
    if channels == 1:
        return x
    tints = np.random.default_rng(0).integers(64, 257, (len(x), 1, 1, channels), np.uint16)
    return (x * tints // 256).astype(np.uint8)  # (n, h, w, channels)
