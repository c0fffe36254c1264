"""The one place that imports OpenCV, so that a missing extra gives one clear message."""

from tenfold.errors import MissingExtra

try:
    import cv2
except ImportError as error:  # pragma: no cover - the tests simulate it in another process
    raise MissingExtra(
        'reading pictures needs OpenCV, which is not installed: pip install "tenfold[vision]"'
    ) from error

__all__ = ["cv2"]
