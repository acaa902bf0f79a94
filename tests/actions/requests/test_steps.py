"""The steps that all requests share: what is taken for a yes, and when nothing goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest
from rasa_sdk import Tracker

from actions.account import ManageDevices, NewsletterPreferences
from actions.answers.composer import Composer, composer
from actions.answers.reply import HUMAN, Answer
from actions.conversation import Ask
from actions.identity import Identity, Level
from actions.requesting import AskRequestDecision, SubmitRequest, ValidateRequestForm
from actions.requests.draft import DECISION, SLOT, Draft
from actions.requests.flow import Talk
from actions.requests.outbox import Preview, Receipt
from actions.services import Services
from actions.systems.entities import Device, Entity, Newsletter
from actions.use_cases import UseCase, UseCases
from tests.actions.fakes import PREMIUM, STANDARD, FakeSystems, at, calendar, subscription

LETTER = Newsletter(customer="c1", id="n1", name="Weekend Reads", about="Every Saturday", subscribed=True)
PHONE = Device(customer="c1", id="d1", name="My phone", kind="ios", last_seen_at=at("2026-03-09"))
DONE = {"reference": "R-1", "effective_at": "2026-04-01T00:00:00+00:00"}


@dataclass
class FakeRequests:
    """The company's endpoint: previews what it is told to, and keeps what it was asked to do."""

    previewed: Preview | None = None
    state: str = "done"
    outcome: Mapping[str, Any] = field(default_factory=lambda: DONE)
    sent: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)
    stored: list[Receipt] = field(default_factory=list)
    told_of: list[str] = field(default_factory=list)

    async def preview(self, type: str, customer: str, data: Mapping[str, Any]) -> Preview | None:
        return self.previewed

    async def submit(self, id: str, type: str, customer: str, conversation: str, data: Mapping[str, Any]) -> Receipt:
        self.sent.append((id, type, data))
        self.stored.append(Receipt(id, type, customer, conversation, self.state, self.outcome))  # type: ignore[arg-type]
        return self.stored[-1]

    async def find(self, id: str, customer: str) -> Receipt | None:
        return next((one for one in self.stored if (one.id, one.customer) == (id, customer)), None)

    async def told(self, id: str) -> None:
        self.told_of.append(id)


@dataclass
class Site:
    site_url: str = "https://example.org"
    sign_in_url: str = "https://example.org/sign-in"
    locale: str = "en-GB"
    country: str = "GB"


@dataclass
class On:
    """What of the services a request looks at."""

    systems: FakeSystems
    use_cases: UseCases
    requests: FakeRequests | None
    calendar: Any = field(default_factory=calendar)
    settings: Site = field(default_factory=Site)


def say() -> Composer:
    return composer(Path("data/responses"), calendar(), "en-GB", company="Marlin", site="https://example.org")


def case(topic: str = "account", **given: Any) -> UseCase:
    return UseCase(**{"topic": topic, "owner": "A", "measure": "M", "identity": "signed_in", **given})


def talk(
    text: str = "", intent: str = "", rows: tuple[Entity, ...] = (LETTER, PHONE), level: Level = Level.SIGNED_IN,
    requests: FakeRequests | None = None, draft: Draft | None = None, **cases: UseCase,
) -> Talk:  # fmt: skip
    cases = cases or {"newsletter_preferences": case(sends=["set_newsletter"])}
    on = On(FakeSystems(rows), UseCases(cases), requests or FakeRequests())
    ask = Ask(text, intent, Identity("c1", level), "en-GB", "conversation", "turn", {}, {})
    slots = {**(draft.as_slots() if draft else {}), "requested_slot": DECISION}
    tracker = Tracker("conversation", slots, {"text": text}, [], False, None, {}, None)
    return Talk(ask, say(), cast("Services", on), tracker)


def stopping(*, shown: bool = True) -> Draft:
    return Draft("newsletter_preferences", {"newsletter": "n1", "subscribed": "no"}, shown=shown)


async def after(draft: Draft, said: Talk) -> Draft | None:
    return await ValidateRequestForm()._after(draft, said)


@pytest.mark.parametrize(("text", "intent", "decision"), [("yes", "affirm", "yes"), ("no thanks", "deny", "no")])
async def test_yes_and_no_decide_what_was_shown(text: str, intent: str, decision: str) -> None:
    heard = await after(stopping(), talk(text, intent))

    assert heard is not None
    assert heard.decision == decision


async def test_a_yes_to_a_preview_that_could_not_be_shown_decides_nothing() -> None:
    assert await after(stopping(shown=False), talk("yes", "affirm")) is None


@pytest.mark.parametrize("text", ["yes, but what does it cost?", "is that right?"])
async def test_a_question_is_no_yes(text: str) -> None:
    assert await after(stopping(), talk(text, "affirm")) is None


