"""The page in Chromium: for everybody, on every screen, in the dark and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from actions.report.page import render
from actions.report.survey import Survey
from tests.browser.conftest import CHROMIUM, DESKTOP, PHONE, QUIET, violations

pytestmark = pytest.mark.browser
Show = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def show(chromium: Browser, tmp_path: Path) -> Iterator[Show]:
    """`show(html, size=PHONE, scheme="dark")`: the page, opened from a file."""
    opened = []

    def show(html: str, size: dict[str, int] = DESKTOP, scheme: str = "light") -> Page:
        file = tmp_path / "page.html"
        file.write_text(html, encoding="utf-8")
        context = chromium.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        opened.append(context)
        seen = context.new_page()
        seen.on("request", lambda request: asked.append(request.url))
        seen.goto(file.as_uri())
        return seen

    asked: list[str] = []
    yield show
    for context in opened:
        context.close()
    assert [url for url in asked if not url.startswith("file:")] == []


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone at night"])
def test_axe_finds_nothing(show: Show, page: str, size: dict[str, int], scheme: str) -> None:
    assert violations(show(page, size, scheme)) == []


def test_axe_finds_nothing_where_there_is_trouble(show: Show, troubled: Survey) -> None:
    assert violations(show(render(troubled))) == []


def test_nothing_sticks_out_on_a_telephone(show: Show, page: str) -> None:
    seen = show(page, PHONE)

    assert seen.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_no_text_of_a_picture_leaves_its_box(show: Show, page: str, troubled: Survey) -> None:
    outside = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
      const boxes = [...svg.querySelectorAll('rect:not(.boundary)')].map(one => one.getBBox());
      const within = (box, x, y) => x >= box.x && x < box.x + box.width && y >= box.y - 2 && y < box.y + box.height;
      return [...svg.querySelectorAll('text.words, text.heading')].filter(text => {
        const t = text.getBBox(), box = boxes.find(one => within(one, t.x, t.y));
        const [right, bottom] = box ? [box.x + box.width, box.y + box.height] : [svg.viewBox.baseVal.width, 1e9];
        return t.x + t.width > right || t.y + t.height > bottom + 2;
      }).map(text => text.textContent);
    })"""

    assert show(page).evaluate(outside) == []
    assert show(render(troubled)).evaluate(outside) == []


def test_it_prints_on_paper_in_black_on_white_without_cutting_tables_off(show: Show, page: str) -> None:
    seen = show(page, {"width": 680, "height": 1000}, "dark")  # what A4 leaves between its margins
    seen.emulate_media(media="print")

    assert seen.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert seen.locator("nav").is_hidden()
    assert seen.evaluate("document.documentElement.scrollWidth") <= 680
