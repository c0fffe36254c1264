"""Initial weights, as Keras draws them: Glorot or He kernels, zero biases.

Glorot & Bengio 2010; He et al. 2015 (arXiv:1502.01852).
"""

import math

import numpy as np
from numpy.typing import NDArray

from tenfold.nn import random
from tenfold.nn.architecture import Architecture
from tenfold.nn.arguments import Shape
from tenfold.nn.layers import Conv2D, Dense

# The standard deviation of a normal distribution cut at two standard deviations.
TRUNCATED_DEVIATION = 0.87962566103423978


def initial_weights(architecture: Architecture, seed: int) -> list[NDArray[np.float32]]:
    """Kernel and bias of every layer that has them, float32, in Keras's order."""
    weights: list[NDArray[np.float32]] = []
    for index, layer in enumerate(architecture.layers):
        if isinstance(layer, Conv2D | Dense):
            shapes = layer.weight_shapes(architecture.input_shapes[index])
            source = random.generator(seed, random.WEIGHTS, index)
            weights.append(kernel(layer.kernel_initializer, shapes["kernel"], source))
            weights.append(np.zeros(shapes["bias"], np.float32))
    return weights


def kernel(initializer: str, shape: Shape, source: "np.random.Generator") -> NDArray[np.float32]:
    """A kernel (kh, kw, in, out) or (in, out) of the variance that the initializer asks for."""
    family, distribution = initializer.split("_")
    fan_in, fan_out = fans(shape)
    variance = 2 / (fan_in + fan_out) if family == "glorot" else 2 / fan_in
    if distribution == "uniform":
        limit = math.sqrt(3 * variance)
        values = source.uniform(-limit, limit, shape)
    else:
        values = _truncated_normal(source, shape) * math.sqrt(variance) / TRUNCATED_DEVIATION
    return values.astype(np.float32)


def fans(shape: Shape) -> tuple[int, int]:
    """Inputs and outputs of one unit: (3, 3, 32, 64) to (288, 576)."""
    window = math.prod(shape[:-2])
    return window * shape[-2], window * shape[-1]


def _truncated_normal(source: "np.random.Generator", shape: Shape) -> NDArray[np.float64]:
    values = source.standard_normal(shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = source.standard_normal(int(outside.sum()))
    return values
