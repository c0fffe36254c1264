"""What the commands other than train print, most of them run inside this process."""

import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import tenfold
from commands import as_json, fails, gives_json, refused, shown, succeeds
from idx_folders import write_idx_folder
from tenfold.cli import app
from tenfold.data import idx
from tenfold.data.dataset import Dataset
from tenfold.errors import DownloadFailed
from tenfold.evaluate.metrics import wilson_interval


@pytest.fixture(scope="module")
def model(dots_folder: Path) -> Path:
    path = dots_folder.parent / "model.safetensors"
    shown("train", "--data", dots_folder, "--epochs", 2, "--out", path)
    return path


@pytest.fixture(scope="module")
def animals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of class folders of colour pictures in several sizes: cats are red, owls blue."""
    folder = tmp_path_factory.mktemp("pictures") / "animals"
    random = np.random.default_rng(1)
    for name, channel in (("cat", 0), ("owl", 2)):
        folder.joinpath(name).mkdir(parents=True)
        for i in range(40):
            pixels = random.integers(0, 80, (20 + i % 5, 30, 3), np.uint8)
            pixels[..., channel] += 150
            Image.fromarray(pixels).save(folder / name / f"{i}.png")
    return folder


@pytest.fixture(scope="module")
def colours(animals: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "colours.safetensors"
    shown(
        *("train", "--data", animals, "--size", 12, "--color", "--fit", "stretch"),
        *("--epochs", 12, "--batch-size", 8, "--out", path),
    )
    return path


class TestEvaluate:
    def test_json_adds_up(self, model: Path, dots_folder: Path, dots: Dataset) -> None:
        found = gives_json("evaluate", model, "--data", dots_folder, cwd=dots_folder.parent)
        confusion = np.array(found["confusion"])
        assert found["n"] == len(dots.test) == confusion.sum()
        assert found["accuracy"] == pytest.approx(np.trace(confusion) / found["n"])
        assert found["interval"] == pytest.approx(wilson_interval(np.trace(confusion), 300))
        assert list(found["per_class"]) == found["class_names"] == list("0123")
        assert found["per_class"]["0"]["support"] == confusion[0].sum()
        assert (found["data"], found["parts"]) == ("dots", [])

    def test_the_scores_are_those_of_the_readings(
        self, model: Path, dots_folder: Path, dots: Dataset
    ) -> None:
        y_pred = tenfold.load(model).predict(dots.test.x).argmax(axis=1)
        found = as_json("evaluate", model, "--data", dots_folder)
        assert found["accuracy"] == pytest.approx(float((y_pred == dots.test.y).mean()))

    def test_for_people_it_prints_tables(self, model: Path, dots_folder: Path) -> None:
        text = shown("evaluate", model, "--data", dots_folder)
        assert all(word in text for word in ("95 % interval", "precision", "label \\ read as"))
        assert max(len(line) for line in text.splitlines()[1:]) <= 80

    def test_a_folder_has_to_be_named_again(self, model: Path) -> None:
        assert "was trained on 'dots'; name the data set" in refused("evaluate", model)

    def test_other_pictures_are_refused(self, model: Path, tiny_idx_folder: Path) -> None:
        message = refused("evaluate", model, "--data", tiny_idx_folder)
        assert "(8, 6, 1) in 4 classes, the model takes (28, 28, 1) in 4" in message

    def test_other_classes_are_refused(self, model: Path, dots: Dataset, tmp_path: Path) -> None:
        x = dots.test.x
        three = (x[:30, ..., 0], np.arange(30) % 3)
        write_idx_folder(tenfold.datasets.from_arrays("three", three, three), tmp_path / "three")
        assert "in 3 classes" in refused("evaluate", model, "--data", tmp_path / "three")


class TestDamagedModels:
    @pytest.mark.parametrize("command", ["evaluate", "summary"])
    @pytest.mark.parametrize("damage", ["missing", "empty", "text", "truncated", "folder"])
    def test_one_line_says_what_is_wrong(
        self, command: str, damage: str, model: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "damaged.safetensors"
        data = model.read_bytes()
        if damage == "folder":
            path.mkdir()
        elif damage != "missing":
            path.write_bytes({"empty": b"", "text": b"x" * 99, "truncated": data[:-9]}[damage])
        assert str(path) in refused(command, path)

    def test_in_a_process_too(self, model: Path, tmp_path: Path) -> None:
        path = tmp_path / "damaged.safetensors"
        path.write_bytes(model.read_bytes()[:500])
        assert "damaged" in fails("predict", path, "7.png", "--json", cwd=tmp_path)


class TestPredict:
    def test_pictures(self, model: Path, dots: Dataset, tmp_path: Path) -> None:
        for i in range(3):
            Image.fromarray(dots.test.x[i, ..., 0]).save(tmp_path / f"{i}.png")
        text = succeeds("predict", model, "0.png", "1.png", "2.png", cwd=tmp_path)
        read = [line.split()[:2] for line in text.splitlines()]
        assert read == [[f"{i}.png:", str(dots.test.y[i])] for i in range(3)]

    def test_an_idx_file(self, model: Path, dots: Dataset, dots_folder: Path) -> None:
        found = as_json("predict", model, dots_folder / "t10k-images-idx3-ubyte")["predictions"]
        probabilities = tenfold.load(model).predict(dots.test.x)
        assert [reading["index"] for reading in found] == list(range(300))
        assert [int(reading["class"]) for reading in found] == probabilities.argmax(1).tolist()
        assert [reading["probability"] for reading in found] == probabilities.max(1).tolist()

    def test_wrong_shapes_are_refused(self, model: Path, tmp_path: Path) -> None:
        Image.new("L", (30, 20)).save(tmp_path / "wide.png")
        idx.write(tmp_path / "wide.idx", np.zeros((2, 20, 30), np.uint8))
        for name in ("wide.png", "wide.idx"):
            message = refused("predict", model, tmp_path / name)
            assert "30×20" in message and "reads 28×28" in message

    def test_what_is_no_picture_is_refused(
        self, model: Path, dots_folder: Path, tmp_path: Path
    ) -> None:
        tmp_path.joinpath("note.png").write_text("I am a picture")
        assert "no picture" in refused("predict", model, tmp_path / "note.png")
        assert "No such file" in refused("predict", model, tmp_path / "missing.png")
        labels = dots_folder / "t10k-labels-idx1-ubyte"
        assert "not the one with the labels" in refused("predict", model, labels)

    def test_a_model_without_class_names_gives_numbers(self, tmp_path: Path) -> None:
        network = tenfold.Sequential(
            [tenfold.Input((4, 4, 1)), tenfold.Flatten(), tenfold.Dense(3, activation="softmax")]
        )
        network.set_weights([np.zeros((16, 3)), np.array([0.0, 0.0, 1.0])])
        network.save(tmp_path / "plain.safetensors")
        Image.new("L", (4, 4)).save(tmp_path / "black.png")
        text = shown("predict", tmp_path / "plain.safetensors", tmp_path / "black.png")
        assert text.endswith("black.png: 2  (57.6 %)\n")  # e / (e + 2)


class TestPictureFolders:
    def test_class_names_come_back(self, colours: Path, animals: Path) -> None:
        pictures = [animals / "owl" / "3.png", animals / "cat" / "7.png"]
        found = as_json("predict", colours, *pictures)["predictions"]
        assert [reading["class"] for reading in found] == ["owl", "cat"]

    def test_the_model_knows_how_its_pictures_were_made(self, colours: Path) -> None:
        found = as_json("summary", colours)
        assert found["preprocessing"] == {"scale": 255, "fit": "stretch"}
        assert found["layers"][0]["shape"] == [12, 12, 3]

    def test_it_is_evaluated_on_pictures_made_the_same_way(
        self, colours: Path, animals: Path
    ) -> None:
        found = as_json("evaluate", colours, "--data", animals)
        assert found["n"] == 16  # a fifth of each class
        assert found["accuracy"] == 1.0

    def test_unreadable_files_are_left_out_when_asked(self, animals: Path, tmp_path: Path) -> None:
        for name in ("cat", "owl"):
            tmp_path.joinpath("a", name).mkdir(parents=True)
            for i in range(5):
                source = animals / name / f"{i}.png"
                tmp_path.joinpath("a", name, f"{i}.png").write_bytes(source.read_bytes())
        tmp_path.joinpath("a", "owl", "0.png").write_text("broken")
        assert "0.png" in refused("data", "info", tmp_path / "a")
        result = CliRunner().invoke(
            app, ["data", "info", str(tmp_path / "a"), "--skip-unreadable", "--json"]
        )
        assert json.loads(result.stdout)["skipped"][0]["path"] == "owl/0.png"
        assert result.stderr.startswith("left out owl/0.png: ")


class TestSummary:
    def test_of_the_practical(self) -> None:
        assert "34,826" in shown("summary")
        found = as_json("summary")
        assert found["params"] == 34_826
        assert [layer["type"] for layer in found["layers"]][-1] == "Dense"

    def test_of_a_model(self, model: Path) -> None:
        text = shown("summary", model)
        assert "25,220" in text and "recipe: fast" in text
        assert as_json("summary", model)["training"]["data"] == "dots"


class TestData:
    def test_list(self) -> None:
        names = [entry["name"] for entry in as_json("data", "list")["datasets"]]
        assert names == tenfold.datasets.names()
        assert all(name in shown("data", "list") for name in names)

    def test_info(self, dots_folder: Path, dots: Dataset) -> None:
        found = as_json("data", "info", dots_folder)
        assert found["fingerprint"] == dots.fingerprint
        text = shown("data", "info", dots_folder)
        assert "28×28 pixels, grey" in text and dots.fingerprint in text
        assert text.splitlines()[-2].split() == ["all", "1,500", "300"]

    def test_a_contact_sheet(self, dots_folder: Path, dots: Dataset, tmp_path: Path) -> None:
        path = tmp_path / "sheet.png"
        shown("data", "info", dots_folder, "--sheet", path)
        pixels = np.asarray(Image.open(path))[::2, ::2]  # without the enlargement
        assert pixels.shape == (4 * 30 + 2, 16 * 30 + 2)
        second = dots.train.x[dots.train.y == 3][1, ..., 0]
        assert np.array_equal(pixels[92:120, 32:60], second)
        changed = pixels[92:120, 32 + 8 * 30 : 60 + 8 * 30]
        assert (changed != second).any() and changed.max() > 100

    @pytest.mark.parametrize("name", ["sheet.txt", "no/folder/sheet.png"])
    def test_an_impossible_sheet_is_found_first(self, name: str, tmp_path: Path) -> None:
        assert name in refused("data", "info", "no such data", "--sheet", tmp_path / name)

    def test_unknown_names(self) -> None:
        assert "mnist" in refused("data", "info", "mnits")
        assert "cannot be fetched" in refused("data", "fetch", "mnits")


class TestSweep:
    def test_statistics_and_plot(self, dots_folder: Path, tmp_path: Path) -> None:
        plot = tmp_path / "plot.svg"
        options = ("--data", dots_folder, "--seeds", 3, "--epochs", 1)
        found = as_json("sweep", *options, "--plot", plot)
        accuracies = [run["test_accuracy"] for run in found["runs"]]
        assert [run["seed"] for run in found["runs"]] == [0, 1, 2]
        assert found["mean"] == pytest.approx(np.mean(accuracies))
        assert found["standard_deviation"] == pytest.approx(np.std(accuracies, ddof=1))
        assert plot.read_text().count("<circle") == 3

    def test_each_run_is_the_one_that_train_does(self, dots_folder: Path, tmp_path: Path) -> None:
        options = ("--data", dots_folder, "--epochs", 1)
        runs = as_json("sweep", *options, "--seeds", 2)["runs"]
        alone = as_json("train", *options, "--seed", 1, "--out", tmp_path / "m.safetensors")
        assert runs[1]["test_accuracy"] == alone["test_accuracy"]

    def test_an_impossible_plot_is_found_before_training(self, tmp_path: Path) -> None:
        message = refused("sweep", "--data", "no data", "--plot", tmp_path / "no" / "plot.svg")
        assert "cannot be written" in message


class TestDemo:
    @pytest.fixture
    def small(self, dots: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
        """The demo with a data set on which it takes a second."""
        module = import_module("tenfold.cli.demo")  # `tenfold.cli.demo` is the command
        monkeypatch.setattr(module, "_dataset", lambda: dots)

    @pytest.mark.usefixtures("small")
    def test_shows_the_accuracy_the_errors_and_digits(self) -> None:
        text = shown("demo")
        assert all(part in text for part in ("test accuracy", "label \\ read as", "read right:"))
        assert "0 read as 0, " in text and "█" in text
        assert max(map(len, text.splitlines())) <= 80

    @pytest.mark.usefixtures("small")
    def test_json(self) -> None:
        found = as_json("demo")
        assert found["data"] == "dots" and found["n"] == 300

    def test_without_data_or_network_it_draws_its_own(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        dots: Dataset,
    ) -> None:
        def fail(*_: object) -> None:
            raise DownloadFailed("no mirror answers")

        monkeypatch.delenv("TENFOLD_DATA", raising=False)
        monkeypatch.setenv("TENFOLD_CACHE", str(tmp_path))
        monkeypatch.setattr("tenfold.cli.datasets.fetch", fail)
        monkeypatch.setattr("tenfold.data.datasets.load", {"strokes": dots}.get)
        assert import_module("tenfold.cli.demo")._dataset() is dots
        assert capsys.readouterr().err.startswith("no mirror answers; the demo goes on with digits")
