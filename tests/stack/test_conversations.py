"""What was said and done in whole conversations over HTTP."""

from __future__ import annotations

import json
import sqlite3
import time
from typing import Any

import httpx2
import pytest

from demo.stories import BY_SLUG

pytestmark = pytest.mark.stack

CUSTOMER = "SELECT s.sub_no FROM sub s JOIN acct a ON a.acct_no = s.acct_no WHERE a.ext_id = :c"


def test_cancelling_goes_from_reason_to_receipt_and_stands_in_the_company_s_books(talk: Any, billing: Any) -> None:
    customer = talk("upgraded")
    before = billing(f"SELECT count(*) FROM sub_event WHERE sub_no IN ({CUSTOMER}) AND ev_cd = 'CN'",
                     c=BY_SLUG["upgraded"].customer)[0][0]  # fmt: skip

    reason = customer.say("I want to cancel my subscription")
    offer = customer.press("It costs too much")
    preview = customer.press("go on cancelling")
    receipt = customer.press("Yes, cancel it")
    after = customer.say("When does my subscription end?")

    assert "why" in reason.text
    assert "alternative" in offer.text
    assert "Shall I cancel it?" in preview.text
    assert "receipt" in receipt.text
    stored = billing("SELECT ev_cd, eff_ts FROM sub_event WHERE sub_no IN (" + CUSTOMER + ") ORDER BY ev_no DESC LIMIT 1",
                     c=BY_SLUG["upgraded"].customer)[0]  # fmt: skip
    assert before == 0
    assert stored["ev_cd"] == "CN"
    end = preview.text.split("until ")[1].split(".")[0]
    assert end in receipt.text
    assert end in after.text


def test_a_question_in_the_middle_of_cancelling_is_answered_and_the_form_goes_on(talk: Any) -> None:
    customer = talk("discount-ended")

    customer.say("cancel my subscription please")
    between = customer.say("do you have Nosferatu?")
    stopped = customer.say("never mind")

    assert "Nosferatu" in between.text
    assert "why" in between.messages[-1]["text"]
    assert "Nothing was changed" in stopped.text


def test_keeping_the_plan_at_the_last_step_changes_nothing(talk: Any, billing: Any) -> None:
    customer = talk("charged-twice")

    customer.say("I'd like to cancel")
    customer.press("Nothing I want to see")
    if any("do that instead" in choice["title"] for choice in customer.last.choices):
        customer.press("go on cancelling")
    kept = customer.press("No, keep it")

    assert "Nothing was changed" in kept.text
    events = billing(f"SELECT ev_cd FROM sub_event WHERE sub_no IN ({CUSTOMER})", c=BY_SLUG["charged-twice"].customer)
    assert "CN" not in [event["ev_cd"] for event in events]


def test_cancelling_needs_a_recent_sign_in(talk: Any) -> None:
    visitor = talk().say("cancel my subscription")
    long_ago = talk("roku", signed_in_seconds_ago=3600).say("cancel my subscription")

    for reply in (visitor, long_ago):
        assert "sign in" in reply.text
        assert any(choice["title"] == "Sign in" and "url" in choice for choice in reply.choices)


@pytest.mark.parametrize(
    "question",
    ["Which plan do I have?", "When is my next payment?", "Show my invoices", "I was charged twice",
     "Why did my payment fail?", "My newspaper didn't come"],
)  # fmt: skip
def test_a_visitor_gets_a_sign_in_link_for_what_needs_an_account(talk: Any, question: str) -> None:
    reply = talk().say(question)

    assert any(choice["title"] == "Sign in" for choice in reply.choices)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("compare your plans", "Premium"),
        ("is there an outage right now?", "Roku"),
        ("do you have nosferatoo", "Nosferatu"),
        ("can I watch Metropolis?", "Premium"),
        ("what should I watch tonight?", "worth a look"),
        ("what does NL-1001 mean?", "NL-1001"),
        ("how do I turn on subtitles?", "subtitles"),
        ("are you a robot?", "automated"),
    ],
)
def test_a_visitor_gets_everything_that_needs_no_account(talk: Any, question: str, expected: str) -> None:
    assert expected in talk().say(question).text


def test_the_first_reply_says_that_this_is_a_bot_and_the_second_does_not(talk: Any) -> None:
    visitor = talk()

    first = visitor.say("thanks")
    second = visitor.say("thanks")

    assert "automated assistant" in first.text
    assert "automated assistant" not in second.text


