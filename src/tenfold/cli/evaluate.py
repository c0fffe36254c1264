"""tenfold evaluate: how good a model is on the test pictures of a data set."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.options import Json, Model, SkipUnreadable, Threads
from tenfold.cli.output import console, print_json
from tenfold.errors import InvalidInput

if TYPE_CHECKING:
    from tenfold.nn.network import Sequential


def evaluate(
    model: Model,
    data: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|PATH", show_default=False, help="By default what it was trained on."
        ),
    ] = None,
    threads: Threads = None,
    skip_unreadable: SkipUnreadable = False,
    as_json: Json = False,
) -> None:
    """Test a model on pictures it never saw.

    Accuracy with its 95 % interval, each class, and what is taken for what."""
    from tenfold.cli.datasets import load as load_data
    from tenfold.evaluate.report import evaluate as measure
    from tenfold.nn.network import load

    network = load(model)
    options = _picture_options(network) | ({"on_error": "skip"} if skip_unreadable else {})
    dataset = load_data(data or _trained_on(model, network), **options)
    report = measure(network, dataset, threads)
    if as_json:
        print_json({"model": str(model), "data": dataset.name, **report.as_dict()})
        return
    from tenfold.cli.tables import class_table, confusion_table, percent, score_table

    out = console()
    out.print(f"{model} on the test pictures of {dataset.name}", markup=False, soft_wrap=True)
    out.print(
        f"log loss {report.log_loss:.4f}   calibration error {percent(report.calibration_error)}"
    )
    for table in (score_table(report), class_table(report), confusion_table(report, out)):
        out.print()
        out.print(table)


def _picture_options(network: "Sequential") -> dict[str, Any]:
    """How the model's own pictures were brought to its size, if they were."""
    fit = network.metadata["preprocessing"].get("fit")
    if fit is None:
        return {}
    height, _, channels = network.architecture.input_shape
    return {"size": height, "color": channels == 3, "fit": fit}


def _trained_on(path: Path, network: "Sequential") -> str:
    from tenfold.data import datasets

    name = network.metadata.get("training", {}).get("data")
    if name in datasets.names():
        return str(name)
    where = f"was trained on {name!r}" if name else "does not say what it was trained on"
    raise InvalidInput(f"{path} {where}; name the data set or its folder with --data")
