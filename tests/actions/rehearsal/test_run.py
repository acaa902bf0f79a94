"""A rehearsal fails when the bot says something else: every kind of check is seen to fail."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from actions.errors import UsherError
from actions.rehearsal.cases import Case, Figure, Step
from actions.rehearsal.figures import Figures, Reader
from actions.rehearsal.run import rehearse

READER = Reader("GBP", ZoneInfo("Europe/London"), Locale.parse("en_GB"))
SAID = {"text": "Your next payment of £12.99 is due on 13 December 2026.", "choices": [{"title": "Talk to a person"}]}


class FakeReply:
    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self.messages = messages
        self.text = "\n".join(message["text"] for message in messages)
        self.choices = [choice for message in messages for choice in message.get("choices", [])]


class FakeTalk:
    """A conversation that always gets the same reply."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self.session = {"conversation": "c"}
        self.messages = messages
        self.closed = False

    def say(self, text: str) -> FakeReply:
        return FakeReply(self.messages)

    press = say

    def close(self) -> None:
        self.closed = True


class FakeSlots:
    def of(self, conversation: str) -> dict[str, Any]:
        return {"focus": {"device": "roku"}}

    def records(self, conversation: str) -> list[str]:
        return ["subscription:10001", "verdict:due:x"]


def figures(**rows: dict[str, Any]) -> Figures:
    wanted = {name: Figure(system="billing", sql=name) for name in rows}
    return Figures(wanted, lambda system, sql, values: [rows[sql]] if rows[sql] else [], str, READER)


def held(step: Step, messages: list[dict[str, Any]] | None = None) -> list[str]:
    talk = FakeTalk([SAID] if messages is None else messages)
    case = Case(test_case="a case", steps=[Step(user="When?"), step])
    known = figures(next={"amt": 1299, "due": 20261213, "at": 1797120000})

    outcome = rehearse(case, lambda case: talk, known, FakeSlots(), {"utter_due": "due on {day}", "utter_no": "no {x}"})  # type: ignore[arg-type]

    assert talk.closed
    return list(outcome.wrong)


@pytest.mark.parametrize(
    "step",
    [
        Step(says=["of {next.amt:money} is", "{next.due:day}"]),
        Step(never_says=["refund"]),
        Step(facts=["subscription", "subscription:10001"]),
        Step(offers=["person"]),
        Step(bot="Your next payment of {next.amt:money} is due on {next.due:day}."),
        Step(utter="utter_due"),
        Step(slot_was_set=["focus", {"focus": {"device": "roku"}}]),
    ],
)
def test_what_was_expected_goes_well(step: Step) -> None:
    assert held(step) == []


@pytest.mark.parametrize(
    "step",
    [
        Step(says=["£13.99"]),
        Step(never_says=["{next.amt:money}"]),
        Step(facts=["invoice"]),
        Step(facts=["subscription:1000"]),
        Step(no_facts=True),
        Step(offers=["Sign in"]),
        Step(bot="Your next payment"),
        Step(utter="utter_no"),
        Step(slot_was_set=["cancel_subject"]),
        Step(slot_was_set=[{"focus": {"device": "tv"}}]),
        Step(silent=True),
    ],
)
def test_what_was_not_expected_is_told(step: Step) -> None:
    assert held(step) != []


def test_a_choice_that_is_not_there_fails_the_case() -> None:
    class NoChoice(FakeTalk):
        def press(self, title: str) -> FakeReply:
            raise LookupError("no choice")

    case = Case(test_case="a case", steps=[Step(press="Cancel it")])

    outcome = rehearse(case, lambda case: NoChoice([]), figures(), FakeSlots(), {})  # type: ignore[arg-type]

    assert outcome.wrong == ["no choice"]


def test_a_figure_that_no_row_gives_is_a_mistake_and_not_an_empty_text() -> None:
    with pytest.raises(UsherError, match="has no row"):
        figures(next={}).fill("{next.amt:money}")
    with pytest.raises(UsherError, match="no figure"):
        figures().fill("{other.amt}")
    with pytest.raises(UsherError, match="no column"):
        figures(next={"amt": 1}).fill("{next.sum}")


def test_days_are_read_from_numbers_of_days_unix_times_and_iso_times() -> None:
    assert READER.day(20261213) == "13 December 2026"
    assert READER.day(1797120000) == "13 December 2026"
    assert READER.day("2026-12-12T23:30:00Z") == "12 December 2026"
