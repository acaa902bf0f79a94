"""How replies look in WhatsApp, against golden files; rewritten by `USHER_GOLDEN=write pytest …`, then read."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.channels.core.model import Button, Card, Reply
from bot.channels.whatsapp.renderer import WhatsAppRenderer
from demo.whatsapp.shapes import check_message
from tests.bot.channels.messenger.test_renderer import REPLIES, SITE, choices

GOLDEN = Path(__file__).parent / "golden"
OURS = {
    **REPLIES,
    "long_text_with_a_list": Reply(
        "All of it counts. " * 300, buttons=choices(*(f"{n} " + "w" * 99 for n in range(5)))
    ),
    "very_long_card": Reply("One:", cards=(Card("Epic", text="It goes on. " * 120, image="/epic.png"),)),
    "long_text_with_buttons": Reply("First. " + "All of it counts. " * 90, buttons=choices("Yes", "No")),
    "cards_with_the_same_button": Reply(
        "Three films:",
        cards=tuple(Card(f"Film {n}", buttons=(Button("Can I watch it?", f"/watch{n}"),)) for n in "123"),
    ),
}


def rendered(reply: Reply, locale: str = "en-GB") -> dict[str, Any]:
    numbers = itertools.count(1)
    return WhatsAppRenderer(SITE, locale).render("t-1", reply, lambda title, payload: f"value-{next(numbers)}")


@pytest.mark.parametrize("name", OURS)
def test_a_reply_looks_as_it_did(name: str) -> None:
    body = rendered(OURS[name])
    path = GOLDEN / f"{name}.json"
    if os.environ.get("USHER_GOLDEN") == "write":
        path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    assert body == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", OURS)
def test_graph_takes_every_post_and_its_plain_form(name: str) -> None:
    for post in rendered(OURS[name])["posts"]:
        check_message({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "1", **post["message"]})
        assert post["plain"] != ""


@pytest.mark.parametrize("name", OURS)
def test_nothing_of_a_reply_is_dropped(name: str) -> None:
    reply = OURS[name]
    posted = json.dumps([post["message"] for post in rendered(reply)["posts"]], ensure_ascii=False)
    buttons = [*reply.buttons, *(button for card in reply.cards for button in card.buttons)]
    wanted = [word for word in reply.text.split() if not word.startswith(("**", "__", "["))]
    wanted += [button.title for button in buttons]
    wanted += [
        part for card in reply.cards for part in (card.title, card.subtitle, card.text and card.text.strip()) if part
    ]
    wanted += [part for source in reply.sources for part in (source.title, source.url) if part]

    assert [part for part in wanted if part not in posted] == []
    assert all(f"value-{n}" in posted for n, _ in enumerate((b for b in buttons if b.payload), 1))


def test_the_button_that_opens_a_list_speaks_the_customers_language() -> None:
    [post] = rendered(OURS["many_choices"], "de-DE")["posts"]

    assert post["message"]["interactive"]["action"]["button"] == "Auswählen"


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(OURS)


def test_no_payload_reaches_whatsapp() -> None:
    assert not any("/inform" in json.dumps(rendered(reply)["posts"]) for reply in OURS.values())
