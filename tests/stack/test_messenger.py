"""Messenger, all the way: the stand-in of Graph, the webhook, Rasa, the actions, and back."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from demo.client import token_for
from demo.graph.threads import PEOPLE
from demo.platforms.keys import platform_keys
from demo.stack import ROOT, Stack

pytestmark = pytest.mark.stack

SOMEBODY, SOMEBODY_ELSE = PEOPLE
PRICE = (
    "SELECT h.new_prc FROM prc_hist h JOIN pln p ON p.pln_cd = h.pln_cd WHERE p.pln_nm = 'Premium'"
    " AND h.eff_dt <= CAST(strftime('%Y%m%d', 'now') AS INTEGER) ORDER BY h.eff_dt DESC LIMIT 1"
)


class Person:
    """Somebody with Messenger on their phone."""

    def __init__(self, stack: Stack, person: str) -> None:
        self.id = person
        self.http = httpx2.Client(base_url=f"{stack.platforms}/messenger", timeout=10.0)

    def chat(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.http.get(f"/test/{self.id}").json()
        return shown

    def answers(self) -> list[dict[str, Any]]:
        """The page's messages, oldest first."""
        return [one for one in self.chat()["sent"] if one["who"] == "bot"]

    def ask(self, text: str) -> str:
        """Everything that is said to a message, once nothing more comes."""
        return self._answered(lambda: self.http.post(f"/chat/{self.id}/messages", json={"text": text}))

    def press(self, title: str) -> str:
        """Press a button or quick reply of the latest messages by (a part of) its title."""
        offered = (
            {"message": message["mid"], "value": value}
            for message in reversed(self.answers())
            for shown, value in pressable(message)
            if title in shown
        )
        press = next(offered)
        return self._answered(lambda: self.http.post(f"/chat/{self.id}/presses", json=press))

    def wait_for(self, text: str, seconds: float = 30.0) -> None:
        wait_until(lambda: text in words(self.answers()), seconds)

    def fail(self, *names: str) -> None:
        for name in names:
            self.http.post("/failures", json={"name": name})

    def _answered(self, act: Callable[[], object]) -> str:
        before = len(self.answers())
        act()
        wait_until(lambda: len(self.answers()) > before)
        said = self.answers()
        while (now := self._later()) != said:
            said = now
        return words(said[before:])

    def _later(self) -> list[dict[str, Any]]:
        time.sleep(0.7)
        return self.answers()


def pressable(message: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Title and value of everything that can be pressed in a message."""
    payload = message.get("attachment", {}).get("payload", {})
    for carrier in (payload, *payload.get("elements", ())):
        yield from ((one["title"], one["payload"]) for one in carrier.get("buttons", ()) if "payload" in one)
    yield from ((one["title"], one["payload"]) for one in message.get("quick_replies", ()))


def words(messages: list[dict[str, Any]]) -> str:
    return "\n".join(one.get("text") or str(one["attachment"]["payload"]) for one in messages)


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def somebody(stack: Stack) -> Person:
    return Person(stack, SOMEBODY)


@pytest.fixture(scope="module")
def somebody_else(stack: Stack) -> Person:
    return Person(stack, SOMEBODY_ELSE)


def test_a_question_is_answered_from_the_company_s_data(somebody: Person, billing: Any) -> None:
    price = billing(PRICE)[0][0]

    said = somebody.ask("What does Premium cost?")

    assert said.startswith("You're chatting with an automated assistant.")
    assert f"£{price / 100:.2f} a month" in said


def test_four_deliveries_of_a_message_are_one_turn(somebody: Person) -> None:
    somebody.fail("4 copies")

    said = somebody.ask("do you have Nosferatu?")

    assert said.count("Yes, we have Nosferatu (1922).") == 1


def test_a_pressed_card_goes_on_with_its_title(somebody: Person) -> None:
    somebody.ask("do you have Metropolis?")

    assert "Metropolis is available" in somebody.press("Can I watch it?")


def test_what_graph_refuses_for_now_arrives_once(somebody: Person) -> None:
    before = len(somebody.answers())
    somebody.fail("429", "500")

    somebody.ask("thanks")

    assert words(somebody.answers()[before:]).count("You're welcome.") == 1


def test_a_person_answers_from_the_desk_and_the_bot_is_silent(somebody_else: Person, stack: Stack) -> None:
    somebody_else.ask("I want to talk to a person")
    conversation = conversation_of(stack, SOMEBODY_ELSE)
    silent_from = len(somebody_else.answers())

    assert "No person has taken over yet" in somebody_else.ask("is anybody there?")
    somebody_else.http.post(f"/chat/{SOMEBODY_ELSE}/messages", json={"text": "hello?"})
    written = {"id": "desk-1", "text": "Hello, Mira here.", "author": "Mira"}
    internal(stack, f"conversations/{conversation}/messages", written)
    somebody_else.wait_for("Mira: Hello, Mira here.")
    internal(stack, f"conversations/{conversation}/handoff", {"state": "returned", "reference": "H-1"})

    assert len(somebody_else.answers()) == silent_from + 2
    assert "You're welcome." in somebody_else.ask("thanks")


def test_the_set_up_command_gives_the_page_its_menu(somebody: Person, stack: Stack) -> None:
    command = ["./usher", "messenger", "setup"]
    done = subprocess.run(command, cwd=ROOT, env=stack.environment(), capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert somebody.chat()["profile"]["get_started"] == {"payload": "menu:start"}
    assert "messages" in somebody.chat()["subscribed"]
    somebody.http.post("/test/act", json={"do": "start", "person": SOMEBODY, "ref": "plan"})
    somebody.wait_for("link your customer account")


def test_a_linked_customer_asks_about_their_own_bill(somebody: Person, stack: Stack) -> None:
    somebody.ask("link my account")
    button = somebody.answers()[-1]["attachment"]["payload"]["buttons"][0]
    token = token_for("price-increase", folder=stack.folder / "demo")
    confirm = {"token": token, "offer": button["url"].partition("offer=")[2]}
    code = httpx2.post(f"{stack.url}/webhooks/web/links/confirm", json=confirm).json()["code"]

    linked = somebody.ask(code)
    bill = somebody.ask("Why is my bill higher this month?")

    assert linked.startswith("Done")
    assert "£" in bill
    assert "link your customer account" not in bill


def test_no_secret_of_meta_stands_in_any_log(stack: Stack) -> None:
    keys = platform_keys(stack.folder / "demo")
    logs = "".join(path.read_text(encoding="utf-8") for path in Path(stack.folder / "log").glob("*.log"))

    for secret in (keys.meta_app_secret, keys.meta_page_token, keys.meta_verify_token):
        assert secret not in logs


def conversation_of(stack: Stack, person: str) -> str:
    """The conversation's id, as an operator finds it."""
    with sqlite3.connect(f"file:{stack.folder / 'bot.sqlite'}?mode=ro", uri=True) as connection:
        row = connection.execute(
            "SELECT conversation FROM channel_addresses WHERE key LIKE ?", (f"%:{person}",)
        ).fetchone()
    return str(row[0])


def internal(stack: Stack, path: str, body: dict[str, str]) -> None:
    headers = {"X-Usher-Secret": stack.extra["USHER_INTERNAL_SECRET"]}
    httpx2.post(f"{stack.url}/webhooks/web/internal/{path}", json=body, headers=headers).raise_for_status()
