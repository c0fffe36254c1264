"""tenfold summary: the layers of a model, and how it was trained."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tenfold.cli.options import Json
from tenfold.cli.output import print_json


def summary(
    model: Annotated[
        Path | None,
        typer.Argument(metavar="[MODEL]", show_default=False, help="Else the practical's network."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the layers of a model."""
    from tenfold.nn.layers import Input
    from tenfold.nn.network import Sequential, load
    from tenfold.train.networks import practical_layers

    network = load(model) if model else Sequential([Input((28, 28, 1)), *practical_layers(10)])
    if as_json:
        print_json(
            {
                "params": network.count_params(),
                "layers": network.architecture.to_json(),
                **network.metadata,
            }
        )
        return
    network.summary()
    for key in ("training", "scores"):
        _print_facts(network.metadata.get(key, {}))


def _print_facts(facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {part}" for key, part in value.items())
        print(f" {name.replace('_', ' ')}: {value}")
