"""Buttons, thumbs, forms and the Home tab."""

from __future__ import annotations

import json
from typing import Any

from bot.channels.core.model import Button, Card, Reply
from bot.channels.core.phrases import phrase
from bot.channels.slack.words import words
from demo.slack import workspace as slack
from tests.bot.channels.slack.conftest import Slack
from tests.bot.channels.support import until

PAYLOAD = '/inform{"cancel_reason": "price_increase"}'
WATCH = '/watch{"title": "t1"}'
ASKING = Reply(
    "Why?",
    buttons=(Button("Too expensive", payload=PAYLOAD), Button("Something else", payload="/other")),
    cards=(Card("Metropolis", buttons=(Button("Can I watch it?", payload=WATCH),)),),
)


async def asked(northlight: Slack) -> dict[str, Any]:
    northlight.dialogue.on("cancel", [ASKING])
    return await northlight.ask("cancel")


def feedback(northlight: Slack) -> list[tuple[str, str | None]]:
    with northlight.runtime.db.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT rating, comment FROM channel_feedback ORDER BY message")
        return [(row.rating, row.comment) for row in rows]


async def test_a_pressed_choice_says_its_title_and_means_its_payload(northlight: Slack) -> None:
    message = await asked(northlight)

    status, _ = await northlight.ada.presses(slack.DIRECT, message["ts"], "Too expensive")
    await northlight.said(2)

    assert status == 200
    turn = northlight.dialogue.turns[-1]
    assert (turn.text, turn.payload) == ("Too expensive", PAYLOAD)
    assert turn.conversation == northlight.dialogue.turns[0].conversation


async def test_no_payload_reaches_slack(northlight: Slack) -> None:
    await asked(northlight)

    assert "cancel_reason" not in json.dumps([dict(call.sent) for call in northlight.api.calls])


async def test_choices_make_room_for_what_was_chosen_and_cards_stay(northlight: Slack) -> None:
    message = await asked(northlight)

    await northlight.ada.presses(slack.DIRECT, message["ts"], "Too expensive")
    await until(lambda: bool(northlight.api.named("chat.update")))

    shown = json.dumps(message["blocks"])
    assert "Chosen: Too expensive" in shown
    assert "Something else" not in shown
    assert "Can I watch it?" in shown


async def test_a_cards_button_works_like_a_choice(northlight: Slack) -> None:
    message = await asked(northlight)

    await northlight.ada.presses(slack.DIRECT, message["ts"], "Can I watch it?")
    await northlight.said(2)

    assert northlight.turns()[-1] == WATCH


async def test_one_press_delivered_four_times_is_one_turn(northlight: Slack) -> None:
    message = await asked(northlight)
    northlight.events.copies = 4

    await northlight.ada.presses(slack.DIRECT, message["ts"], "Too expensive")
    await northlight.said(2)
    await northlight.settled()

    assert northlight.turns() == ["cancel", PAYLOAD]


async def test_an_expired_or_foreign_value_is_answered_kindly_and_means_nothing(northlight: Slack) -> None:
    message = await asked(northlight)
    forged = {**message, "blocks": json.loads(json.dumps(message["blocks"]).replace('"value": "', '"value": "x'))}
    northlight.workspace.messages[slack.DIRECT][message["ts"]] = forged

    await northlight.ada.presses(slack.DIRECT, message["ts"], "Too expensive")
    replies = await northlight.said(2)

    assert replies[1]["text"] == phrase("choice_expired", "en")
    assert northlight.turns() == ["cancel"]


async def test_a_choice_in_a_channel_belongs_to_its_thread(northlight: Slack) -> None:
    northlight.dialogue.on("cancel", [ASKING])
    await northlight.ada.mentions("cancel")
    (message,) = await northlight.said(1, slack.CHANNEL)

    await northlight.ada.presses(slack.CHANNEL, message["ts"], "Too expensive")
    replies = await northlight.said(2, slack.CHANNEL)

    assert northlight.turns() == ["cancel", PAYLOAD]
    assert replies[1]["thread_ts"] == message["thread_ts"]


async def test_a_link_that_slack_has_opened_needs_no_answer(northlight: Slack) -> None:
    northlight.dialogue.on("plans", [Reply("Here:", buttons=(Button("Plans", url="/plans"),))])
    message = await northlight.ask("plans")

    status, _ = await northlight.ada.presses(slack.DIRECT, message["ts"], "Plans")
    await northlight.settled()

    assert (status, northlight.turns()) == (200, ["plans"])


async def test_a_thumb_up_is_kept_at_once(northlight: Slack) -> None:
    message = await northlight.ask("hello")

    status, _ = await northlight.ada.presses(slack.DIRECT, message["ts"], "Good answer")

    assert (status, feedback(northlight)) == (200, [("up", None)])
    assert not northlight.api.named("views.open")


async def test_a_thumb_down_is_kept_and_asks_for_more(northlight: Slack) -> None:
    message = await northlight.ask("hello")

    await northlight.ada.presses(slack.DIRECT, message["ts"], "Bad answer")
    kept = feedback(northlight)
    await until(lambda: bool(northlight.workspace.views))
    (view,) = northlight.workspace.views
    status, _ = await northlight.ada.sends_form(view, rating="down", comment="It was about another bill.")

    assert kept == [("down", None)]
    assert (status, feedback(northlight)) == (200, [("down", "It was about another bill.")])


async def test_a_form_about_another_conversations_message_is_not_kept(northlight: Slack) -> None:
    message = await northlight.ask("hello")
    await northlight.ada.presses(slack.DIRECT, message["ts"], "Bad answer")
    await until(lambda: bool(northlight.workspace.views))
    view = northlight.workspace.views[0]
    known = json.loads(view["private_metadata"])
    known["where"]["user"] = "U0SOMEBODY"

    await northlight.ada.sends_form({**view, "private_metadata": json.dumps(known)}, rating="up", comment="x")

    assert feedback(northlight) == [("down", None)]


async def test_the_home_tab_says_whether_an_account_is_linked(northlight: Slack) -> None:
    await northlight.ada.opens_home()
    await until(lambda: slack.PERSON in northlight.workspace.homes)

    shown = json.dumps(northlight.workspace.homes[slack.PERSON], ensure_ascii=False)
    assert words("home_unlinked", "en") in shown
    assert words("home_link", "en") in shown


async def test_who_waits_for_a_person_is_told_and_may_go_on_with_the_bot(northlight: Slack) -> None:
    handoff = {"state": "requested", "reference": "H-1"}
    northlight.dialogue.on("person", [Reply("I'm passing you on.", handoff=handoff)])
    await northlight.ask("person")
    kept = await northlight.ask("is anybody there?")

    await northlight.ada.writes("hello??")
    await northlight.ada.presses(slack.DIRECT, kept["ts"], "Go on with the assistant")
    *_, back = await northlight.said(3)
    answer = await northlight.ask("which plans are there")

    assert "No person has taken over yet" in json.dumps(kept)
    assert "Your reference H-1 stays" in json.dumps(back)
    assert northlight.turns() == ["person", "which plans are there"]
    assert "you said which plans are there" in json.dumps(answer)
