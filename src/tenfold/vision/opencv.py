"""The one place that imports OpenCV, so that a missing extra gives one clear message."""

from typing import Any

from tenfold.errors import MissingExtra

try:
    import cv2 as _cv2
except ImportError as error:  # pragma: no cover - the tests simulate it in another process
    raise MissingExtra(
        'reading pictures needs OpenCV, which is not installed: pip install "tenfold[vision]"'
    ) from error

# Its own types say only "an array of some number"; the functions that use it say which.
cv2: Any = _cv2

__all__ = ["cv2"]
