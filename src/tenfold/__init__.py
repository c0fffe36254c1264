"""tenfold reads handwritten digits."""

from tenfold.data import datasets

__all__ = ["datasets"]
