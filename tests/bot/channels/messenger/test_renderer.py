"""How replies look in Messenger, against golden files; rewritten by `USHER_GOLDEN=write pytest …`, then read."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.channels.core.model import Button, Card, Reply, Source
from bot.channels.messenger.renderer import MessengerRenderer
from demo.graph.shapes import check_message

GOLDEN = Path(__file__).parent / "golden"
SITE = "https://www.example.org"


def choices(*titles: str) -> tuple[Button, ...]:
    return tuple(Button(title, payload=f"/inform{{{title!r}}}") for title in titles)


REPLIES = {
    "text": Reply("Premium costs £12.99 a month."),
    "markdown": Reply("**Premium** is described [here](https://www.example.org/plans), not under __Basic__."),
    "two_choices": Reply("Shall I cancel it?", buttons=choices("Yes, cancel it", "No, keep it")),
    "choice_and_link": Reply("Sign in?", buttons=(*choices("Not now"), Button("Sign in", url="/sign-in"))),
    "many_choices": Reply("Which one?", buttons=choices("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")),
    "long_titles": Reply("Why?", buttons=choices("It costs too much", "There is nothing I want to see")),
    "fifteen_choices": Reply("Which one?", buttons=choices(*(f"Station {n}" for n in range(1, 16)))),
    "choices_without_words": Reply("", buttons=choices("Yes", "No")),
    "long_text": Reply("\n\n".join(f"Paragraph {n}. " + "All of it counts. " * 50 for n in range(1, 5))),
    "long_text_with_buttons": Reply("First. " + "All of it counts. " * 50, buttons=choices("Yes", "No")),
    "cards": Reply(
        "Two films:",
        buttons=choices("More like these"),
        cards=(
            Card("Metropolis", "1927 · science fiction", image="/posters/1.jpg", url="/play/1",
                 buttons=(*choices("Can I watch it?"), Button("Trailer", url="https://example.org/t"))),
            Card("Nosferatu", text="A symphony of horror. " * 6, image="/posters/2.svg", buttons=choices("Watch")),
        ),
    ),
    "card_with_links_beside_it": Reply(
        "Sign in and I can tell you for your own plan.",
        buttons=(Button("Sign in", url="https://www.example.org/sign-in"), *choices("Compare plans")),
        cards=(Card("Metropolis", "1927"),),
    ),
    "card_of_a_title_alone": Reply("One film:", cards=(Card("Metropolis"),)),
    "card_with_many_long_buttons": Reply(
        "", cards=(Card("Metropolis", buttons=choices("Can I watch it?", "What is it about?", "Who made it?",
                                                      "Is there anything that is like it?")),)
    ),
    "twelve_cards": Reply("Twelve:", cards=tuple(Card(f"Film {n}", "1927") for n in range(1, 13))),
    "picture": Reply("Here it is.", cards=(Card("", image="/chart.png"), Card("", image="/chart.svg"))),
    "sources": Reply("Downloads last 30 days.", sources=(Source("Downloads", "/help/downloads"), Source("Terms"))),
}  # fmt: skip


def rendered(reply: Reply) -> dict[str, Any]:
    numbers = itertools.count(1)
    return MessengerRenderer(SITE).render("t-1", reply, lambda title, payload: f"value-{next(numbers)}")


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_looks_as_it_did(name: str) -> None:
    body = rendered(REPLIES[name])
    path = GOLDEN / f"{name}.json"
    if os.environ.get("USHER_GOLDEN") == "write":
        path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    assert body == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", REPLIES)
def test_graph_takes_every_post_and_its_plain_form(name: str) -> None:
    for post in rendered(REPLIES[name])["posts"]:
        check_message(post["message"])
        assert post["plain"] != ""


@pytest.mark.parametrize("name", REPLIES)
def test_nothing_of_a_reply_is_dropped(name: str) -> None:
    reply = REPLIES[name]
    posted = json.dumps(rendered(reply)["posts"], ensure_ascii=False)
    buttons = [*reply.buttons, *(button for card in reply.cards for button in card.buttons)]
    wanted = [word for word in reply.text.split() if not word.startswith(("**", "__", "["))]
    wanted += [button.title for button in buttons]
    wanted += [
        part for card in reply.cards for part in (card.title, card.subtitle, card.text and card.text.strip()) if part
    ]
    wanted += [part for source in reply.sources for part in (source.title, source.url) if part]

    assert [part for part in wanted if part not in posted] == []
    assert all(f"value-{n}" in posted for n, _ in enumerate((b for b in buttons if b.payload), 1))


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(REPLIES)


def test_no_payload_reaches_messenger() -> None:
    assert not any("/inform" in json.dumps(rendered(reply)["posts"]) for reply in REPLIES.values())
