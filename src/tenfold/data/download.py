"""Fetching a published data set into the cache, whole or not at all."""

import hashlib
import os
import shutil
import time
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from tenfold.data import idx_folder
from tenfold.data.http import ServerFailed, read
from tenfold.data.patience import Patience
from tenfold.data.registry import Published, PublishedFile, contents
from tenfold.errors import DownloadFailed, InvalidData, OutputNotWritable

Progress = Callable[[int, int], None]  # unpacked bytes so far, of how many
Get = Callable[[str], Generator[bytes]]  # the body behind an address, piece by piece
GZIP = 31  # zlib's window bits for a gzip stream with its checksum
MARGIN = 1 << 16  # bytes that a gzip file may be larger than what is in it
PIECE = 1 << 20


def fetch(
    published: Published,
    cache: Path,
    progress: Progress = lambda done, total: None,
    patience: Patience = Patience(),  # noqa: B008, frozen
) -> Path:
    """The folder in the cache with the unpacked files; nothing is fetched that is there intact.

    Mirrors are asked in turn, each for the whole set, into a folder of its own that is moved into
    place once everything in it is right. Raises DownloadFailed, which tells how each mirror
    failed, and OutputNotWritable. A second process waits for the first and uses what it fetched.
    """
    get = partial(read, patience=patience, end=time.monotonic() + patience.deadline)
    folder = cache / published.name
    with _writable(cache), _lock(published, cache, patience):
        if _is_intact(published, folder):
            return folder
        with _empty_folder(cache / f".{published.name}.part") as part:
            _ask_mirrors(published, part, progress, get)
            _replace(folder, part)
    return folder


def check(published: Published, folder: Path) -> None:
    """Holds the files against what is known of them. Raises InvalidData."""
    for file in published.files:
        data = (folder / file.name).read_bytes()
        if len(data) != file.size or file.sha256 not in (None, hashlib.sha256(data).hexdigest()):
            raise InvalidData(f"{file.name} is not the one that was published")
    if published.contents and published.contents != contents(idx_folder.load(folder, "")):
        raise InvalidData("the pictures are not the ones that were published")


def mirrors(published: Published) -> list[str]:
    """Addresses in the order of asking: those in TENFOLD_MIRROR first.

    TENFOLD_MIRROR: addresses, separated by spaces, with a folder per data set below.
    """
    own = os.environ.get("TENFOLD_MIRROR", "").split()
    return [f"{mirror.rstrip('/')}/{published.name}/" for mirror in own] + [*published.mirrors]


def _ask_mirrors(published: Published, part: Path, progress: Progress, get: Get) -> None:
    failures = []
    for mirror in mirrors(published):
        try:
            _fetch_all(published, mirror, part, progress, get)
            check(published, part)
            return
        except (ServerFailed, InvalidData) as error:
            failures.append(f"{mirror}: {error}")
    raise DownloadFailed(
        f"{published.name} could not be fetched ({'; '.join(failures)}); check the network, or "
        f"put the files into a folder {published.name} and set TENFOLD_DATA to the folder above it"
    )


def _fetch_all(published: Published, mirror: str, part: Path, progress: Progress, get: Get) -> None:
    total, done = sum(file.size for file in published.files), 0
    for file in published.files:
        with (
            (part / file.name).open("wb") as out,
            closing(get(f"{mirror}{file.name}.gz")) as packed,
        ):
            for piece in _unpacked(packed, file):
                out.write(piece)
                done += len(piece)
                progress(done, total)


def _unpacked(packed: Iterable[bytes], file: PublishedFile) -> Iterator[bytes]:
    """Unpacks a gzip stream up to its end, and no more of it than the file's size.

    What the server says about the length of the body does not matter.
    """
    unpacker = zlib.decompressobj(GZIP)
    taken = given = 0
    for piece in packed:
        taken += len(piece)
        if taken > file.size + MARGIN:
            raise ServerFailed(f"{file.name}.gz does not end where it should")
        data = b""
        while piece or len(data) == PIECE:  # a full piece may leave more of it in the unpacker
            try:
                data = unpacker.decompress(piece, PIECE)
            except zlib.error as error:
                raise ServerFailed(f"{file.name}.gz is no sound gzip file ({error})") from error
            given += len(data)
            if given > file.size:
                raise ServerFailed(f"{file.name} is longer than {file.size} bytes")
            yield data
            if unpacker.eof:
                return
            piece = unpacker.unconsumed_tail
    raise ServerFailed(f"{file.name}.gz ends too early, after {taken} bytes")


def _is_intact(published: Published, folder: Path) -> bool:
    try:
        check(published, folder)
    except (InvalidData, OSError):
        return False
    return True


@contextmanager
def _lock(published: Published, cache: Path, patience: Patience) -> Iterator[None]:
    from filelock import FileLock, Timeout  # only for those who fetch

    cache.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(cache / f".{published.name}.lock", timeout=patience.deadline):
            yield
    except Timeout as error:
        raise DownloadFailed(
            f"{published.name} is being fetched by another process; wait for it and try again"
        ) from error


@contextmanager
def _writable(cache: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputNotWritable(
            f"{cache} cannot be written: {error.strerror or error}; "
            "make room there or set TENFOLD_CACHE to another folder"
        ) from error


@contextmanager
def _empty_folder(folder: Path) -> Iterator[Path]:
    """A new folder that is removed afterwards, if it is still there."""
    shutil.rmtree(folder, ignore_errors=True)  # left by a process that was killed
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _replace(folder: Path, part: Path) -> None:
    """Moves `part` to `folder`, over one that is not intact."""
    with _empty_folder(part.with_suffix(".old")) as old:
        if folder.exists():
            folder.rename(old / folder.name)
        part.rename(folder)
