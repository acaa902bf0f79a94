"""Linking a Slack account to a customer, from asking to unlinking."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.channels.core.link_phrases import PHRASES
from bot.channels.core.model import Identity
from bot.channels.slack.words import words
from demo.slack import workspace as slack
from tests.bot.channels.slack.conftest import Slack
from tests.bot.channels.support import until

ADA = Identity("cus_1", None)


def token_in(message: dict[str, Any]) -> str:
    """What is in the link that a message offers."""
    found = re.search(r"offer=([\w-]+)", json.dumps(message["blocks"]))
    assert found is not None
    return found[1]


async def link(northlight: Slack) -> None:
    offer = await northlight.ask("link my account")
    code, _ = northlight.runtime.links.confirm(token_in(offer), ADA)
    await northlight.ask(code)


async def home(northlight: Slack) -> str:
    """The Home tab, drawn anew."""
    northlight.workspace.homes.clear()
    await northlight.ada.opens_home()
    await until(lambda: slack.PERSON in northlight.workspace.homes)
    return json.dumps(northlight.workspace.homes[slack.PERSON], ensure_ascii=False)


async def test_the_website_is_told_whose_slack_account_it_is(northlight: Slack) -> None:
    offer = await northlight.ask("link my account")

    known = northlight.runtime.links.look(token_in(offer))
    assert known.channel == "slack"
    assert "Ada Lovelace" in known.account
    assert slack.PERSON in known.account
    assert slack.TEAM in known.account


async def test_a_linked_person_is_known_in_direct_messages_and_nobody_in_channels(northlight: Slack) -> None:
    await link(northlight)

    await northlight.ask("why is my bill higher?")
    await northlight.ada.mentions("why is my bill higher?")
    await northlight.said(1, slack.CHANNEL)

    private, public = northlight.dialogue.turns[-2:]
    assert (private.identity["customer"], private.identity["level"]) == ("cus_1", "signed_in")
    assert (public.identity["customer"], public.identity["level"]) == (None, "anyone")


async def test_linking_in_a_channel_is_sent_to_the_direct_messages(northlight: Slack) -> None:
    await northlight.ada.mentions("link my account")

    (hint,) = await northlight.said(1)
    assert hint["text"].startswith(PHRASES["en"]["privately"])
    assert northlight.workspace.said_by_bot(slack.CHANNEL) == []


async def test_the_home_tab_links_shows_it_and_unlinks(northlight: Slack) -> None:
    before = await home(northlight)
    status, _ = await northlight.ada.presses_home("home:link")
    (offer,) = await northlight.said(1)
    code, _ = northlight.runtime.links.confirm(token_in(offer), ADA)
    await northlight.ask(code)
    linked = await home(northlight)
    await northlight.ada.presses_home("home:unlink")
    await northlight.said(3)
    after = await home(northlight)

    assert status == 200
    assert words("home_unlinked", "en") in before
    assert words("home_linked", "en") in linked
    assert words("home_unlink", "en") in linked
    assert words("home_unlinked", "en") in after
    assert northlight.turns() == []


async def test_an_answer_from_before_linking_can_still_be_rated(northlight: Slack) -> None:
    message = await northlight.ask("hello")
    await link(northlight)

    await northlight.ada.presses(slack.DIRECT, message["ts"], "Good answer")

    with northlight.runtime.db.engine.connect() as connection:
        rated = connection.exec_driver_sql("SELECT rating FROM channel_feedback").scalars().all()
    assert rated == ["up"]
