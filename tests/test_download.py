"""Downloads that survive: the right data or a clear error, and never a broken cache.

The servers are real ones, on loopback. Those that hang wait for an event, and the limits are
short, so that nothing here sleeps.
"""

import gzip
import hashlib
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mirrors
import tenfold
from idx_folders import write_idx_folder
from mirrors import Behaviour, nobody, serve
from tenfold.data import download, idx_folder
from tenfold.data.dataset import Dataset
from tenfold.data.patience import Patience
from tenfold.data.registry import Published, PublishedFile, contents
from tenfold.errors import DownloadFailed, OutputNotWritable

# Only for servers that hang: a busy machine may need longer than this for a healthy one.
QUICK = Patience(silence=0.5, window=0.5, least=1000)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("TENFOLD_MIRROR", raising=False)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def plain(tiny: Dataset, tmp_path: Path) -> dict[str, bytes]:
    """The published files, unpacked."""
    write_idx_folder(tiny, tmp_path / "published", suffix="")
    return {path.name: path.read_bytes() for path in (tmp_path / "published").iterdir()}


@pytest.fixture
def served(plain: dict[str, bytes]) -> dict[str, bytes]:
    """What a mirror holds: every file gzipped."""
    return {f"{name}.gz": gzip.compress(data) for name, data in plain.items()}


@pytest.fixture
def published(plain: dict[str, bytes]) -> Published:
    files = tuple(
        PublishedFile(name, len(data), hashlib.sha256(data).hexdigest())
        for name, data in sorted(plain.items())
    )
    return Published("tiny", files, (), "none")


def assert_right(folder: Path, tiny: Dataset) -> None:
    got = idx_folder.load(folder, "tiny")
    np.testing.assert_array_equal(got.train.x, tiny.train.x)
    np.testing.assert_array_equal(got.test.y, tiny.test.y)


def visible(cache: Path) -> list[str]:
    """What a later run would see; the lock's empty file may stay."""
    return sorted(p.name for p in cache.iterdir() if p.suffix != ".lock")


FINE = [mirrors.healthy, mirrors.chunked, mirrors.length_too_large, mirrors.endless_after]

BAD = {
    mirrors.missing: "HTTP 404",
    mirrors.forbidden: "HTTP 403",
    mirrors.broken: "HTTP 500",
    mirrors.login_page: "no sound gzip",
    mirrors.other_pictures: "not the one that was published",
    mirrors.flipped_bit: "no sound gzip",
    mirrors.nothing: "ends too early",
    mirrors.truncated: "ends too early",
    mirrors.silently_truncated: "ends too early",
    mirrors.length_too_small: "ends too early",
    mirrors.stalls: "timed out",
    mirrors.stalls_in_headers: "timed out",
    mirrors.drips: "too slow",
    mirrors.drips_headers: "timed out",
    mirrors.endless_gzip_name: "does not end",
    mirrors.bomb: "longer than",
    mirrors.hangs_up: "closed connection",
    mirrors.babbles: "",
    mirrors.redirects_to_itself: "redirect",
    mirrors.redirects_for_ever: "redirect",
    mirrors.redirects_to_a_file: "HTTP 302",
}


HANGING = {
    mirrors.stalls,
    mirrors.stalls_in_headers,
    mirrors.drips,
    mirrors.drips_headers,
}


def patience_for(behave: Behaviour) -> Patience:
    return QUICK if behave in HANGING else Patience()


@pytest.mark.parametrize("behave", FINE, ids=lambda b: b.__name__)
def test_right_data(
    behave: Behaviour, published: Published, served: dict[str, bytes], cache: Path, tiny: Dataset
) -> None:
    with serve(served, behave) as mirror:
        folder = download.fetch(replace(published, mirrors=(mirror.url,)), cache)
    assert_right(folder, tiny)
    assert visible(cache) == ["tiny"]


@pytest.mark.parametrize("behave", BAD, ids=lambda b: b.__name__)
def test_a_bad_mirror_is_named_and_leaves_nothing(
    behave: Behaviour, published: Published, served: dict[str, bytes], cache: Path
) -> None:
    with serve(served, behave) as mirror:
        bad = replace(published, mirrors=(mirror.url,))
        with pytest.raises(DownloadFailed) as caught:
            download.fetch(bad, cache, patience=patience_for(behave))
    message = str(caught.value)
    assert f"{mirror.url}: " in message
    assert BAD[behave] in message
    assert "\n" not in message
    assert visible(cache) == []


