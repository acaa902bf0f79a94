"""WhatsApp, all the way: the Cloud API's stand-in, the webhook, Rasa, the actions, and back."""

from __future__ import annotations

import sqlite3
from typing import Any

import httpx2
import pytest

from demo.platforms.keys import platform_keys
from demo.stack import Stack
from demo.whatsapp.people import PEOPLE
from tests.stack.test_messenger import PRICE, wait_until

pytestmark = pytest.mark.stack
ROBIN = next(iter(PEOPLE))


def answers(http: httpx2.Client) -> list[dict[str, Any]]:
    return [one for one in http.get(f"/test/{ROBIN}").json()["sent"] if one["who"] == "bot"]


def test_a_question_in_whatsapp_is_answered_once_from_the_companys_data_and_what_it_offers_can_be_pressed(
    stack: Stack,
) -> None:
    with sqlite3.connect(stack.folder / "demo" / "billing.sqlite") as billing:
        price = billing.execute(PRICE).fetchone()[0] / 100
    with httpx2.Client(base_url=f"{stack.platforms}/whatsapp", timeout=20.0) as http:
        http.post("/failures", json={"name": "4 copies"})
        http.post(f"/chat/{ROBIN}/messages", json={"text": "What does Premium cost?"})
        wait_until(lambda: f"{price:.2f}" in str(answers(http)))
        http.post(f"/chat/{ROBIN}/messages", json={"text": "do you have Metropolis?"})
        wait_until(lambda: "Metropolis" in str(answers(http)))
        said = answers(http)
        row = next(one for message in said for one in pressable(message))
        http.post(f"/chat/{ROBIN}/presses", json={"message": row[0], "value": row[1]})
        wait_until(lambda: len(answers(http)) > len(said))
        http.post(f"/chat/{ROBIN}/messages", json={"text": "Why did my bill go up?"})
        wait_until(lambda: "Link my account" in str(answers(http)))

    assert str(said).count(f"{price:.2f}") == 1
    assert platform_keys(stack.folder / "demo").meta_page_token not in stack.log("bot", lines=100_000)


def pressable(message: dict[str, Any]) -> list[tuple[str, str]]:
    """A message's id with the value of each button and row in it."""
    action = message.get("interactive", {}).get("action", {})
    offered = [button["reply"] for button in action.get("buttons", ())]
    offered += [row for section in action.get("sections", ()) for row in section["rows"]]
    return [(message["id"], one["id"]) for one in offered]
