"""The last answer over again is noticed, unless the same was asked again."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from actions.answers.reply import Answer
from actions.dialogue.repeated import is_repeated
from actions.facts.model import fact

BILL = fact("invoice:1", "invoice", source="billing", number="1")
OTHER = fact("invoice:2", "invoice", source="billing", number="2")


def tracker(*said: tuple[str, str, list[str]]) -> Tracker:
    """Turns as (who, text, ids of facts)."""
    events: list[dict[str, Any]] = [
        {"event": who, "text": text, "metadata": {"facts": facts} if facts else {}} for who, text, facts in said
    ]
    return Tracker("c", {}, {}, events, False, None, {}, None)


def after(words: str) -> Tracker:
    return tracker(("user", "why is it more", []), ("bot", "It is £9.", ["invoice:1"]), ("user", words, []))


def test_other_words_are_not_told_the_same_again() -> None:
    assert is_repeated(Answer("It is £9.", (BILL,)), after("and what comes next"))


def test_the_same_words_are() -> None:
    assert not is_repeated(Answer("It is £9.", (BILL,)), after("why is it more"))
    assert not is_repeated(Answer("It is £9.", (BILL,)), after("Why more?"))


def test_the_same_sentence_about_something_else_is_another_answer() -> None:
    assert not is_repeated(Answer("It is £9.", (OTHER,)), after("and the other one"))


def test_what_holds_no_facts_may_be_said_as_often_as_it_takes() -> None:
    assert not is_repeated(Answer("It is £9."), after("and what comes next"))


def test_an_answer_further_back_is_not_the_last_one() -> None:
    far = tracker(
        ("user", "a", []), ("bot", "It is £9.", ["invoice:1"]), ("user", "b", []), ("bot", "Hello.", []),
        ("user", "c", []),
    )  # fmt: skip

    assert not is_repeated(Answer("It is £9.", (BILL,)), far)