async def test_a_question_of_a_request_can_be_left_with_a_no() -> None:
    asking = Draft("change_delivery_address")
    cases = {"change_delivery_address": case(sends=["change_delivery_address"])}

    left = await after(asking, talk("no", "deny", **cases))
    agreed = await after(asking, talk("yes", "affirm", **cases))

    assert left is not None
    assert left.decision == "no"
    assert agreed is None


async def test_another_question_is_not_about_the_request() -> None:
    assert await after(stopping(), talk("when is my next payment", "billing_date")) is None


async def test_a_customer_who_is_not_known_any_more_decides_nothing() -> None:
    strict = case(sends=["set_newsletter"], identity="signed_in_recently")

    heard = await after(stopping(), talk("yes", "affirm", newsletter_preferences=strict))

    assert heard is not None
    assert heard.decision == "over"


async def test_what_is_gone_ends_the_request() -> None:
    fresh = Draft("newsletter_preferences", {"newsletter": "other", "subscribed": "no"})
    said = talk("stop it", "newsletter_preferences", draft=fresh)
    said.tracker.slots["requested_slot"] = None

    heard = await after(fresh, said)

    assert heard is not None
    assert heard.decision == "over"


async def test_a_preview_that_was_said_is_marked_as_shown() -> None:
    asked = talk(draft=stopping(shown=False))

    answer = await AskRequestDecision().respond(asked.ask, asked.say, asked.on, asked.tracker)

    assert "Shall I stop it?" in answer.text
    assert answer.slots[SLOT]["shown"] is True


async def submitted(requests: FakeRequests, draft: Draft) -> Answer:
    said = talk("yes", "affirm", requests=requests, draft=draft)
    return await SubmitRequest().respond(said.ask, said.say, said.on, said.tracker)


async def test_done_is_said_only_where_the_receiver_said_so() -> None:
    requests = FakeRequests()

    answer = await submitted(requests, stopping().decided("yes"))

    assert answer.text == "You won't get Weekend Reads any more. Your receipt is R-1."
    sent = {"newsletter": "n1", "subscribed": False, "locale": "en-GB"}
    assert [one[1:] for one in requests.sent] == [("set_newsletter", sent)]
    assert answer.slots[SLOT] is None


async def test_agreeing_twice_to_one_preview_sends_one_request() -> None:
    shown, requests = stopping(shown=False).as_shown(), FakeRequests()

    await submitted(requests, shown.decided("yes"))
    answer = await submitted(requests, shown.as_shown().decided("yes"))

    assert len(requests.sent) == 1
    assert "R-1" in answer.text
    assert requests.told_of == [shown.key]


@pytest.mark.parametrize("draft", [stopping(shown=False), stopping(shown=False).as_shown()])
async def test_a_request_s_name_fits_the_store_however_long_the_conversation_s_is(draft: Draft) -> None:
    requests = FakeRequests()
    said = talk("yes", "affirm", requests=requests, draft=draft.decided("yes"))
    ask = replace(said.ask, conversation=f"messenger-{'a' * 32}", turn="b" * 32)

    await SubmitRequest().respond(ask, said.say, said.on, said.tracker)

    assert len(requests.sent[0][0]) <= 64


async def test_what_is_shown_anew_is_another_request() -> None:
    shown = stopping(shown=False).as_shown()

    assert shown.not_shown().as_shown().key not in (shown.key, None)


async def test_a_message_run_again_tells_what_was_done_though_nothing_is_left_to_do() -> None:
    agreed, requests = stopping(shown=False).as_shown(), FakeRequests()
    await submitted(requests, agreed.decided("yes"))
    said = talk("yes", "affirm", rows=(PHONE,), requests=requests, draft=agreed)

    heard = await after(agreed, said)
    assert heard is not None
    said = talk("yes", "affirm", rows=(PHONE,), requests=requests, draft=heard)
    answer = await SubmitRequest().respond(said.ask, said.say, said.on, said.tracker)

    assert heard.decision == "yes"
    assert "R-1" in answer.text
    assert len(requests.sent) == 1


async def test_a_request_that_is_under_way_is_told_as_such() -> None:
    requests = FakeRequests(state="pending", outcome={})
    requests.submit = lambda *sent: FakeRequests.submit(requests, "earlier1", *sent[1:])  # type: ignore[method-assign]

    answer = await submitted(requests, stopping().decided("yes"))

    assert "asked for that already, as request earlier1" in answer.text


