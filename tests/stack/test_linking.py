"""A chat account is linked over the company's own pages, knows its customer, and is parted again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from demo.slack import workspace as slack
from demo.stack import Stack
from demo.stories import BY_SLUG
from tests.stack.test_slack import Page, Shown, bots, buttons_of, text_of

pytestmark = pytest.mark.stack

HANNAH = BY_SLUG["price-increase"]


class Member:
    """Ada, who writes to the bot directly."""

    def __init__(self, stack: Stack) -> None:
        self.page = Page(stack, slack.DIRECT)

    def ask(self, text: str) -> list[Shown]:
        """What is said to a message, once nothing more comes."""
        return self._answered(lambda: self.page.write(text))

    def press(self, message: Shown, title: str) -> list[Shown]:
        return self._answered(lambda: self.page.press(message["id"], title))

    def _answered(self, act: Callable[[], None]) -> list[Shown]:
        before = len(bots(self.page.shown()))
        act()
        said = self.page.answers(before + 1)
        while (later := self._later()) != said:
            said = later
        return said[before:]

    def _later(self) -> list[Shown]:
        time.sleep(0.7)
        return bots(self.page.shown())


@pytest.fixture
def member(stack: Stack) -> Member:
    return Member(stack)


@pytest.fixture
def browser(stack: Stack) -> Iterator[httpx2.Client]:
    """Hannah's browser, not signed in yet."""
    with httpx2.Client(base_url=stack.site, follow_redirects=True, timeout=10.0) as client:
        yield client


def said(messages: list[Shown]) -> str:
    return "\n".join(text_of(message) for message in messages)


def link_in(message: Shown) -> str:
    urls: list[Any] = [button["url"] for part in message["parts"] for button in part["buttons"] if button.get("url")]
    return str(urls[0])


def linked(member: Member, browser: httpx2.Client, asked: list[Shown]) -> list[Shown]:
    """The ceremony from its link on: sign in, look, confirm, type the code."""
    page = browser.get(link_in(asked[-1]))
    back = re.search(r'name="next" value="([^"]+)"', page.text)
    if back is not None:
        page = browser.post("/sign-in", data={"customer": HANNAH.customer, "next": back[1].replace("&amp;", "&")})
    assert "Is this chat yours?" in page.text
    offer = re.search(r'name="offer" value="([\w-]{43})"', page.text)
    assert offer is not None
    code = re.search(r'class="code"[^>]*>(\d{3} \d{3})<', browser.post("/link", data={"offer": offer[1]}).text)
    assert code is not None
    return member.ask(code[1])


def test_a_slack_account_is_linked_answers_about_its_customer_and_is_unlinked(
    member: Member, browser: httpx2.Client
) -> None:
    refused = member.ask("Show me my invoices")
    offered = member.press(refused[-1], "Link my account")
    done = linked(member, browser, offered)
    bills = member.ask("Show me my invoices")
    chats = browser.get("/link").text

    parted = browser.post("/unlink", data={"id": re.search(r'name="id" value="(\w+)"', chats)[1]})  # type: ignore[index]
    again = member.ask("Show me my invoices")

    assert "link your customer account" in said(refused)
    assert said(done).startswith("Done: this chat is linked")
    assert "£" in said(bills)
    assert "Unlink" in chats
    assert "was linked to your account" in chats
    assert "No chat is linked" in parted.text
    assert "£" not in said(again)
    assert "Link my account" in buttons_of(again[-1])


def test_linking_is_a_recent_sign_in_that_cancelling_asks_for(member: Member, browser: httpx2.Client) -> None:
    done = linked(member, browser, member.ask("link my account"))

    cancelling = member.ask("I want to cancel my subscription")
    member.ask("unlink")

    assert said(done).startswith("Done")
    assert "link your account" not in said(cancelling)
    assert buttons_of(cancelling[-1])