@pytest.mark.parametrize("behave", BAD, ids=lambda b: b.__name__)
def test_the_next_mirror_is_asked(
    behave: Behaviour, published: Published, served: dict[str, bytes], cache: Path, tiny: Dataset
) -> None:
    with serve(served, behave) as bad, serve(served, mirrors.healthy) as good:
        both = replace(published, mirrors=(bad.url, good.url))
        assert_right(download.fetch(both, cache, patience=patience_for(behave)), tiny)
    assert visible(cache) == ["tiny"]


def test_dead_mirrors_are_all_named(published: Published, cache: Path) -> None:
    with nobody() as dead, mirrors.mute() as mute:
        unreachable = "http://nowhere.invalid/"
        urls = (dead, mute, unreachable)
        with pytest.raises(DownloadFailed) as caught:
            download.fetch(replace(published, mirrors=urls), cache, patience=QUICK)
    message = str(caught.value)
    assert f"{dead}: [Errno 111] Connection refused" in message
    assert f"{mute}: timed out" in message
    assert f"{unreachable}: " in message
    assert "TENFOLD_DATA" in message  # what to do next


def test_what_is_in_the_cache_is_not_fetched_again(
    published: Published, served: dict[str, bytes], cache: Path
) -> None:
    with serve(served, mirrors.healthy) as mirror:
        known = replace(published, mirrors=(mirror.url,))
        download.fetch(known, cache)
        download.fetch(known, cache)
        assert set(mirror.requests.values()) == {1}


@pytest.mark.parametrize("damage", ["change", "cut", "remove"])
def test_a_damaged_cache_is_repaired(
    damage: str, published: Published, served: dict[str, bytes], cache: Path, tiny: Dataset
) -> None:
    with serve(served, mirrors.healthy) as mirror:
        known = replace(published, mirrors=(mirror.url,))
        file = download.fetch(known, cache) / published.files[0].name
        data = file.read_bytes()
        if damage == "remove":
            file.unlink()
        else:
            file.write_bytes(data[:-1] if damage == "cut" else data[:-1] + b"?")
        assert_right(download.fetch(known, cache), tiny)
    assert visible(cache) == ["tiny"]


def test_a_failed_repair_keeps_what_was_there(
    published: Published, served: dict[str, bytes], cache: Path
) -> None:
    (cache / "tiny").mkdir(parents=True)
    (cache / "tiny" / "note").touch()
    with serve(served, mirrors.forbidden) as mirror, pytest.raises(DownloadFailed):
        download.fetch(replace(published, mirrors=(mirror.url,)), cache)
    assert (cache / "tiny" / "note").exists()


def without_hashes(published: Published, tiny: Dataset) -> Published:
    """A data set that is known by its contents only, like Fashion-MNIST."""
    files = tuple(replace(file, sha256=None) for file in published.files)
    return replace(published, files=files, contents=contents(tiny))


def test_contents_stand_in_for_hashes(
    published: Published, served: dict[str, bytes], cache: Path, tiny: Dataset
) -> None:
    with (
        serve(served, mirrors.other_pictures) as bad,
        serve(served, mirrors.healthy) as good,
    ):
        known = without_hashes(published, tiny)
        with pytest.raises(DownloadFailed, match="pictures are not the ones"):
            download.fetch(replace(known, mirrors=(bad.url,)), cache)
        folder = download.fetch(replace(known, mirrors=(bad.url, good.url)), cache)
    assert_right(folder, tiny)


def test_contents_do_not_depend_on_the_order(tiny: Dataset) -> None:
    order = np.random.default_rng(1).permutation(len(tiny.train))
    assert contents(replace(tiny, train=tiny.train.take(order))) == contents(tiny)
    y = tiny.train.y.copy()
    y[:2] = y[1::-1]  # two labels change places
    assert contents(replace(tiny, train=replace(tiny.train, y=y))) != contents(tiny)


def test_progress_runs_to_the_end(
    published: Published, served: dict[str, bytes], cache: Path
) -> None:
    seen = []
    with serve(served, mirrors.chunked) as mirror:
        download.fetch(
            replace(published, mirrors=(mirror.url,)),
            cache,
            lambda done, total: seen.append((done, total)),
        )
    total = sum(file.size for file in published.files)
    assert seen == sorted(seen)
    assert seen[-1] == (total, total)


@pytest.mark.parametrize(
    ("behave", "reason"),
    [(mirrors.drips, "not done in the time"), (mirrors.stalls, "timed out")],
)
def test_a_deadline_ends_everything(
    behave: Behaviour, reason: str, published: Published, served: dict[str, bytes], cache: Path
) -> None:
    patience = Patience(silence=60, window=60, deadline=0.25)
    with serve(served, behave) as mirror, pytest.raises(DownloadFailed, match=reason):
        download.fetch(replace(published, mirrors=(mirror.url,)), cache, patience=patience)


