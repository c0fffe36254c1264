"""The network in plain NumPy, float64, by the definitions: what the engine is held against."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tenfold.nn.layers import Conv2D, Dense, Dropout, Flatten, Layer, MaxPooling2D

Array = NDArray[np.float64]


def activate(kind: str, z: Array) -> Array:
    if kind == "relu":
        return np.maximum(z, 0)
    if kind == "softmax":
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)
    return z


def windows(layer: Conv2D, x: Array) -> Array:
    """(n, h, w, c) -> (n, h', w', c, kh, kw)"""
    kh, kw = layer.kernel_size
    if layer.padding == "same":
        x = np.pad(x, ((0, 0), (kh // 2, kh // 2), (kw // 2, kw // 2), (0, 0)))
    return sliding_window_view(x, (kh, kw), axis=(1, 2))


def pool_cells(x: Array) -> Array:
    """(n, h, w, c) -> (n, h // 2, w // 2, c, 4), cells in row-major order."""
    n, h, w, c = x.shape
    x = x[:, : h // 2 * 2, : w // 2 * 2].reshape(n, h // 2, 2, w // 2, 2, c)
    return x.transpose(0, 1, 3, 5, 2, 4).reshape(n, h // 2, w // 2, c, 4)


def forward(layers: Sequence[Layer], weights: Sequence[Array], x: Array) -> list[Array]:
    """Every layer's output; dropout passes through."""
    weights = list(weights)
    outputs = []
    for layer in layers:
        if isinstance(layer, Conv2D):
            kernel, bias = weights.pop(0), weights.pop(0)
            z = np.einsum("nhwcij,ijco->nhwo", windows(layer, x), kernel, optimize=True)
            x = activate(layer.activation, z + bias)
        elif isinstance(layer, Dense):
            kernel, bias = weights.pop(0), weights.pop(0)
            x = activate(layer.activation, x @ kernel + bias)
        elif isinstance(layer, MaxPooling2D):
            x = pool_cells(x).max(axis=-1)
        elif isinstance(layer, Flatten):
            x = x.reshape(len(x), -1)
        outputs.append(x)
    return outputs


def loss(probabilities: Array, y: NDArray[Any], smoothing: float = 0.0) -> float:
    """Cross-entropy summed over the rows."""
    target = _targets(y, probabilities.shape[1], smoothing)
    return float(-(target * np.log(probabilities)).sum())


def gradient(
    layers: Sequence[Layer],
    weights: Sequence[Array],
    x: Array,
    y: NDArray[Any],
    smoothing: float = 0.0,
) -> list[Array]:
    """Of the mean loss over the rows, by every weight."""
    outputs = forward(layers, weights, x)
    inputs = [x, *outputs[:-1]]
    g = (outputs[-1] - _targets(y, outputs[-1].shape[1], smoothing)) / len(y)
    weights, found = list(weights), []
    for layer, before, after in reversed(list(zip(layers, inputs, outputs, strict=True))):
        if isinstance(layer, Conv2D | Dense):
            _, kernel = weights.pop(), weights.pop()
            if layer.activation == "relu":
                g = g * (after > 0)
            found.append(g.sum(axis=tuple(range(g.ndim - 1))))
        if isinstance(layer, Dense):
            found.append(before.T @ g)
            g = g @ kernel.T
        elif isinstance(layer, Conv2D):
            found.append(np.einsum("nhwcij,nhwo->ijco", windows(layer, before), g, optimize=True))
            g = input_gradient(layer, before, kernel, g)
        elif isinstance(layer, MaxPooling2D):
            g = unpool(before, g)
        elif isinstance(layer, Flatten):
            g = g.reshape(before.shape)
        elif isinstance(layer, Dropout):
            continue
    return found[::-1]


def _targets(y: NDArray[Any], units: int, smoothing: float) -> Array:
    """From class numbers (n,), or shares (n, units)."""
    shares = np.eye(units)[y] if y.ndim == 1 else y.astype(np.float64)
    return np.asarray(shares * (1 - smoothing) + smoothing / units)


def input_gradient(layer: Conv2D, before: Array, kernel: Array, g: Array) -> Array:
    kh, kw = layer.kernel_size
    up, left = (kh // 2, kw // 2) if layer.padding == "same" else (0, 0)
    n, h, w, c = before.shape
    padded = np.zeros((n, h + 2 * up, w + 2 * left, c))
    for i in range(kh):
        for j in range(kw):
            padded[:, i : i + g.shape[1], j : j + g.shape[2]] += g @ kernel[i, j].T
    return padded[:, up : up + h, left : left + w]


def unpool(before: Array, g: Array) -> Array:
    cells = pool_cells(before)
    chosen = cells.argmax(axis=-1)[..., None] == np.arange(4)
    n, h, w, c, _ = cells.shape
    spread = (chosen * g[..., None]).reshape(n, h, w, c, 2, 2).transpose(0, 1, 4, 2, 5, 3)
    result = np.zeros_like(before)
    result[:, : 2 * h, : 2 * w] = spread.reshape(n, 2 * h, 2 * w, c)
    return result
