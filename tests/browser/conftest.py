"""Chromium, the stand-in server, and what a test does with the widget."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser.standin import StandIn

CHROMIUM = "/usr/bin/chromium"
# Without these, Chromium looks for its maker's servers at every start.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
AXE = Path("web/node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=10_000)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # not for the whole session: Playwright keeps an event loop running, beside which no asynchronous test can run
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def standin() -> Iterator[StandIn]:
    """The stand-in on a port of its own; `standin.url` is where."""
    standin = StandIn()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(standin.app(), log_level="error", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        standin.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield standin
        server.should_exit = True
        thread.join(5)


@dataclass
class Widget:
    """The widget on a page, as a visitor handles it."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def panel(self) -> Locator:
        return self.page.locator(".usher-panel")

    @property
    def launcher(self) -> Locator:
        return self.page.locator(".usher-launcher")

    @property
    def box(self) -> Locator:
        return self.page.locator("[data-id='webchat-sendbox-input']")

    @property
    def replies(self) -> Locator:
        """The suggested replies."""
        return self.page.locator(".webchat__suggested-action")

    def open(self) -> Widget:
        self.launcher.click()
        self.ready()
        return self

    def ready(self) -> None:
        expect(self.box).to_be_visible()
        expect(self.page.locator(".webchat__bubble__content").first).to_be_visible()

    def say(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def shows(self, text: str) -> None:
        """`text` stands in the transcript (what is read aloud to screen readers aside)."""
        expect(self.words(text).first).to_be_visible()

    def words(self, text: str) -> Locator:
        return self.page.locator(".webchat__bubble__content, .usher-notice").filter(has_text=text)

    @property
    def mine(self) -> Locator:
        """What the visitor has said."""
        return self.page.locator(".webchat__stacked-layout--from-user .webchat__bubble__content")

    def hosts(self) -> set[str]:
        """Whom the page has talked to."""
        return {
            urlsplit(address).hostname or "" for address in self.asked if not address.startswith(("data:", "blob:"))
        }


Visit = Callable[..., Widget]


def watched(context: BrowserContext, complaints: list[str]) -> Page:
    """A page whose errors, breaches of the policy included, are noted."""
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda note: complaints.append(note.text) if note.type == "error" else None)
    return page


def is_network(complaint: str) -> bool:
    """Chromium itself notes every failed request; those are the tests' own doing."""
    return complaint.startswith("Failed to load resource") or "net::ERR_" in complaint


@pytest.fixture
def visit(chromium: Browser, standin: StandIn) -> Iterator[Visit]:
    """`visit(locale="ar", size=PHONE)`: the stand-in's page in a new browser profile; ends with no error noted."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def visit(size: dict[str, int] = DESKTOP, scheme: str = "light", **attributes: str) -> Widget:
        context = chromium.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        complaints: list[str] = []
        widget = Widget(watched(context, complaints), complaints)
        opened.append((context, complaints))
        widget.page.on("request", lambda request: widget.asked.append(request.url))
        given = {name.replace("_", "-"): value for name, value in attributes.items()}
        widget.page.goto(f"{standin.url}/?{urlencode(given)}")
        return widget

    yield visit
    for context, complaints in opened:
        context.close()
        assert [text for text in complaints if not is_network(text)] == []


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, one line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("rules => axe.run({ runOnly: rules })", RULES)
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]
