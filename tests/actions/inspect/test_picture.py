"""The picture and the page around it."""

from __future__ import annotations

import itertools
from pathlib import Path
from xml.etree import ElementTree

import pytest

from actions.systems.inspect.layout import Box, laid_out
from actions.systems.inspect.model import Survey
from actions.systems.inspect.page import page
from actions.systems.inspect.picture import drawn
from tests.actions.inspect.support import surveyed, url_of

AXE = Path("web/node_modules/axe-core/axe.min.js")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """Sixty tables in three layers round a few hubs, some alone, one that refers to itself."""
    script = "CREATE TABLE hub0 (id INTEGER PRIMARY KEY, email TEXT, hub0_parent_id INTEGER REFERENCES hub0 (id));"
    script += "".join(
        f"CREATE TABLE hub{n} (id INTEGER PRIMARY KEY, hub0_id INTEGER REFERENCES hub0 (id));" for n in range(1, 6)
    )
    for n in range(44):
        refers = f"hub{n % 6}_id INTEGER REFERENCES hub{n % 6} (id), hub{(n + 2) % 6}_id INTEGER REFERENCES hub{(n + 2) % 6} (id)"
        script += (
            f"CREATE TABLE a_rather_long_table_name_{n} (id INTEGER PRIMARY KEY, {refers}, status TEXT, total INTEGER);"
        )
    script += "".join(f"CREATE TABLE alone_{n} (id INTEGER PRIMARY KEY, x TEXT);" for n in range(10))
    return surveyed(url_of(tmp_path_factory.mktemp("sixty") / "a.db", script))


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x or other.x + other.width <= one.x
        or one.y + one.height <= other.y or other.y + other.height <= one.y
    )  # fmt: skip


def test_no_box_of_sixty_covers_another_and_all_are_inside(sixty: Survey) -> None:
    picture = laid_out(sixty)

    assert len(picture.boxes) == 60
    assert all(apart(a, b) for a, b in itertools.combinations(picture.boxes.values(), 2))
    assert all(
        b.x >= 0 and b.x + b.width <= picture.width and b.y + b.height <= picture.height for b in picture.boxes.values()
    )


def test_the_picture_is_no_strip(sixty: Survey) -> None:
    picture = laid_out(sixty)

    assert 0.5 <= picture.width / picture.height <= 3


def test_every_reference_is_a_line_and_every_box_leads_to_its_table(sixty: Survey) -> None:
    svg = ElementTree.fromstring(drawn(sixty))  # noqa: S314 - our own drawing
    names = {"s": "http://www.w3.org/2000/svg"}
    text = page(sixty)

    assert len(svg.findall(".//s:path", names)) == len(sixty.links)
    targets = [link.get("href", "")[1:] for link in svg.findall(".//s:a", names)]
    assert len(targets) == 60
    assert all(f'id="{target}"' in text for target in targets)


def test_names_from_the_database_are_escaped(tmp_path: Path) -> None:
    url = url_of(tmp_path / "a.db", 'CREATE TABLE "<script>alert(1)</script>" ("<b>&" TEXT, id INTEGER PRIMARY KEY);')

    text = page(surveyed(url, samples=True))

    assert "<script>" not in text
    assert "&lt;b&gt;&amp;" in text


def test_the_page_needs_nothing_from_elsewhere(sixty: Survey) -> None:
    text = page(sixty)

    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in text
    assert "<script" not in text


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_axe_finds_nothing_on_the_page(sixty: Survey, size: tuple[int, int], tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    file = tmp_path / "page.html"
    file.write_text(page(sixty), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        opened = browser.new_page(viewport={"width": size[0], "height": size[1]})
        opened.goto(file.as_uri())
        opened.evaluate(AXE.read_text(encoding="utf-8"))
        found = opened.evaluate("axe.run()")
        browser.close()

    assert [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]] == []