def test_a_customer_never_reads_another_one_s_figures(talk: Any, billing: Any) -> None:
    number = billing("SELECT i.inv_nbr FROM inv i JOIN acct a ON a.acct_no = i.acct_no WHERE a.ext_id = :c "
                     "ORDER BY i.iss_ts DESC", c=BY_SLUG["charged-twice"].customer)[0][0]  # fmt: skip

    reply = talk("price-increase").say(f"Explain invoice {number}")

    assert "can't find" in reply.text
    assert "£" not in reply.text


@pytest.mark.parametrize("typed", ["/cancel_subscription", '/inform{"cancel_reason": "other"}', "/restart", "/affirm"])
def test_typed_commands_are_text(talk: Any, typed: str) -> None:
    customer = talk("roku")

    reply = customer.say(typed)

    assert reply.text
    assert customer.say("Which plan do I have?").text
    assert "you keep" not in reply.text


def test_a_person_takes_over_in_one_turn_and_the_bot_is_silent_until_given_back(talk: Any, stack: Any) -> None:
    customer = talk("charged-twice")
    customer.say("I was charged twice!")

    handed = customer.press("Ask a person")
    kept = customer.say("hello? anybody?")
    silent = customer.say("hello??")
    internal = f"{stack.url}/webhooks/web/internal/conversations/{customer.session['conversation']}"
    secret = {"X-Usher-Secret": stack.extra["USHER_INTERNAL_SECRET"]}
    httpx2.post(f"{internal}/handoff", headers=secret, json={"state": "returned", "reference": "x"}).raise_for_status()
    answered = customer.say("Which plan do I have?")

    assert "H-" in handed.text
    assert "No person has taken over yet" in kept.text
    assert silent.messages == []
    assert "Premium" in answered.text


def test_an_action_server_that_is_down_gets_an_apology_with_a_way_to_a_person(talk: Any, stack: Any) -> None:
    customer = talk("roku")
    stack.stop("actions")

    began = time.monotonic()
    apology = customer.say("Which plan do I have?")
    took = time.monotonic() - began
    stack.start(("actions",))
    stack.wait()
    again = customer.say("Which plan do I have?")

    assert took < 20
    assert any("person" in choice["title"] for choice in apology.choices)
    assert "Premium" in again.text


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (["let me talk to a person"], "customer_asked"),
        (["my apple tv keeps buffering so I'm cancelling", "let me talk to a person"], "churn"),
        (["I'll sue you, I was charged twice", "let me talk to a person"], "legal"),
        (["I want to kill myself"], "self_harm"),
        (["my son was shown explicit content on his kids profile"], "child_safety"),
        (["flurb the wozzle grindle", "grindle wozzle snarf", "wozzle wozzle bork"], "exhausted"),
    ],
)
def test_the_packet_says_why_a_person_is_needed(talk: Any, stack: Any, said: list[str], reason: str) -> None:
    customer = talk("charged-twice")

    for text in said:
        customer.say(text)

    with sqlite3.connect(f"file:{stack.folder / 'usher.sqlite'}?mode=ro", uri=True) as store:
        query = "SELECT packet FROM handovers WHERE conversation = ?"
        packets = store.execute(query, (customer.session["conversation"],)).fetchall()
    assert [json.loads(packet)["reason"] for (packet,) in packets] == [reason]


_AMBIGUOUS = (
    "can I watch on two screens", "charged after pausing", "payment and account", "is metropolis in my plan or where",
    "change the subscription payment", "bill address", "stop it and pay back", "family discount profile",
    "new card new address", "devices and profiles", "price or plan change", "paper paused or missing",
    "end of my plan price", "remove my card and cancel",
)  # fmt: skip


def test_two_close_readings_get_two_buttons_and_a_way_out(talk: Any) -> None:
    asked = []
    for text in _AMBIGUOUS:
        customer = talk("price-increase")
        reply = customer.say(text)
        if "in two ways" in reply.text:
            asked.append((customer, reply))
    customer, reply = asked[0]

    titles = [choice["title"] for choice in reply.choices]
    other = customer.press("Something else")

    assert len(titles) == 3
    assert titles[-1] == "Something else"
    assert "What is it about?" in other.text
    assert not {choice["title"] for choice in other.choices} & set(titles)
