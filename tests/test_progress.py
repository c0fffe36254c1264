"""Progress lines like Keras's: the patterns are those of what Keras 3.10 prints."""

import io
import re
import sys

import pytest

from quadrants import quadrants, small_network
from tenfold.nn.callbacks import LambdaCallback
from tenfold.nn.progress import ProgressBar, duration, metrics, result_line, step_time

X, Y = quadrants(100)

# 4/4 ━━━━━━━━━━━━━━━━━━━━ 0s 700us/step - accuracy: 0.9512 - loss: 0.1604
LINE = r"{0}/{0} ━{{20}} \d+s \d+(us|ms|s)/step"
MEASURED = r" - accuracy: \d\.\d{4} - loss: \d\.\d{4}"
VALIDATED = MEASURED + MEASURED.replace("accuracy", "val_accuracy").replace("loss", "val_loss")


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("verbose", ["auto", 1])
def test_fit_prints_one_line_per_epoch_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], verbose: str | int
) -> None:
    small_network().fit(X, Y, epochs=2, verbose=verbose, validation_data=(X, Y))
    found = lines(capsys)
    assert found[0::2] == ["Epoch 1/2", "Epoch 2/2"]
    for line in found[1::2]:
        assert re.fullmatch(LINE.format(4) + VALIDATED, line), line


def test_verbose_2(capsys: pytest.CaptureFixture[str]) -> None:
    small_network().fit(X, Y, verbose=2)
    (line,) = lines(capsys)  # of a single epoch, Keras gives no heading either
    assert re.fullmatch(r"4/4 - \d+s - \d+(us|ms|s)/step" + MEASURED, line), line


def test_verbose_0_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    model = small_network()
    model.fit(X, Y, verbose=0)
    model.evaluate(X, Y, verbose=0)
    model.predict(X)
    assert lines(capsys) == []


def test_evaluate_and_predict_print_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    model = small_network()
    model.fit(X, Y, verbose=0)  # untrained it may be right nowhere, which is 0.0000e+00
    model.evaluate(X, Y)
    model.evaluate(X, Y, batch_size=50, verbose=2)
    model.predict(X, verbose=1)
    first, second, third = lines(capsys)
    assert re.fullmatch(LINE.format(4) + MEASURED, first), first
    assert second.startswith("2/2 - ")
    assert re.fullmatch(LINE.format(4), third), third


def test_on_a_terminal_the_bar_moves_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    bar = ProgressBar(10, start=0.0)
    bar.update(5, {"loss": 0.5})
    bar.finish({"loss": 0.25})
    written = terminal.getvalue()
    assert written.count("\r") == 2
    assert written.count("\n") == 1
    plain = re.sub(r"\x1b\[\d*m", "", written)
    assert plain.startswith("\r 5/10 ━━━━━━━━━━━━━━━━━━━━ ")
    assert "\r10/10 ━━━━━━━━━━━━━━━━━━━━ " in plain
    assert plain.rstrip().endswith("loss: 0.2500")


def test_an_interrupted_bar_ends_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)

    def interrupt(batch: int, logs: dict[str, float]) -> None:
        if batch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small_network().fit(
            X, Y, epochs=2, callbacks=[LambdaCallback(on_train_batch_end=interrupt)]
        )
    assert terminal.getvalue().startswith("Epoch 1/2\n\r")
    assert terminal.getvalue().endswith("\n")


def test_a_terminal_without_the_bars_character(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    ProgressBar(3, start=0.0).finish({})
    assert raw.getvalue().startswith(b"3/3 ==================== ")


def test_formats_are_kerass() -> None:
    assert metrics({"loss": 0.16039, "accuracy": 0.95117}) == " - accuracy: 0.9512 - loss: 0.1604"
    assert metrics({"loss": 0.00012345}) == " - loss: 1.2345e-04"
    assert [duration(s) for s in (0.9, 59, 75, 3675)] == ["0s", "59s", "1:15", "1:01:15"]
    assert [step_time(s) for s in (7e-4, 0.0123, 2)] == ["700us/step", "12ms/step", "2s/step"]
    assert result_line(4, 2.0, {"loss": 1.0}) == "4/4 - 2s - 500ms/step - loss: 1.0000"
