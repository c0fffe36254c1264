"""A model as one page, opened from disk with the network off."""

import sys
from pathlib import Path

import numpy as np
import pytest
from pen import DIGITS, draw
from playwright.sync_api import Browser, expect

import tenfold
from tenfold.errors import InvalidModel
from tenfold.serve.html import LIMIT, export_html
from tenfold.serve.settings import shipped

sys.path.insert(0, str(Path(__file__).parents[1]))
from commands import fails, succeeds


def test_the_page_works_from_disk_without_a_network(browser: Browser, tmp_path: Path) -> None:
    said = succeeds("export", shipped("page"), "--to", "html", "--out", "page.html", cwd=tmp_path)
    file = tmp_path / "page.html"
    assert said.startswith("saved page.html")
    assert file.stat().st_size <= LIMIT
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    problems: list[str] = []
    requests: list[str] = []
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    for label in "350":
        draw(page, DIGITS[label])
        expect(page.locator("#number")).to_have_text(label)
        page.get_by_role("button", name="Clear").click()
    draw(page, DIGITS["2"])
    page.locator("#layers li").nth(1).locator("button").first.click()
    expect(page.locator("#inspector")).to_contain_text("Map 1 of 32")
    page.get_by_role("button", name="Use dark colours").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert problems == []
    assert requests == [file.as_uri()]
    context.close()


def test_only_its_own_bytes_run(random_model: Path) -> None:
    page = export_html(tenfold.load(random_model))
    policy = page.split('Content-Security-Policy" content="')[1].split('"')[0]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "<!-- " not in page.split("<script")[0], "a placeholder was left"


def network(shape: tuple[int, int, int], units: int) -> tenfold.Sequential:
    model = tenfold.Sequential(
        [
            tenfold.Input(shape),
            tenfold.Flatten(),
            tenfold.Dense(units, activation="relu"),
            tenfold.Dense(10, activation="softmax"),
        ]
    )
    model.predict(np.zeros((1, *shape), np.uint8))
    model.metadata["class_names"] = list("0123456789")
    return model


def test_a_network_that_is_too_large_says_what_to_do(tmp_path: Path) -> None:
    network((28, 28, 1), 150).save(tmp_path / "large.safetensors")
    said = fails("export", "large.safetensors", cwd=tmp_path)
    assert "119,260 parameters" in said
    assert "500,000" in said
    assert "tenfold train" in said
    assert not (tmp_path / "large.html").exists()


def test_a_network_for_other_pictures(tmp_path: Path) -> None:
    with pytest.raises(InvalidModel, match=r"\(8, 8, 3\)"):
        export_html(network((8, 8, 3), 5))


def test_without_a_model_the_one_that_ships_is_exported(tmp_path: Path) -> None:
    assert succeeds("export", cwd=tmp_path).startswith("saved tenfold.html")
    assert (tmp_path / "tenfold.html").stat().st_size <= LIMIT


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    assert "model.safetensors" in fails("export", "model.safetensors", cwd=tmp_path)
    assert not (tmp_path / "model.html").exists()
