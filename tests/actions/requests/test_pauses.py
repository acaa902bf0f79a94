"""Ending a pause, and taking a planned one back: what begins it, what is shown, and what is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from actions.pauses import EndPause, PauseOrHolidayStop
from actions.plan_changes import ChangePlan, Resubscribe
from actions.requesting import AskRequestDecision, SubmitRequest
from actions.requests.draft import SLOT, Draft
from actions.requests.flow import Talk
from actions.requests.flows.pauses import ends_pause
from actions.requests.outbox import Preview
from actions.systems.entities import Entity
from tests.actions.fakes import PREMIUM, STANDARD, at, subscription
from tests.actions.requests.test_steps import DONE, FakeRequests, after, case, talk

PLANNED = subscription(next_billing_at=at("2026-06-01"))  # paid to 1 April, paused until 1 June
RUNNING = subscription(status="paused", next_billing_at=at("2026-06-01"))
CASES = {
    "pause_or_holiday_stop": case("plans", sends=["pause_subscription"]),
    "end_pause": case("plans", sends=["end_pause"], identity="signed_in"),
    "resubscribe": case("plans", sends=["resubscribe"]),
    "change_plan": case("plans", sends=["change_plan"]),
}
GOES_ON = {"effective_at": "2026-03-10T12:00:00+00:00", "currency": "GBP", "next_amount_minor": 1099,
           "next_billing_at": "2026-04-01T00:00:00+00:00"}  # fmt: skip
TODAY = {**GOES_ON, "due_now_minor": 1099, "next_billing_at": "2026-04-10T00:00:00+00:00"}


def asking(text: str, *rows: Entity, **more: Any) -> Talk:
    return talk(text, rows=(*rows, STANDARD, PREMIUM), **more, **CASES)


def ending(figures: dict[str, Any], *, shown: bool = True) -> Draft:
    return Draft("end_pause", {"subscription": "s1", "quote": json.dumps(figures)}, shown=shown)


@pytest.mark.parametrize(
    "text",
    [
        "actually end the pause", "resume my subscription", "I want to start again", "take back the pause",
        "take the pause back", "I don't want the pause any more", "doch keine Pause", "je ne veux plus de la pause",
        "ya no quiero la pausa", "cancel the planned pause", "unpause", "take it off pause",
        "bitte die Pause beenden", "heb die Pause auf", "nimm die Pause zurück", "doch nicht pausieren",
        "mettez fin à la pause", "annulez la pause prévue", "reprendre mon abonnement", "levez la suspension",
        "termina la pausa", "anula mi pausa", "quiero reanudar", "quita la pausa",
    ],
)  # fmt: skip
def test_words_that_end_a_pause_are_known_in_every_language(text: str) -> None:
    assert ends_pause(text)


@pytest.mark.parametrize(
    "text",
    [
        "pause my subscription", "don't cancel, just pause", "I want to cancel not pause", "start the pause now",
        "pause for two months, then resume", "how long can I pause", "Abo pausieren", "mettre mon abonnement en pause",
        "pausar mi suscripción", "stop the papers next week",
    ],
)  # fmt: skip
def test_words_that_begin_a_pause_end_none(text: str) -> None:
    assert not ends_pause(text)


@pytest.mark.parametrize(
    ("row", "stands"), [(PLANNED, "Standard pauses from"), (RUNNING, "Standard is paused; it goes on")]
)
@pytest.mark.parametrize("text", ["end the pause", "resume my subscription"])
async def test_the_words_begin_the_request(row: Entity, stands: str, text: str) -> None:
    said = asking(text, row)

    answer = await PauseOrHolidayStop().permitted(said.ask, said.say, said.on)

    assert answer.text.startswith(stands)
    assert answer.slots[SLOT]["use_case"] == "end_pause"
    assert answer.slots[SLOT]["values"] == {"subscription": "s1"}


async def test_who_wants_to_start_again_and_is_only_paused_ends_the_pause() -> None:
    said = asking("I want to start again now", RUNNING)

    answer = await Resubscribe().permitted(said.ask, said.say, said.on)

    assert answer.slots[SLOT]["use_case"] == "end_pause"


@pytest.mark.parametrize("text", ["pause my subscription", "when does my pause end?", "is my subscription paused"])
async def test_who_asks_or_pauses_again_is_told_and_may_end_it(text: str) -> None:
    said = asking(text, PLANNED)

    answer = await PauseOrHolidayStop().own(said.ask, said.say, said.on)

    assert SLOT not in answer.slots
    assert [one.payload for one in answer.choices] == ['/end_pause{"subscription": "s1"}']


async def test_another_plan_waits_until_the_pause_is_over() -> None:
    said = asking("switch me to premium", PLANNED)

    answer = await ChangePlan().own(said.ask, said.say, said.on)

    assert "can't be changed until the pause is over or taken back" in answer.text
    assert '/end_pause{"subscription": "s1"}' in [one.payload for one in answer.choices]


@pytest.mark.parametrize(
    ("row", "told", "offered"),
    [
        (subscription(), "Standard is not paused.", []),
        (subscription(status="cancelled", ends_at=at("2026-04-01")), "is cancelled and runs until", ["/resubscribe"]),
        (subscription(status="expired", ends_at=at("2026-02-01")), "subscription", ["/resubscribe"]),
    ],
)
async def test_where_nothing_is_paused_that_is_said(row: Entity, told: str, offered: list[str]) -> None:
    said = asking("end the pause", row)

    answer = await EndPause().own(said.ask, said.say, said.on)

    assert told in answer.text
    assert SLOT not in answer.slots
    assert [one.payload for one in answer.choices] == offered


async def test_what_an_app_store_bills_is_ended_there() -> None:
    said = asking("end the pause", RUNNING.model_copy(update={"billed_by": "Google Play"}))

    answer = await EndPause().own(said.ask, said.say, said.on)

    assert "Google Play" in answer.text
    assert SLOT not in answer.slots


@pytest.mark.parametrize(
    ("row", "figures", "says"),
    [
        (PLANNED, GOES_ON, "goes on as before: nothing is charged today, and £10.99 on 1 April 2026."),
        (PLANNED, {**GOES_ON, "next_plan": "premium"}, "On 1 April 2026 Premium takes its place"),
        (RUNNING, TODAY, "goes on today: you pay £10.99 now, and £10.99 a month from 10 April 2026."),
    ],
    ids=["planned", "planned, with a change due", "running"],
)
async def test_the_company_s_own_figures_are_shown_first(row: Entity, figures: dict[str, Any], says: str) -> None:
    draft = ending(figures, shown=False)
    said = asking("end the pause", row, requests=FakeRequests(Preview(figures)), draft=draft)

    answer = await AskRequestDecision().respond(said.ask, said.say, said.on, said.tracker)

    assert says in answer.text
    assert answer.slots[SLOT]["shown"] is True


@pytest.mark.parametrize(
    ("text", "intent", "decision"),
    [
        ("yes", "affirm", "yes"),
        ("yes, end the pause", "pause_or_holiday_stop", "yes"),
        ("no, don't end the pause", "pause_or_holiday_stop", "no"),
        ("no", "deny", "no"),
    ],
)
async def test_a_yes_or_a_no_to_what_was_shown_counts(text: str, intent: str, decision: str) -> None:
    requests = FakeRequests(Preview(TODAY))

    heard = await after(ending(TODAY), talk(text, intent, (RUNNING, STANDARD, PREMIUM), requests=requests, **CASES))

    assert heard is not None
    assert heard.decision == decision


async def test_the_request_carries_the_sums_that_were_shown() -> None:
    requests = FakeRequests(outcome=DONE)
    requests.previewed = Preview(TODAY)
    draft = Draft("end_pause", ending(TODAY).values, "yes", shown=True)
    said = asking("yes", RUNNING, requests=requests, draft=draft)

    answer = await SubmitRequest().respond(said.ask, said.say, said.on, said.tracker)

    assert requests.sent[0][1:] == (
        "end_pause", {"subscription": "s1", "due_now_minor": 1099, "next_amount_minor": 1099, "locale": "en-GB"},
    )  # fmt: skip
    assert answer.text.startswith("Standard goes on without the pause. Your receipt is")
