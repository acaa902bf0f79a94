"""“How do you know?” is answered in words, from the records behind the answer before it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.answers.composer import composer
from actions.conversation import Ask
from actions.dialogue.heard import Heard
from actions.dialogue.memory import SLOT, Memory, Shown
from actions.dialogue.readings import Unclear, read
from actions.dialogue.turn import Turn
from actions.identity import Identity
from actions.sources import HowKnown
from actions.systems.entities import HelpArticle, Title
from actions.use_cases import read_use_cases
from tests.actions.fakes import calendar

ARTICLE = HelpArticle(id="refunds", name="Refunds", topic="billing", question="?", body="Yes.",
                      url="https://example.org/refunds")  # fmt: skip
FILM = Title(id="t1", name="Metropolis", kind="film")
ROWS: dict[tuple[type, str], Any] = {(HelpArticle, "refunds"): ARTICLE, (Title, "t1"): FILM}
ON: Any = SimpleNamespace(
    index=SimpleNamespace(get=lambda entity, key: ROWS.get((entity, key))),
    use_cases=read_use_cases(Path("use_cases.yml")),
)
SAY = composer(Path("data/responses"), calendar(), "en-GB", company="Marlin", site="https://example.org")
ASK = Ask("how do you know?", "", Identity(), "en-GB", "c", "t", {}, {})


async def answered(*records: str) -> Any:
    slot = Memory(Shown("explain_charge", records)).as_slot()
    return await HowKnown().respond(ASK, SAY, ON, Tracker("c", {SLOT: slot}, {}, [], False, None, {}, None))


@pytest.mark.parametrize(
    "text",
    ["How do you know?", "and how do you know that?", "where did you get that from?", "Says who?", "what's your source",
     "Show me your sources", "sources?", "Woher wissen Sie das?", "Comment le savez-vous ?", "Cómo lo sabes?"],
)  # fmt: skip
async def test_it_is_understood_however_the_router_takes_it(text: str) -> None:
    memory = Memory(Shown("explain_charge", ("invoice:NL-1",)))

    readings = await read(Heard(text, "chitchat", (("chitchat", 0.9),)), "chitchat", memory, ON)

    assert not isinstance(readings, Unclear)
    assert [one.name for one in readings] == ["how_known"]


async def test_each_sort_of_record_is_named_once_in_the_order_shown() -> None:
    answer = await answered("invoice:NL-1", "invoice_line:a", "payment:p", "payment:q", "help:refunds", "title:t1")

    lines = [line for line in answer.text.splitlines() if line.startswith("- ")]
    assert [word in line for word, line in zip(("NL-1", "payments", "“Refunds”", "“Metropolis”"), lines, strict=False)] == [
        True, True, True, True
    ]  # fmt: skip
    assert [(one.title, one.url) for one in answer.sources] == [("Refunds", "https://example.org/refunds")]


async def test_what_code_concluded_is_said_to_be_computed() -> None:
    told = SAY("how_known_computed")

    assert told in (await answered("payment:p", "verdict:duplicate:payment:p")).text
    assert told not in (await answered("payment:p")).text


@pytest.mark.parametrize("records", [(), ("unheard_of:1",), ("help:gone",)])
async def test_without_a_record_that_can_be_named_none_is_made_up(records: tuple[str, ...]) -> None:
    answer = await answered(*records)

    assert answer.text == SAY("how_known_nothing")
    assert answer.sources == ()


async def test_the_answer_that_was_asked_about_can_be_followed_up_afterwards() -> None:
    before = Shown("view_invoices", ("invoice:NL-1", "invoice:NL-2"))
    turn = Turn(Memory(before), [await answered("invoice:NL-1")], use_case="how_known")

    slots = {event["name"]: event["value"] for event in turn.events(running_form=False)}

    assert slots[SLOT]["shown"]["records"] == before.records