@pytest.mark.parametrize(
    ("state", "outcome", "said"),
    [("pending", {}, "hasn't confirmed it yet"), ("refused", {"reason": "it is locked"}, "it is locked")],
)
async def test_what_was_not_done_is_told_as_it_is(state: str, outcome: dict[str, str], said: str) -> None:
    answer = await submitted(FakeRequests(state=state, outcome=outcome), stopping().decided("yes"))

    assert said in answer.text
    assert "receipt" not in answer.text
    assert HUMAN in answer.choices


async def test_no_sends_nothing() -> None:
    requests = FakeRequests()

    answer = await submitted(requests, stopping().decided("no"))

    assert requests.sent == []
    assert "Nothing was changed" in answer.text


CHANGING = Draft("change_plan", {"subscription": "s1", "plan": "premium"})
CHANGE = case("plans", sends=["change_plan"])
ROWS = (subscription(), STANDARD, PREMIUM)


async def prepared(requests: FakeRequests) -> Draft | None:
    said = talk("premium please", "change_plan", ROWS, requests=requests, draft=CHANGING, change_plan=CHANGE)
    said.tracker.slots["requested_slot"] = None
    return await after(CHANGING, said)


@pytest.mark.parametrize("previewed", [None, Preview({}, "it is locked")])
async def test_without_the_company_s_figures_nothing_is_confirmed(previewed: Preview | None) -> None:
    draft = await prepared(FakeRequests(previewed))

    assert draft is not None
    assert draft.decision == "over"


async def test_the_preview_says_the_company_s_figures_and_the_request_carries_them() -> None:
    figures = {"effective_at": "2026-03-10T12:00:00+00:00", "due_now_minor": 321, "unused_minor": 700, "currency": "GBP",
               "next_amount_minor": 1499, "next_billing_at": "2026-04-01T00:00:00+00:00"}  # fmt: skip
    requests = FakeRequests(Preview(figures))
    draft = await prepared(requests)
    assert draft is not None
    said = talk("", "", ROWS, requests=requests, draft=draft, change_plan=CHANGE)

    shown = await AskRequestDecision().respond(said.ask, said.say, said.on, said.tracker)
    said = talk("yes", "affirm", ROWS, requests=requests, draft=draft.as_shown().decided("yes"), change_plan=CHANGE)
    await SubmitRequest().respond(said.ask, said.say, said.on, said.tracker)

    assert "You pay £3.21 now" in shown.text
    sums = {"due_now_minor": 321, "next_amount_minor": 1499}
    assert requests.sent[0][2] == {"subscription": "s1", "plan": "premium", **sums, "locale": "en-GB"}


async def test_the_sum_that_was_shown_is_sent_though_the_company_s_has_changed_since() -> None:
    figures = {"effective_at": "2026-03-10T12:00:00+00:00", "due_now_minor": 321, "currency": "GBP"}
    agreed = Draft("change_plan", {**CHANGING.values, "quote": json.dumps(figures)}, "yes", shown=True)
    requests = FakeRequests(Preview({**figures, "due_now_minor": 999}), "refused", {"reason": "the sum has changed"})
    said = talk("yes", "affirm", ROWS, requests=requests, draft=agreed, change_plan=CHANGE)

    answer = await SubmitRequest().respond(said.ask, said.say, said.on, said.tracker)

    assert requests.sent[0][2]["due_now_minor"] == 321
    assert "the sum has changed" in answer.text


LATER = {"effective_at": "2026-04-01T00:00:00+00:00", "next_amount_minor": 1499, "currency": "GBP",
         "next_billing_at": "2026-04-01T00:00:00+00:00"}  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"next_amount_minor": 1599},
        {"effective_at": "2026-05-01T00:00:00+00:00"},
        {"due_now_minor": 100, "unused_minor": 50},
    ],
    ids=["next amount", "day", "due now"],
)
async def test_a_yes_to_figures_that_have_changed_shows_the_new_ones(changed: dict[str, Any]) -> None:
    shown = Draft("change_plan", {**CHANGING.values, "quote": json.dumps(LATER)}, shown=True)
    requests = FakeRequests(Preview({**LATER, **changed}))

    heard = await after(shown, talk("yes", "affirm", ROWS, requests=requests, change_plan=CHANGE))
    assert heard is not None
    said = talk("yes", "affirm", ROWS, requests=requests, draft=heard, change_plan=CHANGE)
    answer = await AskRequestDecision().respond(said.ask, said.say, said.on, said.tracker)

    assert (heard.decision, heard.shown) == (None, False)
    assert answer.text.startswith("The figures have changed since I showed them to you.")
    assert answer.slots[SLOT]["shown"] is True
    assert "changed" not in answer.slots[SLOT]["values"]


