"""Learning-rate schedules."""

from tenfold.nn.schedule import CosineDecay

__all__ = ["CosineDecay"]
