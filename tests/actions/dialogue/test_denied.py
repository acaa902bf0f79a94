"""Requests in words that deny them."""

from __future__ import annotations

import pytest

from actions.dialogue.denied import KEPT, instead
from actions.dialogue.heard import Heard

KNOWN = frozenset({"cancel_subscription", "pause_or_holiday_stop", "change_plan", "delete_account", "request_refund"})


def found(text: str, name: str, *others: tuple[str, float]) -> str | None:
    return instead(Heard(text, name, ((name, 0.6), *others)), name, KNOWN)


@pytest.mark.parametrize(
    ("text", "name", "about"),
    [
        ("I did not cancel my subscription", "cancel_subscription", "cancellation_effective_date"),
        ("i didn't cancel anything", "cancel_subscription", "cancellation_effective_date"),
        ("I’ve never cancelled it", "cancel_subscription", "cancellation_effective_date"),
        ("I haven't asked anybody to change my plan", "change_plan", "subscription_status_benefits"),
        ("I never deleted my account", "delete_account", "subscription_status_benefits"),
    ],
)
def test_what_was_not_done_is_answered_by_how_things_stand(text: str, name: str, about: str) -> None:
    assert found(text, name) == about


@pytest.mark.parametrize("text", ["I don't want to cancel, just pause", "can I pause instead of cancelling?"])
def test_what_is_not_wanted_gives_way_to_what_is(text: str) -> None:
    assert found(text, "cancel_subscription", ("pause_or_holiday_stop", 0.3)) == "pause_or_holiday_stop"


def test_where_nothing_else_is_wanted_nothing_is_done() -> None:
    assert found("please don't cancel my subscription", "cancel_subscription", ("change_plan", 0.02)) == KEPT


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cancel my subscription", "cancel_subscription"),
        ("I don't use it, cancel it", "cancel_subscription"),
        ("I don't want this any more, please cancel", "cancel_subscription"),
        ("I never watch anything, so cancel it", "cancel_subscription"),
        ("why can't I cancel?", "cancel_subscription"),
        ("my plan is too dear, change it", "change_plan"),
        ("I did not cancel, where is my bill", "view_invoices"),
    ],
)
def test_what_is_asked_for_is_not_denied(text: str, name: str) -> None:
    assert found(text, name) is None