def child(published: Published, cache: Path, before: str = "") -> subprocess.Popen[str]:
    """A process that says "ready", fetches, and prints the error if there is one."""
    script = f"""
        from pathlib import Path
        from tenfold.data.download import fetch
        from tenfold.data.registry import Published, PublishedFile
        from tenfold.errors import TenfoldError
        {before}
        print("ready", flush=True)
        try:
            fetch({published!r}, Path({str(cache)!r}))
        except TenfoldError as error:
            print(type(error).__name__, error)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_processes_fetch_once(
    published: Published, served: dict[str, bytes], cache: Path, tiny: Dataset
) -> None:
    def held_back(handler: mirrors.Handler, body: bytes) -> None:
        handler.hang()
        mirrors.healthy(handler, body)

    with serve(served, held_back) as mirror:
        known = replace(published, mirrors=(mirror.url,))
        first = child(known, cache)
        assert mirror.asked.wait(60)
        with pytest.raises(DownloadFailed, match="another process"):  # waits, but not for ever
            download.fetch(known, cache, patience=Patience(deadline=0.1))
        second = child(known, cache)
        mirror.released.set()
        for process in (first, second):
            assert process.communicate(timeout=60) == ("", "")
        assert set(mirror.requests.values()) == {1}
    assert_right(cache / "tiny", tiny)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_process_that_is_stopped_leaves_no_broken_cache(
    stop: signal.Signals,
    published: Published,
    served: dict[str, bytes],
    cache: Path,
    tiny: Dataset,
) -> None:
    with serve(served, mirrors.stalls) as stalled, serve(served, mirrors.healthy) as good:
        process = child(replace(published, mirrors=(stalled.url,)), cache)
        assert stalled.asked.wait(60)
        process.send_signal(stop)
        process.communicate(timeout=60)
        assert process.returncode == -stop
        if stop == signal.SIGINT:
            assert visible(cache) == []
        assert not (cache / "tiny").exists()
        assert_right(download.fetch(replace(published, mirrors=(good.url,)), cache), tiny)
    assert visible(cache) == ["tiny"]


def test_a_file_size_limit(published: Published, served: dict[str, bytes], cache: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))"
    with serve(served, mirrors.healthy) as mirror:
        process = child(replace(published, mirrors=(mirror.url,)), cache, limit)
        output, errors = process.communicate(timeout=60)
    assert errors == ""
    assert output.startswith(f"OutputNotWritable {cache} cannot be written: File too large")
    assert "TENFOLD_CACHE" in output
    assert visible(cache) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two pages."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(disk)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs the right to mount a tmpfs")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk(published: Published, served: dict[str, bytes], small_disk: Path) -> None:
    with serve(served, mirrors.healthy) as mirror, pytest.raises(OutputNotWritable) as caught:
        download.fetch(replace(published, mirrors=(mirror.url,)), small_disk)
    assert "No space left on device" in str(caught.value)
    assert visible(small_disk) == []


def test_a_cache_that_cannot_be_made(published: Published, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputNotWritable, match="TENFOLD_CACHE"):
        download.fetch(published, tmp_path / "file" / "cache")


def test_by_name_from_an_own_mirror(
    published: Published,
    served: dict[str, bytes],
    cache: Path,
    tiny: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The whole way: load(name), nothing on this machine, two mirrors in TENFOLD_MIRROR."""
    known = replace(published, shape=(40, 20, 8, 6, 1), class_names=tuple("abcd"))
    monkeypatch.setattr(tenfold.data.datasets, "PUBLISHED", {"tiny": known})
    monkeypatch.setenv("TENFOLD_CACHE", str(cache))
    monkeypatch.delenv("TENFOLD_DATA", raising=False)
    below = {f"tiny/{name}": data for name, data in served.items()}
    with nobody() as dead, serve(below, mirrors.healthy) as mirror:
        monkeypatch.setenv("TENFOLD_MIRROR", f"{dead} {mirror.url}")
        assert tenfold.datasets.listing()[0].found is None
        dataset = tenfold.datasets.load("tiny")
    assert dataset.class_names == ("a", "b", "c", "d")
    np.testing.assert_array_equal(dataset.train.x, tiny.train.x)
    assert tenfold.datasets.listing()[0].found == str(cache / "tiny")
    tenfold.datasets.load("tiny")  # the mirrors are gone, the cache is not
