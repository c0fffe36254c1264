"""The page with the service behind it: pictures, correcting, learning, training, the token."""

from pathlib import Path

import numpy as np
import pytest
from hand import page as written
from pen import DIGITS, Stroke, draw
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from under_test import Start

from tenfold.data.dataset import Dataset
from tenfold.serve.settings import shipped


@pytest.fixture
def open_page(desktop: BrowserContext):  # type: ignore[no-untyped-def]
    """Opens an address on a page where no error may be written to the console."""
    pages: list[Page] = []
    said: list[str] = []

    def open_page(url: str) -> Page:
        page = desktop.new_page()
        pages.append(page)
        page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(url)
        page.wait_for_selector("#layers li")
        return page

    yield open_page
    for page in pages:
        page.close()
    assert said == []


def photo(mnist: Dataset, path: Path, labels: str) -> None:
    """Test digits in a row, as dark ink on grey paper."""
    paper = np.full((140, 40 + 90 * len(labels)), 215, np.uint8)
    for i, label in enumerate(labels):
        index = int(np.flatnonzero(mnist.test.y == int(label))[3])
        digit = Image.fromarray(mnist.test.x[index, ..., 0]).resize((84, 84))
        left = 20 + 90 * i
        paper[28:112, left : left + 84] -= (np.asarray(digit) * 0.7).astype(np.uint8)
    Image.fromarray(paper).save(path, quality=92)


def test_an_uploaded_picture_is_read_with_boxes(  # type: ignore[no-untyped-def]
    open_page, start: Start, mnist: Dataset, tmp_path: Path
) -> None:
    photo(mnist, tmp_path / "photo.jpg", "3085")
    page = open_page(start(shipped("page")).url)
    page.set_input_files("#file", str(tmp_path / "photo.jpg"))
    expect(page.locator("#picture-text")).to_have_text("3085")
    boxes = page.locator("#boxes button")
    expect(boxes).to_have_count(4)
    lefts = [(boxes.nth(i).bounding_box() or {})["x"] for i in range(4)]
    assert lefts == sorted(lefts)
    boxes.nth(1).click()
    page.locator("#picture-correct .chooser button").nth(6).click()
    expect(page.locator("#notice")).to_contain_text("Kept: that was 6")
    page.get_by_role("tab", name="Teach").click()
    expect(page.locator("#corrections li")).to_have_text(["0 6×"])


def test_a_picture_that_is_none_is_told(  # type: ignore[no-untyped-def]
    browser: Browser, start: Start, random_model: Path, tmp_path: Path
) -> None:
    (tmp_path / "photo.png").write_bytes(b"no picture")
    page = browser.new_page()
    page.goto(start(random_model).url)
    page.wait_for_selector("#layers li")
    page.set_input_files("#file", str(tmp_path / "photo.png"))
    expect(page.locator("#notice")).to_contain_text("PNG")
    expect(page.locator("#picture")).to_be_hidden()
    page.close()


# A triangle. Whatever the network takes it for, somebody writes another digit like this.
ODD: list[Stroke] = [[(0.0, 0.9), (0.3, 0.05), (0.6, 0.9), (0.0, 0.9)]]


def test_corrected_learned_and_read_right(  # type: ignore[no-untyped-def]
    open_page, start: Start
) -> None:
    page = open_page(start(shipped("page")).url)
    draw(page, ODD)
    label = "5" if page.locator("#number").inner_text() != "5" else "3"
    for i in range(4):
        page.get_by_role("button", name="Clear").click()
        draw(page, ODD, height=0.5 + 0.08 * i)
        page.get_by_role("button", name="Not right?").click()
        page.locator("#correct .chooser button").nth(int(label)).click()
        expect(page.locator("#notice")).to_contain_text(f"Kept: that was {label}")
    page.get_by_role("tab", name="Teach").click()
    expect(page.locator("#corrections li")).to_have_count(4)
    page.get_by_role("button", name="Learn from my corrections").click()
    expect(page.locator("#lesson")).to_contain_text("4 of 4")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("#notice")).to_contain_text("Version 2 is at work")
    page.get_by_role("tab", name="Draw").click()
    expect(page.locator("#number")).to_have_text(label)  # the drawing is read again at once
    for other in ("1", "7", "4"):
        page.get_by_role("button", name="Clear").click()
        draw(page, DIGITS[other])
        expect(page.locator("#number")).to_have_text(other)
    page.get_by_role("tab", name="Teach").click()
    page.get_by_role("button", name="Use version 1").click()
    expect(page.locator("#notice")).to_contain_text("Version 1 is at work")
    page.get_by_role("button", name=f"Delete this {label}").first.click()
    expect(page.locator("#corrections li")).to_have_count(3)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a data set").click()
    with np.load(download.value.path(), allow_pickle=False) as archive:
        assert archive["x_train"].shape == (3, 28, 28)


