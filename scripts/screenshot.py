"""Takes the README's pictures of the chat from the running product: `make run`, then

    actions/.venv/bin/python scripts/screenshot.py

Each shows a real conversation of one of the demo's customers. Needs Chromium (apt-get install chromium).
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
LARGEST = 300_000  # bytes
ANSWER = 30_000  # milliseconds


@dataclass(frozen=True)
class Shot:
    """One picture: who asks what, on which page, on a screen of what size."""

    name: str
    size: tuple[int, int]
    first_name: str
    page: str
    questions: tuple[str, ...]


SHOTS = (
    Shot("widget-desktop", (1280, 800), "Hannah", "/account", ("Why is my bill higher this month?",)),
    Shot("widget-phone", (390, 844), "Aoife", "/", ("What do you recommend?",)),
)


def take(page: Page, site: str, shot: Shot, folder: Path) -> Path:
    """Sign in, have the conversation, and write the picture."""
    page.goto(f"{site}/sign-in")
    page.get_by_role("button", name=f"Sign in as {shot.first_name}").click()
    page.goto(f"{site}{shot.page}")
    page.locator(".usher-launcher").click()
    box = page.locator("[data-id='webchat-sendbox-input']")
    bubbles = page.locator(".webchat__bubble__content")
    expect(bubbles.first).to_be_visible(timeout=ANSWER)
    for question in shot.questions:
        said = bubbles.count()
        box.fill(question)
        box.press("Enter")
        expect(bubbles.nth(said + 1)).to_be_visible(timeout=ANSWER)
    page.mouse.move(0, 0)
    page.wait_for_timeout(1_500)  # pictures and the scrolling to the end
    target = folder / f"{shot.name}.png"
    page.screenshot(path=target)
    return target


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="http://127.0.0.1:8080", help="the demo company's website")
    parser.add_argument("--folder", type=Path, default=Path("docs/images"))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for shot in SHOTS:
            width, height = shot.size
            page = browser.new_page(viewport={"width": width, "height": height})
            try:
                target = take(page, given.site, shot, given.folder)
            except (Error, AssertionError) as error:
                sys.stderr.write(f"screenshot: no picture of {shot.name}: {str(error).splitlines()[0]}\n")
                return 1
            size = target.stat().st_size
            sys.stdout.write(f"{target} {size // 1000} kB\n")
            if size > LARGEST:
                sys.stderr.write(f"screenshot: {target} is larger than {LARGEST // 1000} kB\n")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
