"""Slack with the real Rasa: a person in the stand-in's workspace writes, and the product answers there."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from demo.platforms.keys import platform_keys
from demo.slack import workspace as slack
from demo.stack import Stack

pytestmark = pytest.mark.stack

Shown = dict[str, Any]


class Page:
    """The page where one chats as Slack."""

    def __init__(self, stack: Stack, place: str) -> None:
        self._http = httpx2.Client(base_url=f"{stack.platforms}/slack", timeout=20.0)
        self._place = place

    def write(self, text: str) -> None:
        self._http.post(f"/chat/{self._place}/messages", json={"text": text}).raise_for_status()

    def press(self, message: str, title: str) -> None:
        pressed = {"message": message, "value": title}
        self._http.post(f"/chat/{self._place}/presses", json=pressed).raise_for_status()

    def fail(self, name: str) -> None:
        self._http.post("/failures", json={"name": name}).raise_for_status()

    def shown(self) -> Shown:
        shown: Shown = self._http.get(f"/chat/{self._place}").json()
        return shown

    def until(self, condition: Callable[[Shown], bool], seconds: float = 30.0) -> Shown:
        """What is shown once it is as wanted."""
        deadline = time.monotonic() + seconds
        while not condition(shown := self.shown()):
            assert time.monotonic() < deadline, [text_of(message) for message in shown["messages"]]
            time.sleep(0.1)
        return shown

    def answers(self, count: int) -> list[Shown]:
        """The first `count` messages of the chatbot."""
        said = self.until(lambda shown: len(bots(shown)) >= count)
        return bots(said)


def bots(shown: Shown) -> list[Shown]:
    return [message for message in shown["messages"] if message["who"] == "bot"]


def text_of(message: Shown) -> str:
    return "\n".join(part["text"] for part in message["parts"])


def buttons_of(message: Shown) -> list[str]:
    return [button["title"] for part in message["parts"] for button in part["buttons"]]


def test_a_question_in_slack_is_answered_from_the_companys_databases(stack: Stack) -> None:
    page = Page(stack, slack.DIRECT)

    before = len(bots(page.shown()))  # other tests write to the bot directly too

    page.write("What does Premium cost?")
    shown = page.until(lambda shown: any("£" in text_of(message) for message in bots(shown)[before:]))

    disclosure = bots(shown)[0]
    assert "automated assistant" in text_of(disclosure)
    assert "Good answer" not in buttons_of(disclosure)


def test_an_event_delivered_four_times_is_answered_once_and_its_card_can_be_pressed(stack: Stack) -> None:
    page = Page(stack, "assistant")
    page.fail("four")

    page.write("recommend me a comedy")
    recommended = page.answers(2)[-1]
    page.press(recommended["id"], next(title for title in buttons_of(recommended) if "watch" in title.lower()))
    answers = page.answers(3)
    time.sleep(2.0)

    assert text_of(answers[2])
    assert len(bots(page.shown())) == 3


def test_in_a_channel_the_bot_falls_silent_for_a_person(stack: Stack) -> None:
    page = Page(stack, slack.CHANNEL)

    page.write("I want to talk to a person")
    before = len(page.answers(2))
    posts = [call["sent"] for call in page.shown()["calls"] if call["name"] == "chat.postMessage"]

    assert before == 2
    assert all(post.get("thread_ts") for post in posts if post["channel"] == slack.CHANNEL)


def test_no_secret_of_slack_stands_in_any_log(stack: Stack) -> None:
    keys = platform_keys(stack.folder / "demo")
    logs = "".join(path.read_text(encoding="utf-8") for path in (stack.folder / "log").glob("*.log"))

    assert keys.slack_bot_token not in logs
    assert keys.slack_signing_secret not in logs