def test_teach_waits_for_a_correction_on_its_way(  # type: ignore[no-untyped-def]
    open_page, start: Start, random_model: Path
) -> None:
    page = open_page(start(random_model).url)
    on_its_way: list[Route] = []
    page.route("**/api/corrections", lambda route: on_its_way.append(route))
    draw(page, ODD)
    page.get_by_role("button", name="Not right?").click()
    with page.expect_request("**/api/corrections"):
        page.locator("#correct .chooser button").nth(5).click()
    page.get_by_role("tab", name="Teach").click()
    expect(page.locator("#versions li")).to_have_count(1)
    on_its_way[0].continue_()
    expect(page.locator("#corrections li")).to_have_count(1)


def test_trained_in_front_of_your_eyes(  # type: ignore[no-untyped-def]
    open_page, start: Start, random_model: Path, mnist: Dataset
) -> None:
    """MNIST to at least 98 %, watched; then kept and put to work."""
    page = open_page(start(random_model).url)
    page.get_by_role("tab", name="Train").click()
    page.locator("#train-data").select_option("mnist")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#filters canvas")).to_have_count(32)
    expect(page.locator("#samples div")).to_have_count(30)
    expect(page.locator("#train-note")).to_contain_text("Done", timeout=240_000)
    text = page.locator("#train-note").inner_text()
    assert float(text.split(": ")[1].split(" %")[0]) >= 98
    assert page.locator("#samples .right").count() >= 28
    assert page.locator("#accuracy-curve .line").get_attribute("d") != ""
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("tab", name="Teach").click()
    page.get_by_role("button", name="Use version 2").click()
    page.get_by_role("tab", name="Draw").click()
    draw(page, DIGITS["7"])
    expect(page.locator("#number")).to_have_text("7")


def test_a_training_can_be_stopped(  # type: ignore[no-untyped-def]
    open_page, start: Start, random_model: Path, mnist: Dataset
) -> None:
    page = open_page(start(random_model).url)
    page.get_by_role("tab", name="Train").click()
    page.locator("#train-data").select_option("mnist")
    page.locator("#train-recipe").select_option("accurate")
    page.locator("#train-epochs").fill("100")  # on no machine done before it is stopped
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#filters canvas")).to_have_count(32)
    page.reload()  # whoever comes back finds it running
    page.get_by_role("tab", name="Train").click()
    expect(page.locator("#filters canvas")).to_have_count(32)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#train-note")).to_contain_text("Stopped")
    expect(page.get_by_role("button", name="Start")).to_be_enabled()


def test_the_token_travels_behind_the_hash(  # type: ignore[no-untyped-def]
    open_page, start: Start, random_model: Path
) -> None:
    service = start(random_model, host="0.0.0.0", token="correct-horse")
    page = open_page(f"{service.url}#token=correct-horse")
    assert "token" not in page.url
    page.get_by_role("tab", name="Teach").click()
    expect(page.locator("#versions li")).to_have_count(1)
    page.reload()
    page.wait_for_selector("#layers li")
    strangers = page.context.browser.new_page()  # type: ignore[union-attr]
    strangers.goto(service.url)
    expect(strangers.locator("#notice")).to_contain_text("Bearer")
    strangers.close()


def test_the_hand_of_the_tests_is_a_hand() -> None:
    """The digits that the teaching tests write look different from each other."""
    digits = written(list(range(10)), seed=0).reshape(10, -1).astype(float)
    likeness = np.corrcoef(digits)
    assert likeness[~np.eye(10, dtype=bool)].max() < 0.95
