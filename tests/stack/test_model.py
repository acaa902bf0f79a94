"""The product with a model: drafts reach the browser, the final answer replaces them, and no fault keeps it away."""

from __future__ import annotations

import math
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.actions.model import standin
from tests.actions.model.standin import StandIn, served
from tests.stack.listening import Listening

pytestmark = pytest.mark.stack

ASKED = "Which payment methods do you accept?"
FIRST = (
    "We accept Visa, Mastercard and American Express credit and debit cards, PayPal, Apple Pay, Google Pay and our own "
    "gift cards."
)
SECOND = "Prepaid cards work only if they allow repeated payments."
TRUE = (FIRST, SECOND)
COMPOSED = "Direct Debit from a UK bank account is accepted"
"""What only the whole article says, which the composer shows."""
DEADLINE = 10.0
"""Seconds that a model has for an answer with all its attempts."""


@contextmanager
def worded_by(stack: Any, address: str) -> Iterator[None]:
    """The stack's answers in the words of the model at this address."""
    before = stack.extra
    # The same question is asked here again and again, of models that differ.
    model = {"OPENAI_BASE_URL": address, "OPENAI_API_KEY": "none", "USHER_CACHED_ANSWERS": "0"}
    _restart(stack, {**before, **model})
    try:
        yield
    finally:
        _restart(stack, before)


def _restart(stack: Any, extra: Any) -> None:
    stack.stop("actions")
    stack.extra = extra
    stack.start(("actions",))
    stack.wait()


@pytest.fixture(scope="module")
def endpoint(stack: Any) -> Iterator[StandIn]:
    with served(standin.says(*TRUE)) as made, worded_by(stack, made.url):
        yield made


@pytest.fixture
def behaves(endpoint: StandIn) -> Callable[..., StandIn]:
    """Makes the model behave so from now on."""

    def behave(*behaviours: standin.Behaviour) -> StandIn:
        endpoint.behaviours[:] = behaviours
        endpoint.bodies.clear()
        endpoint.exchanges.clear()
        return endpoint

    return behave


def test_a_model_s_first_sentence_is_in_the_browser_within_60_ms(talk: Any, behaves: Any) -> None:
    model = behaves(standin.paced(*TRUE, pause=0.3))
    talk().say(ASKED)  # whatever is loaded at first use
    delays = []

    for _ in range(7):
        customer = talk()
        with Listening(customer) as listening:
            customer.say(ASKED)
            drafts = listening.of("draft")
        # On a busy machine one may be given up, so that the answer is not held up.
        delays.append(drafts[0].at - model.exchanges[-1].finished[0] if drafts else math.inf)

    assert statistics.median(delays) < 0.06, [round(one, 3) for one in delays]


def test_drafts_come_in_order_and_the_answer_takes_their_place(talk: Any, behaves: Any) -> None:
    behaves(standin.paced(*TRUE, pause=0.2))
    customer = talk()

    with Listening(customer) as listening:
        reply = customer.say(ASKED)
        drafts = listening.wait_for("draft", 2)
        answer = next(one for one in listening.wait_for("message", 2) if FIRST in one.data.get("text", ""))

    assert [(one.data["sequence"], one.data["text"]) for one in drafts] == [(1, FIRST), (2, f"{FIRST} {SECOND}")]
    assert {one.data["stream"] for one in drafts} == {answer.data["stream"]}
    assert answer.data["text"] == f"{FIRST} {SECOND}"
    assert reply.messages[-1]["sources"][0]["title"]


def test_a_model_that_lies_after_a_draft_leaves_the_composer_s_answer_in_its_place(talk: Any, behaves: Any) -> None:
    lie = "A change takes up to 48 hours."
    behaves(standin.says(FIRST, lie))
    customer = talk()

    with Listening(customer) as listening:
        reply = customer.say(ASKED)
        draft = listening.wait_for("draft")[0]
        answer = next(one for one in listening.wait_for("message", 2) if COMPOSED in one.data.get("text", ""))

    assert answer.data["stream"] == draft.data["stream"]
    assert lie not in reply.text
    assert all(lie not in str(one.data) for one in listening.heard)