async def test_a_yes_counts_though_the_instant_of_at_once_has_moved_on() -> None:
    shown = Draft("change_plan", {**CHANGING.values, "quote": json.dumps(LATER)}, shown=True)
    requests = FakeRequests(Preview({**LATER, "effective_at": "2026-04-01T00:05:00+00:00"}))

    heard = await after(shown, talk("yes", "affirm", ROWS, requests=requests, change_plan=CHANGE))

    assert heard is not None
    assert heard.decision == "yes"


async def test_a_pause_carries_the_sum_that_was_shown() -> None:
    requests = FakeRequests(outcome={**DONE, "until": "2026-06-01T00:00:00+00:00"})
    values = {"subscription": "s1", "months": "2", "quote": json.dumps(LATER)}
    pausing = Draft("pause_or_holiday_stop", values, "yes", shown=True)
    requests.previewed = Preview(LATER)
    cases = {"pause_or_holiday_stop": case("plans", sends=["pause_subscription"])}
    said = talk("yes", "affirm", ROWS, requests=requests, draft=pausing, **cases)

    await SubmitRequest().respond(said.ask, said.say, said.on, said.tracker)

    assert requests.sent[0][2] == {"subscription": "s1", "months": 2, "next_amount_minor": 1499, "locale": "en-GB"}


async def test_a_correction_is_shown_anew_before_it_can_be_confirmed() -> None:
    requests = FakeRequests(Preview({"effective_at": "2026-04-01T00:00:00+00:00"}))
    rows = (*ROWS, PREMIUM.model_copy(update={"code": "premium_annual", "name": "Premium annual", "interval": "year"}))
    shown = Draft("change_plan", {**CHANGING.values, "quote": "{}"}, shown=True)

    heard = await after(shown, talk("no, the annual one", "deny", rows, requests=requests, change_plan=CHANGE))

    assert heard is not None
    assert (heard.values["plan"], heard.decision, heard.shown) == ("premium_annual", None, False)


FROM_NEXT_BILL = {"effective_at": "2026-04-01T00:00:00+00:00"}
KEEPING = Draft(
    "change_plan", {"subscription": "s1", "plan": "standard", "quote": json.dumps(FROM_NEXT_BILL)}, shown=True
)
UPGRADING = Draft("change_plan", {**CHANGING.values, "quote": json.dumps(FROM_NEXT_BILL)}, shown=True)


@pytest.mark.parametrize(
    ("shown", "text", "intent", "decision"),
    [
        (KEEPING, "go back to standard", "change_plan", "yes"),
        (KEEPING, "stay on standard", "nlu_fallback", "yes"),
        (KEEPING, "i don't want standard", "change_plan", None),  # asked again
        (KEEPING, "no, not standard", "deny", "no"),
        (UPGRADING, "keep standard", "change_plan", "no"),
        (UPGRADING, "premium", "change_plan", None),  # that costs something: asked again
    ],
)
async def test_naming_the_plan_that_is_only_kept_agrees(
    shown: Draft, text: str, intent: str, decision: str | None
) -> None:
    requests = FakeRequests(Preview(FROM_NEXT_BILL))

    heard = await after(shown, talk(text, intent, ROWS, requests=requests, change_plan=CHANGE))

    assert heard is not None
    assert (heard.decision, heard.values["plan"]) == (decision, shown.values["plan"])


COMING_BACK = {"effective_at": "2026-03-10T12:00:00+00:00", "currency": "GBP", "next_amount_minor": 1499,
               "next_billing_at": "2026-04-01T00:00:00+00:00", "next_plan": "premium"}  # fmt: skip


async def test_a_change_that_stands_is_told_when_a_cancellation_is_taken_back() -> None:
    rows = (subscription(status="cancelled", ends_at=at("2026-04-01")), STANDARD, PREMIUM)
    draft = Draft("resubscribe", {"subscription": "s1", "quote": json.dumps(COMING_BACK)})
    said = talk("", "", rows, draft=draft, resubscribe=case("plans", sends=["resubscribe"]))

    shown = await AskRequestDecision().respond(said.ask, said.say, said.on, said.tracker)

    assert "On 1 April 2026 Premium takes its place, as was planned before, for £14.99 a month" in shown.text


@pytest.mark.parametrize("action", [NewsletterPreferences(), ManageDevices()])
async def test_a_company_that_takes_no_such_request_only_tells(action: Any) -> None:
    said = talk("weekend reads", **{action.use_case: case()})

    answer = await action.own(said.ask, said.say, said.on)

    assert SLOT not in answer.slots
    assert all(choice.url for choice in answer.choices), "nothing is offered that cannot be done"


async def test_what_is_kept_of_another_version_is_no_request() -> None:
    said = talk()
    said.tracker.slots[SLOT] = {"kind": "something"}

    assert Draft.of(said.tracker) is None
