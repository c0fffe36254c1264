"""What `tenfold read` reaches: one figure per claim, on the handwriting folders and on composites.

    TENFOLD_DATA=../shared python benchmarks/reading/measure.py [NAME... | --record] [--model FILE]

NAMEs: digits numbers sudoku stress composites pages plots forms hands shown singles turned
nothing letters mnist calibration speed memory; without any, all but stress. --record keeps those in
benchmarks/records/; with NAMEs they are measured again, and take the place of the newest record's.
The handwriting folders are a development set: the picture steps were tuned on them, the network
never saw them. Nothing of the network is chosen on the composites' MNIST test digits.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import stress
from composites import Row, blanks
from composites import rows as composite_rows
from costs import Figures, memory, speed
from forms import WORDS, forms, texts
from hands import hands
from handwriting import decode_full, labels
from numpy.typing import NDArray
from pages import Page, pages
from PIL import Image, ImageDraw, ImageFont
from plots import plots
from refusal import letters, verdict_of
from shown import shown
from singles import singles

import tenfold
from tenfold.evaluate.calibration import expected_calibration_error
from tenfold.reader import Reader

sys.path.insert(0, str(Path(__file__).parents[1]))  # the benchmarks' own measure.py
from measure import Benchmark
from readme import newest

COUNT = 300  # composites of each kind
PAGES = 60  # of each kind
FORMS = 120  # likewise
HANDS = 100  # likewise
SHOWN = 100  # likewise
TEXTS = 150  # pages of print
CLOTHES = 300  # of Fashion-MNIST's test pictures
BLANKS = 100  # papers that nobody wrote on
SINGLES = 400  # digits, in each way that a picture comes
TURNED = 40  # rows of a kind on pages that lie on a side, or upside down


def digits(reader: Reader) -> Figures:
    """Whole text equal to the label."""
    right = defaultdict(list)
    for path, line in labels("digits"):
        right[line["source"]].append(reader.read(path).text == line["label"])
    everything = [r for source in right.values() for r in source]
    return {
        "right": float(np.mean(everything)),
        "mean over sources": float(np.mean([np.mean(r) for r in right.values()])),
        "worst source": float(min(np.mean(r) for r in right.values())),
        "pictures": len(everything),
    }


def numbers(reader: Reader) -> Figures:
    """Rows right, but for sudoku pages and expressions; spaces between groups are not read."""
    wrong = {}
    count = 0
    for path, line in labels("numbers"):
        if line["notes"].startswith(("HARD", "EXPRESSION")):
            continue
        count += 1
        wanted = line["text"].replace(" ", "").replace("\r", "")
        text = reader.read(path).text
        if text != wanted:
            wrong[path.name] = f"{text!r}, wanted {wanted!r}"
    return {"right": (count - len(wrong)) / count, "pictures": count, "wrong": wrong}


def sudoku(reader: Reader) -> Figures:
    """Share of a page's digits that are found, in order: the longest common subsequence."""
    shares = []
    for path, line in labels("numbers"):
        if line["notes"].startswith("HARD"):
            wanted = line["text"].replace("0", "").split()
            shares.append(_common("".join(wanted), reader.read(path).text.replace("\n", "")))
    return {"digits found": float(np.mean(shares)), "pages": len(shares)}


def _common(wanted: str, found: str) -> float:
    best = np.zeros((len(wanted) + 1, len(found) + 1), int)
    for i, a in enumerate(wanted):
        for j, b in enumerate(found):
            best[i + 1, j + 1] = best[i, j] + 1 if a == b else max(best[i, j + 1], best[i + 1, j])
    return float(best[-1, -1]) / len(wanted)


def under_stress(reader: Reader) -> Figures:
    """The digits again, each variant of every picture."""
    pictures = [(decode_full(path), line["label"]) for path, line in labels("digits")]
    return {
        variant.__name__: float(np.mean([reader.read(variant(p)).text == t for p, t in pictures]))
        for variant in stress.VARIANTS
    }


def composites(reader: Reader) -> Figures:
    """Rows exactly right."""
    right = _right(reader, composite_rows(COUNT, seed=0))
    told = [x for kind, r in right.items() if kind != "interlocked" for x in r]
    return _shares(right) | {"all but interlocked": float(np.mean(told))}


def whole_pages(reader: Reader) -> Figures:
    """On photos of paper."""
    return _found(reader, pages(PAGES, seed=0))


def side_by_side(reader: Reader) -> Figures:
    """In plots."""
    return _found(reader, plots(PAGES, seed=0))


def _found(reader: Reader, shown: Iterable[Page]) -> Figures:
    """Share of the digits that are found, in order, and of the rows that are right."""
    found, right = defaultdict(list), defaultdict(list)
    for page in shown:
        text = reader.read(page.picture).text
        found[page.kind].append(_common("".join(page.rows), text.replace("\n", "")))
        right[page.kind] += [row in text.split("\n") for row in page.rows]
    return _shares(found) | {f"{kind}, rows": s for kind, s in _shares(right).items()}


def written_into(reader: Reader) -> Figures:
    """Forms exactly right."""
    return _shares(_right(reader, forms(FORMS, seed=0)))


def written(reader: Reader) -> Figures:
    """Rows exactly right, as hands write them and cameras see them."""
    return _shares(_right(reader, hands(HANDS, seed=0)))


def as_shown(reader: Reader) -> Figures:
    """Rows exactly right, under shadows, on notes and boards, and on screens."""
    return _shares(_right(reader, shown(SHOWN, seed=0)))


