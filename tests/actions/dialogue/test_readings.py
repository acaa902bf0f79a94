"""From a message to its requests, over rankings as the router gives them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from actions.dialogue.heard import Heard
from actions.dialogue.memory import Memory, Offer, Shown
from actions.dialogue.readings import Unclear, read
from actions.use_cases import read_use_cases
from tests.actions.fakes import FakeSystems, calendar

ON: Any = SimpleNamespace(
    use_cases=read_use_cases(Path("use_cases.yml")), systems=FakeSystems([]), calendar=calendar(), index=None
)


def heard(text: str, *ranking: tuple[str, float], parts: tuple[Heard, ...] = ()) -> Heard:
    return Heard(text, ranking[0][0], ranking, parts)


async def names(message: Heard, memory: Memory | None = None) -> list[str]:
    readings = await read(message, message.intent, memory or Memory(), ON)
    assert not isinstance(readings, Unclear)
    return [reading.name for reading in readings]


async def test_two_close_readings_are_not_decided() -> None:
    message = heard("can I watch on two screens at home", ("manage_devices", 0.41), ("household_extra_member", 0.38))

    assert await read(message, "manage_devices", Memory(), ON) == Unclear(("manage_devices", "household_extra_member"))


@pytest.mark.parametrize(
    "ranking",
    [
        (("manage_devices", 0.7), ("household_extra_member", 0.2)),  # one is much likelier
        (("manage_devices", 0.2), ("household_extra_member", 0.19)),  # neither is likely
        (("content_availability", 0.45), ("find_title_or_article", 0.44)),  # need not be told apart
        (("manage_devices", 0.45), ("chitchat", 0.44)),  # small talk is no request
    ],
)
async def test_what_is_clear_enough_is_not_asked_about(ranking: tuple[tuple[str, float], ...]) -> None:
    assert await names(heard("some words that say what they are about", *ranking)) == [ranking[0][0]]


async def test_what_was_just_spoken_of_decides_between_two() -> None:
    memory = Memory(Shown("household_extra_member"))
    message = heard(
        "can I watch on two screens at home then", ("manage_devices", 0.41), ("household_extra_member", 0.38)
    )

    assert await names(message, memory) == ["manage_devices"]


async def test_parts_that_are_requests_are_answered_in_order() -> None:
    parts = (heard("charged twice!", ("duplicate_charge", 0.9)), heard("when is the next one", ("billing_date", 0.8)))
    message = heard("charged twice! when is the next one", ("duplicate_charge", 0.6), parts=parts)

    assert await names(message) == ["duplicate_charge", "billing_date"]


async def test_a_part_that_is_no_request_of_its_own_does_not_split_a_message() -> None:
    parts = (heard("hi", ("greet", 0.9)), heard("ABC", ("find_title_or_article", 0.3)))
    message = heard("hi. ABC", ("playback_or_app_problem", 0.8), parts=parts)

    assert await names(message) == ["playback_or_app_problem"]


async def test_a_threat_to_leave_is_not_the_problem() -> None:
    memory = Memory(signals=("churn",))
    message = heard(
        "it keeps buffering so I'm cancelling", ("cancel_subscription", 0.6), ("playback_or_app_problem", 0.3)
    )

    assert await names(message, memory) == ["playback_or_app_problem"]
    assert await names(message) == ["cancel_subscription"]


async def test_a_wish_to_cancel_stays_one_where_no_problem_is_named() -> None:
    message = heard("I'm going to cancel", ("cancel_subscription", 0.97), ("cancel_flow", 0.02))

    assert await names(message, Memory(signals=("churn",))) == ["cancel_subscription"]


async def test_a_number_in_a_list_is_the_record_shown_there() -> None:
    shown = Shown("view_invoices", ("invoice:A", "invoice:B", "invoice:C"))

    readings = await read(heard("the second one", ("nlu_fallback", 0.9)), "nlu_fallback", Memory(shown), ON)

    assert not isinstance(readings, Unclear)
    assert [(one.name, dict(one.given)) for one in readings] == [("explain_charge", {"invoice": "B"})]


async def test_a_number_beyond_the_list_is_nothing_that_was_shown() -> None:
    shown = Shown("view_invoices", ("invoice:A", "invoice:B"))

    assert await names(heard("the fifth one", ("nlu_fallback", 0.9)), Memory(shown)) == ["nlu_fallback"]


async def test_a_choice_is_taken_by_its_name() -> None:
    offers = (Offer("Courier", "cancel_subscription", {"subscription": "1"}), Offer("Basic", "cancel_subscription", {}))
    shown = Shown("cancel_subscription", (), offers)

    readings = await read(heard("the courier", ("find_title_or_article", 0.5)), "x", Memory(shown), ON)

    assert not isinstance(readings, Unclear)
    assert dict(readings[0].given) == {"subscription": "1"}


@pytest.mark.parametrize(
    ("text", "after", "name"),
    [
        ("cancel the trial", "", "cancel_subscription"),
        ("can you cancel my free trial please", "", "cancel_subscription"),
        ("Probeabo kündigen", "", "cancel_subscription"),
        ("I was charged although I cancelled the trial", "", "charged_for_trial"),
        ("unsubscribe me from all", "newsletter_preferences", "newsletter_preferences"),
        ("subscribe me to film club", "newsletter_preferences", "newsletter_preferences"),
        ("unsubscribe me from all", "", "charged_for_trial"),
    ],
)
async def test_plain_words_are_taken_at_their_word(text: str, after: str, name: str) -> None:
    memory = Memory(Shown(after)) if after else Memory()

    assert await names(heard(text, ("charged_for_trial", 0.9)), memory) == [name]


async def test_a_question_of_its_own_that_takes_up_the_last_answer_stands_for_itself() -> None:
    memory = Memory(Shown("explain_charge", ("invoice:1",)))
    message = heard("and what will I pay next month?", ("billing_date", 0.8), ("explain_charge", 0.1))

    assert await names(message, memory) == ["billing_date"]


async def test_a_fragment_that_takes_up_the_last_answer_asks_the_same_of_something_else() -> None:
    memory = Memory(Shown("view_invoices", ("invoice:1",)))
    message = heard("and last month?", ("chitchat", 0.3), ("billing_date", 0.2))

    assert await names(message, memory) == ["view_invoices"]


async def test_a_sum_that_is_asked_for_after_the_next_payment_is_what_is_paid() -> None:
    message = heard("and how much?", ("compare_plans", 0.9), ("billing_date", 0.05))

    assert await names(message, Memory(Shown("billing_date", ("subscription:s1",)))) == ["subscription_status_benefits"]
