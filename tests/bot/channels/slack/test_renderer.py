"""What replies look like in Slack. The golden files are read by people; `USHER_GOLDEN=write` writes them anew."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.channels.core.model import Button, Card, Reply, Source
from bot.channels.slack import blocks
from bot.channels.slack.mrkdwn import heard, said
from bot.channels.slack.renderer import SlackRenderer
from demo.slack.limits import check_blocks, check_text

GOLDEN = Path(__file__).parent / "golden"
SITE = "https://northlight.example"
LONG = "This sentence says something that matters to somebody. " * 200

REPLIES = {
    "text": Reply("Your plan costs **£7.99** a month.\n\n- Cancel any time\n- [Help](/help/cancel)"),
    "choices": Reply(
        "Why do you want to leave?",
        buttons=(
            Button("Too expensive", payload='/inform{"reason":"price"}'),
            Button("I would rather say it in my own words, because none of these fits what I think", payload="/x"),
            Button("Plans", url="/plans"),
        ),
    ),
    "cards": Reply(
        "Two titles:",
        cards=(
            Card(
                "Metropolis",
                subtitle="1927 · 2 h 33 min",
                text="A city & its <machines>.",
                image="https://images.example/metropolis.jpg",
                url="/play/metropolis",
                buttons=(Button("Can I watch it?", payload='/watch{"t":"1"}'),),
            ),
            Card("Nosferatu", image="/poster/nosferatu.svg"),
            Card("", image="https://images.example/map.webp"),
        ),
    ),
    "sources": Reply("Downloads last 30 days.", sources=(Source("Downloads", "/help/downloads"), Source("Terms"))),
    "handoff": Reply("A person takes over.", handoff={"state": "requested", "reference": "H-1"}),
    "stream": Reply("One. Two.", stream="s-1"),
    "hostile": Reply("Hello <!channel> <@U1> & [click](https://evil.example/?a=1|b) <https://x.example>"),
    "long": Reply(LONG, buttons=tuple(Button(f"Choice {n}", payload=f"/c{n}") for n in range(30))),
    "formal": Reply("You're chatting with an automated assistant.", formal=True),
}  # fmt: skip


def rendered(reply: Reply) -> dict[str, Any]:
    values = (f"value-{number}" for number in itertools.count(1))
    return SlackRenderer(SITE).render("turn-1", reply, lambda title, payload: next(values))


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_looks_as_it_did(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    body = rendered(REPLIES[name])
    if os.environ.get("USHER_GOLDEN") == "write":
        path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    assert body == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", REPLIES)
def test_slack_would_take_every_post(name: str) -> None:
    for post in rendered(REPLIES[name])["posts"]:
        check_blocks(post["blocks"])
        check_text(post["text"])


def words(text: str) -> list[str]:
    return text.split()


def test_a_long_text_is_split_and_nothing_of_it_is_lost() -> None:
    text = LONG * 8
    posts = rendered(Reply(text, formal=True))["posts"]

    shown = [block["text"]["text"] for post in posts for block in post["blocks"]]
    assert len(posts) > 1
    assert words(" ".join(shown)) == words(text)
    assert all(len(piece) <= blocks.SECTION for piece in shown)


def test_sixty_choices_are_all_there() -> None:
    made = rendered(Reply("Which?", buttons=tuple(Button(f"C{n}", payload=f"/c{n}") for n in range(60))))

    elements = [e for post in made["posts"] for b in post["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert [e["text"]["text"] for e in elements] == [f"C{n}" for n in range(60)]
    assert len({e["action_id"] for e in elements}) == 60
    check_blocks(made["posts"][0]["blocks"])


def test_a_hundred_cards_need_more_than_one_message() -> None:
    made = rendered(
        Reply("", cards=tuple(Card(f"Title {n}", buttons=(Button("Watch", payload="/w"),)) for n in range(100)))
    )

    for post in made["posts"]:
        check_blocks(post["blocks"])
    text = json.dumps(made["posts"])
    assert all(f"Title {n}*" in text for n in range(100))
    assert len(made["posts"]) > 3


def test_a_label_that_is_too_long_is_said_in_full_beside_its_button() -> None:
    (post,) = rendered(REPLIES["choices"])["posts"]

    long = REPLIES["choices"].buttons[1].title
    assert long in post["text"]
    labels = [e["text"]["text"] for e in post["blocks"][2]["elements"]]
    assert labels[1].endswith("…")
    assert len(labels[1]) <= blocks.LABEL


def test_a_picture_slack_cannot_show_is_left_to_its_link() -> None:
    (post,) = rendered(REPLIES["cards"])["posts"]

    accessories = [block["accessory"]["image_url"] for block in post["blocks"] if "accessory" in block]
    assert accessories == ["https://images.example/metropolis.jpg"]
    assert "<https://images.example/map.webp|Picture>" in post["text"]


def test_no_payload_reaches_slack() -> None:
    text = json.dumps([rendered(reply) for reply in REPLIES.values()])

    assert "/inform" not in text
    assert "/watch{" not in text


def test_answers_can_be_rated_and_questions_formalities_and_hand_overs_cannot() -> None:
    rateable = {
        name for name, reply in REPLIES.items()
        if any(block["type"] == "context_actions" for post in rendered(reply)["posts"] for block in post["blocks"])
    }  # fmt: skip

    assert rateable == {"text", "cards", "sources", "stream", "hostile"}


def test_what_a_person_or_a_notice_says_is_rendered_when_it_is_sent() -> None:
    renderer = SlackRenderer(SITE)

    (post,) = renderer.written({"id": "a-1", "from": "person", "author": "Ada <!here>", "text": "Hello & welcome"})

    assert post["text"] == "*Ada &lt;!here&gt;*\nHello &amp; welcome"


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("<@U0BOT> why is my bill &lt;higher&gt; &amp; later?", "why is my bill <higher> & later?"),
        ("see <https://northlight.example/a?b=1&amp;c=2>", "see https://northlight.example/a?b=1&c=2"),
        ("see <https://northlight.example|northlight.example>", "see northlight.example"),
        ("see <https://northlight.example/x|my page>", "see my page (https://northlight.example/x)"),
        ("write to <mailto:ada@example.org|ada@example.org>", "write to ada@example.org"),
        (
            "<@U2|grace> in <#C1|general> said <!here> and <!subteam^S1|@team>",
            "@grace in #general said @here and @team",
        ),
        ("since <!date^1392734382^{date}|18 Feb 2014>", "since 18 Feb 2014"),
        ("1 &amp;lt; 2", "1 &lt; 2"),
    ],
)
def test_mark_up_is_taken_out_of_what_people_type(typed: str, understood: str) -> None:
    assert heard(typed, "U0BOT") == understood


def test_our_words_become_mark_up() -> None:
    assert said("# Bill\n**£5** for [Play & more](/play)", SITE) == f"*Bill*\n*£5* for <{SITE}/play|Play &amp; more>"
    assert said("2 * 3 * 4 and snake_case", SITE) == "2 * 3 * 4 and snake_case"


def test_a_text_full_of_special_characters_is_split_between_them() -> None:
    posts = rendered(Reply("<&>" * 1_500, formal=True))["posts"]

    shown = "".join(block["text"]["text"] for post in posts for block in post["blocks"])
    assert shown == "&lt;&amp;&gt;" * 1_500
    for post in posts:
        check_blocks(post["blocks"])