def one_by_one(reader: Reader) -> Figures:
    """Single digits right, each way that their pictures come."""
    return _shares(_right(reader, singles(SINGLES, seed=0)))


def turned(reader: Reader) -> Figures:
    """Rows exactly right where the page was turned by this many degrees."""
    pages = (
        Row(f"{row.kind}, {90 * quarters}", row.text, np.rot90(row.picture, quarters).copy())
        for row in composite_rows(TURNED, seed=2, kinds=("apart", "touching"))
        for quarters in range(4)
    )
    return _shares(_right(reader, pages))


def _right(reader: Reader, rows: Iterable[Row]) -> dict[str, list[bool]]:
    """Of each kind, whether each is read exactly."""
    right = defaultdict(list)
    for row in rows:
        right[row.kind].append(reader.read(row.picture).text == row.text)
    return right


def _shares(right: dict[str, list[bool]] | dict[str, list[float]]) -> Figures:
    return {kind: float(np.mean(each)) for kind, each in right.items()}


def nothing(reader: Reader) -> Figures:
    """Pictures without writing: the share of which nothing is read."""
    rng = np.random.default_rng(0)
    noise = [rng.integers(0, 256, (480, 640, 3), np.uint8) for _ in range(10)]
    kinds = {"blank papers": blanks(BLANKS, seed=0), "noise": noise, "print": list(_prints())}
    kinds["pages of text"] = texts(TEXTS, seed=0)
    kinds["clothes"] = list(tenfold.datasets.load("fashion-mnist").test.x[:CLOTHES])
    return {
        name: float(np.mean([reader.read(picture).text == "" for picture in pictures]))
        for name, pictures in kinds.items()
    }


def _prints() -> Iterator[NDArray[np.uint8]]:
    """Pages of words in four sizes."""
    text = WORDS.read_text()
    for size in (18, 24, 36, 60):
        page = Image.new("RGB", (1240, 900), "white")
        ImageDraw.Draw(page).text((60, 60), text, "black", ImageFont.load_default(size))
        yield np.asarray(page)


def mnist(reader: Reader) -> Figures:
    """MNIST's test images, straight to the network, and 1,000 of them as pictures."""
    test = tenfold.datasets.load("mnist").test
    probabilities = reader.model.predict(test.x)
    read = [
        reader.read(image).text == str(y) for image, y in zip(test.x[:1000], test.y, strict=False)
    ]
    return {
        "ten digits": float((probabilities[:, :10].argmax(1) == test.y).mean()),
        "refusals wrong": float((probabilities.argmax(1) == test.y).mean()),
        "as pictures": float(np.mean(read)),
    }


def calibration(reader: Reader) -> Figures:
    """Expected calibration error: how far certainty is from being right, on average."""
    test = tenfold.datasets.load("mnist").test
    written = [(int(line["label"]), verdict_of(reader, path)) for path, line in labels("digits")]
    found = [(label, verdict) for label, verdict in written if verdict]
    of_hands = np.array([[*verdict.digits, verdict.other] for _, verdict in found])
    of_labels = np.array([label for label, _ in found])
    return {
        "mnist": expected_calibration_error(test.y, reader.model.predict(test.x)),
        "handwriting": expected_calibration_error(of_labels, of_hands),
        "handwriting, certainty": float(of_hands.max(axis=1).mean()),
        "handwriting, right": float((of_hands.argmax(axis=1) == of_labels).mean()),
    }


MEASURES: dict[str, Callable[[Reader], Figures]] = {
    "digits": digits,
    "numbers": numbers,
    "sudoku": sudoku,
    "stress": under_stress,
    "composites": composites,
    "pages": whole_pages,
    "plots": side_by_side,
    "forms": written_into,
    "hands": written,
    "shown": as_shown,
    "singles": one_by_one,
    "turned": turned,
    "nothing": nothing,
    "letters": letters,
    "mnist": mnist,
    "calibration": calibration,
    "speed": speed,
    "memory": memory,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the reader.")
    parser.add_argument("names", nargs="*", choices=[*MEASURES, []])
    parser.add_argument("--model", type=Path)
    parser.add_argument("--record", action="store_true")
    parser.set_defaults(quick=False)
    options = parser.parse_args()
    benchmark = Benchmark("reading", options) if options.record else None
    reader = Reader(options.model)
    names = options.names or [name for name in MEASURES if name != "stress"]
    figures = {}
    for name in names:
        figures[name] = MEASURES[name](reader)
        print(_told(name, figures[name]), flush=True)
    if benchmark is not None:
        others, raw = _others(names) if options.names else ({}, {})
        kept = others | figures
        benchmark.save(kept, raw, "\n".join(_told(*each) for each in kept.items()))


def _others(again: list[str]) -> tuple[dict[str, Figures], dict[str, object]]:
    """The newest record's figures, and where those come from that are not measured again."""
    record = newest("reading")
    if record is None:
        sys.exit("there is no record yet: make one of every figure, with --record alone")
    facts = {key: record[key] for key in ("date", "commit", "machine")}
    earlier = record["raw"].get("measured before", [])
    known = {name for one in earlier for name in one["names"]}
    own = facts | {"names": [name for name in record["figures"] if name not in known]}
    before = [
        one | {"names": [name for name in one["names"] if name not in again]}
        for one in (*earlier, own)
    ]
    return record["figures"], {"measured before": [one for one in before if one["names"]]}


def _told(name: str, figures: Figures) -> str:
    return "\n".join([name, *(f"  {key}: {value}" for key, value in figures.items())])


if __name__ == "__main__":
    main()