@pytest.mark.parametrize(
    "fault",
    [standin.fails(429), standin.stalls, standin.sends_garbage, standin.is_cut_off,
     standin.raw('{"sentences": [{"text": "Choose', "length"), standin.never_ends, standin.is_empty, standin.filters],
    ids=["429", "timeout", "garbage", "reset", "truncated JSON", "endless", "empty", "content filter"],
)  # fmt: skip
def test_whatever_the_model_does_the_composer_answers_in_time(talk: Any, behaves: Any, fault: Any) -> None:
    model = behaves(fault)
    began = time.monotonic()

    reply = talk().say(ASKED)

    took = time.monotonic() - began
    assert model.bodies, "the model was not asked"
    assert COMPOSED in reply.text
    assert took < DEADLINE + 3
    behaves(standin.says(*TRUE))
    assert FIRST in talk().say(ASKED).text, "the model is asked again"


CONVERSATIONS: tuple[tuple[str | None, tuple[str, ...]], ...] = (
    ("price-increase", ("hello", "Why is my bill higher this month?", "When is my next payment?", "thanks")),
    ("charged-twice", ("I was charged twice!", "Which plan do I have?", "Let me see my invoices", "bye")),
    ("payment-failed", ("Why did my payment fail?", "How do I change my card?", "thank you")),
    ("cancelled", ("When does my subscription end?", "Will I be charged again?")),
    ("missing-papers", ("My paper did not come again", "When is my next payment?")),
    ("roku", ("It keeps buffering on my Roku", "Is there an outage?", "Does my plan include 4K?", "do you have Nosferatu?")),
    ("wants-metropolis", ("Can I watch Metropolis?", "What do you recommend?", "Compare Basic and Premium")),
    (None, ("are you a robot?", "compare your plans", "what does NL-1001 mean?", "how do I turn on subtitles?",
            "what should I watch tonight?")),
    (None, ("hi", ASKED, "do my downloads work on a plane?", "great, thanks")),
)  # fmt: skip


def test_a_model_is_called_for_at_most_a_quarter_of_the_customers_messages(talk: Any, behaves: Any) -> None:
    model = behaves(standin.quotes("help_article", "body"))
    said = 0

    for slug, texts in CONVERSATIONS:
        customer = talk(slug)
        for text in texts:
            assert customer.say(text).text
            said += 1

    calls = len(model.bodies)
    assert 0 < calls <= said / 4, f"{calls} calls for {said} messages"


@pytest.mark.model
@pytest.mark.timeout(300)
def test_a_real_model_is_streamed_checked_and_fallen_back_from_within_90_s(talk: Any, stack: Any) -> None:
    questions = (ASKED, "How do I turn on subtitles?", "Can I pay with PayPal?")
    with small_model() as address, worded_by(stack, address):
        began = time.monotonic()
        for text in questions:
            customer = talk()
            with Listening(customer) as listening:
                reply = customer.say(text)
                final = [one for one in listening.wait_for("message", 2) if one.data.get("text")][-1]
            drafts = [one.data["text"] for one in listening.of("draft")]

            assert reply.text
            assert all(draft in reply.text for draft in drafts) or final.data.get("stream")
        took = time.monotonic() - began
        log = stack.log("actions", lines=10_000)

    assert took < 90
    assert "gate: " in log, "no sentence of the model's was judged"
    assert "Traceback" not in log


@contextmanager
def small_model() -> Iterator[str]:
    """The small local model on one thread; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = Path(__file__).parents[1] / "actions" / "model" / "small_model.py"
    process = subprocess.Popen(
        [sys.executable, str(script), str(port)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline(), "the model did not start"
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()
