"""What leaves for a model, read where it arrives: nobody's name or number, no field without a purpose, no viewing."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from actions.answers.gate import Gate
from actions.answers.gate.model import Decision
from actions.privacy.leaving import Leaving
from actions.systems.config import SystemFile
from actions.systems.entities import Profile, View
from tests.actions.fakes import at
from tests.actions.model import standin
from tests.actions.model.standin import standing_in

OWN_WORDS = "I'm Marlowe, Ada, from Leeds, 7 Canary Row, ada@example.org, 020 7946 0999, card ending 4242: why did you take £9.99?"
CANARIES = ("Marlowe", "ada@example", "7946", "Canary", "4242", "Leeds", '"c1"')
SILENT = '{"sentences": []}'
WATCHED = (
    View(customer="c1", id="v1", title="t1", watched_at=at("2026-03-09"), minutes=90, profile="pr1"),
    Profile(customer="c1", id="pr1", name="Canary room"),
)


def policy(**columns: dict[str, Any]) -> Leaving:
    given = {"url_env": "X", "entities": {"payment": {"columns": columns}}}
    return Leaving([SystemFile.model_validate(given)])


async def test_what_is_known_of_a_customer_does_not_leave_in_facts_or_in_their_own_words(company, signed_in) -> None:
    async with standing_in(standin.raw(SILENT)) as endpoint, company(endpoint.url, more=WATCHED) as it:
        await it.answers(OWN_WORDS, signed_in)

    sent = json.dumps(endpoint.bodies, ensure_ascii=False)
    assert "payment: " in sent, "the customer's own facts were told"
    assert [word for word in CANARIES if word in sent] == []
    assert "<private-1>" in sent


async def test_a_value_comes_back_after_the_gate_and_only_for_its_customer(company, signed_in, monkeypatch) -> None:
    judged: list[str] = []

    def sees(_: Gate, text: str, *__: object) -> Decision:
        judged.append(text)
        return Decision(True, "ok", "seen")

    monkeypatch.setattr(Gate, "judge", sees)
    async with (
        standing_in(standin.says("It is <private-1>, not <private-99>.")) as endpoint,
        company(endpoint.url) as it,
    ):
        answer = await it.answers("My name is Ada Marlowe: why did you take £9.99?", signed_in)

    assert answer.text == "It is Ada Marlowe, not <private-99>."
    assert judged == [answer.text], "what is judged is what the customer reads"
    assert "Marlowe" not in json.dumps(endpoint.bodies)


@pytest.mark.parametrize(("to_model", "leaves"), [(True, True), (False, False)])
async def test_a_field_leaves_only_where_its_system_lets_it(to_model: bool, leaves: bool, company, signed_in) -> None:
    async with standing_in(standin.raw(SILENT)) as endpoint, company(endpoint.url) as it:
        it.on = dataclasses.replace(it.on, leaving=policy(method={"personal": True, "to_model": to_model}))
        await it.answers("Why did you take £9.99 from me?", signed_in)

    told = endpoint.bodies[0]["messages"][1]["content"]
    assert "payment: attempted_on=" in told
    assert ("method=card" in told) is leaves


@pytest.mark.parametrize("text", ["What did I watch on Metropolis night?", "When did I watch Metropolis?"])
async def test_what_somebody_watched_never_leaves_with_who_it_is(text: str, company, signed_in) -> None:
    async with standing_in(standin.raw(SILENT)) as endpoint, company(endpoint.url, more=WATCHED) as it:
        await it.answers(text, signed_in)

    told = endpoint.bodies[0]["messages"][1]["content"]
    assert "Metropolis" in told
    assert not [
        word for word in ("view: ", "watched", "9 March", "minutes=", "Canary", "c1") if word in told.split("-----")[0]
    ]
