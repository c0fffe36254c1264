"""A model as one page: draw digits and watch the layers, without a server or a network."""

import base64
import hashlib

from tenfold.errors import InvalidModel
from tenfold.serve.bundle import PAGE, bundle, style

STYLES = ("base.css", "draw.css", "layers.css", "inspector.css")
LIMIT = 500_000  # bytes: small enough to mail to a class


def export_html(model: bytes) -> str:
    """The drawing part of the page with a model inside.

    Args:
        model: the bytes of a `.safetensors` file that tenfold saved.

    Raises:
        InvalidModel: the page would be larger than 500 kB.
    """
    script = bundle("embedded.js")
    css = style(*STYLES)
    page = (PAGE / "export.html").read_text(encoding="utf-8")
    for name, content in {
        "policy": _policy(script, css),
        "style": css,
        "draw": (PAGE / "draw.html").read_text(encoding="utf-8"),
        "model": base64.b64encode(model).decode("ascii"),
        "script": script,
    }.items():
        page = page.replace(f"<!-- {name} -->", content)
    size = len(page.encode())
    if size > LIMIT:
        raise InvalidModel(
            f"The model of {len(model):,} bytes makes a page of {size:,} bytes, over the limit of "
            f"{LIMIT:,}; export a smaller network, such as the recipe 'practical' trains."
        )
    return page


def _policy(script: str, css: str) -> str:
    """Nothing is loaded from anywhere: only these very bytes run."""
    content = f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(css)}"
    # Sizes of bars and places of marks are set on the elements by the script, which needs no leave.
    return f'<meta http-equiv="Content-Security-Policy" content="{content}">'


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"
