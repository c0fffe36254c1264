"""The data sets that are known by name, and where they may lie on this machine."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tenfold.data.dataset import Dataset, Split
from tenfold.errors import InvalidInput


@dataclass(frozen=True)
class PublishedFile:
    """One file of a published data set, as it is once unpacked.

    size: bytes. sha256: hex, or None where only the contents of the whole set are known.
    """

    name: str
    size: int
    sha256: str | None = None


@dataclass(frozen=True)
class Published:
    """A public data set.

    XX"""

    name: str
    files: tuple[PublishedFile, ...]
    mirrors: tuple[str, ...]
    licence: str
    shape: tuple[int, ...] = ()
    class_names: tuple[str, ...] = ()
    contents: str | None = None


MNIST = Published(
    name="mnist",
    # The unpacked bytes; the gzip files around them differ from mirror to mirror.
    files=(
        PublishedFile(
            "t10k-labels-idx1-ubyte",
            10_008,
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
        PublishedFile(
            "train-labels-idx1-ubyte",
            60_008,
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte",
            7_840_016,
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        ),
        PublishedFile(
            "train-images-idx3-ubyte",
            47_040_016,
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        ),
    ),
    mirrors=(
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ),
    licence="CC BY-SA 3.0 (LeCun, Cortes, Burges)",
    shape=(60000, 10000, 28, 28, 1),
    class_names=tuple("0123456789"),
    contents="d1610322d66eb72154240973bb563901dd63501f385ab5e4a56ea0e6cadebb85",
)

FASHION_MNIST = Published(
    name="fashion-mnist",
    files=(
        PublishedFile("t10k-labels-idx1-ubyte", 10_008),
        PublishedFile("train-labels-idx1-ubyte", 60_008),
        PublishedFile("t10k-images-idx3-ubyte", 7_840_016),
        PublishedFile("train-images-idx3-ubyte", 47_040_016),
    ),
    mirrors=(
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        # This bucket speaks no TLS. The contents are checked whatever brings them.
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
    licence="MIT (Zalando SE)",
    shape=(60000, 10000, 28, 28, 1),
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    contents="74b31b84f08a8b4917a222600b0f6a5d659185eb6bbab9772c5a4915a7735b24",
)

# Who wrote what in MNIST. Not a data set of its own: see `writers`.
QMNIST_LABELS = Published(
    name="qmnist-labels",
    files=(
        PublishedFile(
            "qmnist-train-labels-idx2-int",
            1_920_012,
            "bb1b6e1ec7b04fd5696f1ed50b5f58f8ef195118edd5c93c81783df9740b8ac5",
        ),
        PublishedFile(
            "qmnist-test-labels-idx2-int",
            1_920_012,
            "92d0ccb8c25f9c6534270fb4be7e1d24a1c6d315edfc8a638bfbd31c70f362dd",
        ),
    ),
    mirrors=(
        "https://raw.githubusercontent.com/facebookresearch/qmnist/master/",
        "https://github.com/facebookresearch/qmnist/raw/master/",
    ),
    licence="BSD (facebookresearch/qmnist)",
)

PUBLISHED = {published.name: published for published in (MNIST, FASHION_MNIST)}


def find(published: Published) -> Path | None:
    """The folder with the data set: below TENFOLD_DATA, or else in the cache."""
    folders = [root / published.name for root in (data_folder(), cache_folder()) if root]
    return next((folder for folder in folders if folder.is_dir()), None)


def data_folder() -> Path | None:
    """TENFOLD_DATA, a folder with one folder per data set. Raises InvalidInput if it is none."""
    folder = os.environ.get("TENFOLD_DATA")
    if not folder:
        return None
    if not Path(folder).is_dir():
        raise InvalidInput(f"TENFOLD_DATA is {folder!r}, which is no folder; correct or unset it")
    return Path(folder)


def cache_folder() -> Path:
    """Where downloads are kept: TENFOLD_CACHE, or the user's cache. It need not exist."""
    folder = os.environ.get("TENFOLD_CACHE")
    if folder:
        return Path(folder)
    from platformdirs import user_cache_path  # most runs find their data before this

    return user_cache_path("tenfold")


def contents(dataset: Dataset) -> str:
    """SHA-256 (hex) of which labelled pictures are in which split, whatever their order."""
    digest = hashlib.sha256()
    for split in (dataset.train, dataset.test):
        digest.update(b"".join(sorted(_picture_digests(split))))
    return digest.hexdigest()


def _picture_digests(split: Split) -> Iterator[bytes]:
    for picture, label in zip(split.x, split.y.tolist(), strict=True):
        yield hashlib.sha256(picture.tobytes() + label.to_bytes(2, "big")).digest()
