"""What a conversation remembers, and that it outlives a slot."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Tracker

from actions.answers.reply import HUMAN, Answer, Choice
from actions.dialogue.memory import SLOT, Memory, Offer, shown_by
from actions.facts.model import fact


def tracker(slot: Any) -> Tracker:
    return Tracker("c", {SLOT: slot}, {}, [], False, None, {}, None)


def test_records_and_choices_come_back_from_the_slot_in_order() -> None:
    listed = [fact(f"invoice:NL-{n}", "invoice", total=n) for n in (1, 2)]
    explain = Choice("Explain", '/explain_charge{"invoice": "NL-1"}')
    memory = Memory(shown_by("view_invoices", [Answer("", tuple(listed), (explain, HUMAN))]), 1, 2, ("churn",))

    back = Memory.of(tracker(json.loads(json.dumps(memory.as_slot()))))

    assert back == memory
    assert back.shown is not None
    assert back.shown.of_kind("invoice") == ["NL-1", "NL-2"]
    assert back.shown.offers[0] == Offer("Explain", "explain_charge", {"invoice": "NL-1"})


def test_what_opens_a_page_is_no_offer_to_take_by_words() -> None:
    shown = shown_by("billing_date", [Answer("", choices=(Choice("Sign in", url="https://example.com"),))])

    assert shown.offers == ()


def test_a_slot_of_another_version_is_no_memory() -> None:
    assert Memory.of(tracker({"shown": {"records": 3}})) == Memory()
    assert Memory.of(tracker("old")) == Memory()
    assert Memory.of(tracker(None)) == Memory()
