"""Hand-overs and consents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from actions.errors import UsherError
from actions.store.consents import Consents
from actions.store.database import open_store
from actions.store.handovers import HandOvers

PACKET = {"reason": "customer_asked", "customer": "c1", "level": "signed_in", "question": "help", "summary": "",
          "facts": ["You have Standard."], "steps": []}  # fmt: skip


@pytest.fixture
def store(tmp_path: Any) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path}/new/usher.sqlite")
    yield engine
    engine.dispose()


def test_a_conversation_has_one_open_hand_over(store: Engine) -> None:
    handovers = HandOvers(store)

    first = handovers.request("conv", **PACKET)
    again = handovers.request("conv", **PACKET)
    handovers.give_back(first.reference)
    later = handovers.request("conv", **PACKET)

    assert first.reference == again.reference
    assert later.reference != first.reference
    assert [one.reference for one in handovers.open()] == [later.reference]


def test_whoever_asks_again_waits_with_what_is_asked_now_unless_an_agent_is_there(store: Engine) -> None:
    handovers = HandOvers(store)
    first = handovers.request("conv", **PACKET)

    again = handovers.request("conv", **{**PACKET, "question": "my bill"})
    handovers.take(first.reference, "one")
    taken = handovers.request("conv", **{**PACKET, "question": "hello?"})

    assert (again.reference, again.question) == (first.reference, "my bill")
    assert again.created_at >= first.created_at
    assert (taken.state, taken.question) == ("active", "my bill")


def test_a_hand_over_that_an_agent_has_is_not_taken_by_another(store: Engine) -> None:
    handovers = HandOvers(store)
    reference = handovers.request("conv", **PACKET).reference
    handovers.take(reference, "one")

    with pytest.raises(UsherError, match="another agent"):
        handovers.take(reference, "two")


def test_consent_is_absent_until_given_and_can_be_withdrawn(store: Engine) -> None:
    consents = Consents(store)

    asked = consents.given("c1", "viewing_history")
    consents.record("c1", "viewing_history", True)
    given = consents.given("c1", "viewing_history")
    consents.record("c1", "viewing_history", False)

    assert (asked, given, consents.given("c1", "viewing_history")) == (None, True, False)
