"""A model as one page: draw digits and watch the layers, without a server or a network."""

import base64
import hashlib

from tenfold.errors import InvalidModel
from tenfold.nn.network import Sequential
from tenfold.serve.bundle import PAGE, bundle, style
from tenfold.serve.packed import to_bytes
from tenfold.serve.settings import SHAPE
from tenfold.serve.tempered import temper

STYLES = ("base.css", "draw.css", "layers.css", "inspector.css")
LIMIT = 500_000  # bytes: small enough to mail to a class


def export_html(network: Sequential) -> str:
    """The drawing part of the page with a network inside, calibrated as its metadata says.

    Raises:
        InvalidModel: the network is not for 28 × 28 grey pictures, or the page would be larger
            than 500 kB.
    """
    if network.input_shape != (None, *SHAPE):
        raise InvalidModel(
            f"the network reads pictures of {network.input_shape[1:]}, but the page draws {SHAPE}; "
            "train one on such pictures"
        )
    model = to_bytes(temper(network))
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
            f"a network of {network.count_params():,} parameters makes a page of {size:,} bytes, "
            f"over the limit of {LIMIT:,}; export a smaller one: `tenfold train` makes one of "
            "34,826, and without MODEL the one that ships inside is exported"
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
