"""A network whose certainty is right: its temperature, worked into its last layer."""

from tenfold.evaluate.calibration import temperature_of
from tenfold.nn.network import Sequential


def temper(network: Sequential) -> Sequential:
    """The network itself, its temperature (see `tenfold.evaluate.calibration`) now 1.

    softmax(z / T) with z = xK + b is softmax(xK' + b') with K' = K / T and b' = b / T. So the
    service, the page and an exported file all tell the same probabilities, and none of them has to
    know of temperatures. The metadata keep T as "tempered".
    """
    preprocessing = network.metadata.get("preprocessing", {})
    temperature = temperature_of(network.metadata, "the model's")
    if temperature != 1.0 and getattr(network.layers[-1], "activation", None) == "softmax":
        _scale_last(network, 1 / temperature)
        network.metadata["preprocessing"] = preprocessing | {
            "temperature": 1.0,
            "tempered": temperature * preprocessing.get("tempered", 1.0),
        }
    return network


def untemper(network: Sequential) -> Sequential:
    """The network itself as it was trained: what `temper` did is undone."""
    preprocessing = dict(network.metadata.get("preprocessing", {}))
    temperature = preprocessing.pop("tempered", 1.0)
    if temperature != 1.0:
        _scale_last(network, temperature)
        network.metadata["preprocessing"] = preprocessing | {"temperature": temperature}
    return network


def _scale_last(network: Sequential, factor: float) -> None:
    *others, kernel, bias = network.get_weights()
    network.set_weights([*others, kernel * factor, bias * factor])
