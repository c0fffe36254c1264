"""A network as a table, drawn as Keras draws it."""

from tenfold.nn.architecture import Architecture
from tenfold.nn.arguments import Shape

WIDTHS = (33, 24, 15)  # Keras's columns, wider when a name needs it
HEADINGS = ("Layer (type)", "Output Shape", "Param #")


def table(architecture: Architecture, name: str) -> str:
    """Layers, output shapes and parameter counts; several lines without a last newline."""
    rows = [
        (f"{layer.name} ({type(layer).__name__})", _with_batch(shape), f"{count:,}")
        for layer, shape, count in zip(
            architecture.layers,
            architecture.output_shapes,
            architecture.parameter_counts,
            strict=True,
        )
    ]
    widths = [
        max(width, *(len(row[i]) + 2 for row in [HEADINGS, *rows]))
        for i, width in enumerate(WIDTHS)
    ]
    return "\n".join(
        [
            f'Model: "{name}"',
            _rule("┏┳┓", "━", widths),
            _row("┃", widths, HEADINGS),
            _rule("┡╇┩", "━", widths),
            f"\n{_rule('├┼┤', '─', widths)}\n".join(_row("│", widths, row) for row in rows),
            _rule("└┴┘", "─", widths),
            f" Total params: {_with_size(architecture.parameter_count)}",
            f" Trainable params: {_with_size(architecture.parameter_count)}",
            f" Non-trainable params: {_with_size(0)}",
        ]
    )


def _rule(corners: str, line: str, widths: list[int]) -> str:
    left, middle, right = tuple(corners)
    return left + middle.join(line * width for width in widths) + right


def _row(border: str, widths: list[int], cells: tuple[str, str, str]) -> str:
    left, shape, count = cells
    padded = (
        f" {left:<{widths[0] - 1}}",
        f" {shape:<{widths[1] - 1}}",
        f"{count:>{widths[2] - 1}} ",
    )
    return border + border.join(padded) + border


def _with_batch(shape: Shape) -> str:
    """(26, 26, 32) to "(None, 26, 26, 32)"."""
    return f"({', '.join(['None', *map(str, shape)])})"


def _with_size(count: int) -> str:
    """34826 to "34,826 (136.04 KB)"."""
    size, units = count * 4.0, ["B", "KB", "MB", "GB"]
    while size >= 1024 and len(units) > 1:
        size, units = size / 1024, units[1:]
    return f"{count:,} ({size:.2f} {units[0]})"
