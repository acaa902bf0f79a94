"""What speaks of the request that was carried out last."""

from __future__ import annotations

import pytest

from actions.dialogue.done import about_done
from actions.dialogue.memory import Done, Memory, Offer
from actions.receipts import Undo
from actions.requesting import SubmitRequest
from actions.requests.draft import Draft
from actions.requests.outbox import Preview
from tests.actions.fakes import PREMIUM, STANDARD, subscription
from tests.actions.requests.test_steps import FakeRequests, case, stopping, talk

BACK = Offer("", "resubscribe", {"subscription": "s1"})
CANCELLED = Memory(done=Done("cancel_subscription", "It is cancelled.", BACK))
REFUNDED = Memory(done=Done("refund_payment", "£9.99 is on its way."))


@pytest.mark.parametrize(
    "text",
    ["undo", "no undo it", "i changed my mind, undo that", "can you undo that please", "undo the plan change",
     "rückgängig machen", "j'ai changé d'avis", "deshaz eso"],
)  # fmt: skip
def test_undoing_takes_the_reverse_where_there_is_one_and_a_person_where_not(text: str) -> None:
    back, person = about_done(text, CANCELLED), about_done(text, REFUNDED)

    assert back is not None
    assert (back.name, back.given) == ("resubscribe", {"subscription": "s1"})
    assert person is not None
    assert person.name == "undo"


@pytest.mark.parametrize("text", ["undo the cancellation", "cancel it", "my mind is made up", "back to the list"])
def test_what_names_something_else_is_not_taken_for_it(text: str) -> None:
    assert about_done(text, REFUNDED) is None


@pytest.mark.parametrize("text", ["when will it arrive", "where is my refund", "wann kommt das Geld?"])
def test_the_receipt_of_a_refund_is_told_again(text: str) -> None:
    again = about_done(text, REFUNDED)

    assert again is not None
    assert again.name == "receipt_again"
    assert about_done(text, CANCELLED) is None


async def submitted(requests: FakeRequests) -> Memory:
    said = talk("yes", "affirm", requests=requests, draft=stopping().decided("yes"))
    answer = await SubmitRequest().respond(said.ask, said.say, said.on, said.tracker)
    said.tracker.slots.update(answer.slots)
    return Memory.of(said.tracker)


async def test_only_what_was_done_is_remembered_with_its_reverse() -> None:
    done = (await submitted(FakeRequests())).done

    assert done is not None
    assert done.undo == Offer("", "newsletter_preferences", {"newsletter": "n1"})
    assert "R-1" in done.receipt
    assert (await submitted(FakeRequests(state="refused"))).done is None


@pytest.mark.parametrize(("quote", "undo"), [('{"due_now_minor": 321}', None), ("{}", "standard")])
async def test_a_change_that_was_paid_for_has_no_reverse_here(quote: str, undo: str | None) -> None:
    draft = Draft("change_plan", {"subscription": "s1", "plan": "premium", "quote": quote}, "yes", shown=True)
    rows = (subscription(), STANDARD, PREMIUM)
    requests = FakeRequests(Preview({}))
    said = talk("yes", "affirm", rows, requests=requests, draft=draft, change_plan=case("plans", sends=["change_plan"]))

    answer = await SubmitRequest().respond(said.ask, said.say, said.on, said.tracker)
    said.tracker.slots.update(answer.slots)

    done = Memory.of(said.tracker).done
    assert done is not None
    assert (done.undo.given["plan"] if done.undo else None) == undo


@pytest.mark.parametrize(
    ("memory", "told"), [(REFUNDED, "I can't undo that from here"), (Memory(), "There is nothing to undo")]
)
async def test_what_cannot_be_undone_is_said_with_its_receipt(memory: Memory, told: str) -> None:
    said = talk("undo that")
    said.tracker.slots["dialogue"] = memory.as_slot()

    answer = await Undo().respond(said.ask, said.say, said.on, said.tracker)

    assert told in answer.text
    assert answer.choices[0].payload == "/human_handoff"
    assert (memory.done.receipt if memory.done else "") in answer.text
