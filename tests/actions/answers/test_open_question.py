"""An open question answered: by the model, by the composer after it, and from which facts."""

from __future__ import annotations

from actions.answers.gate import Gate
from actions.use_cases import UseCases
from tests.actions.model import standin
from tests.actions.model.standin import standing_in

ASKED = "How do I add another profile?"
TRUE = "An account can have five profiles."
LIE = "An account can have six profiles."


async def test_a_model_s_answer_names_the_article_that_bears_it_out(company) -> None:
    async with standing_in(standin.says(TRUE)) as endpoint, company(endpoint.url) as it:
        answer = await it.answers(ASKED)

    assert answer.text == TRUE
    assert [source.title for source in answer.sources] == ["Add a profile"]
    assert answer.stream == "turn-answer"


async def test_the_composed_answer_replaces_drafts_that_a_broken_model_left_behind(company) -> None:
    for broken in (standin.says(TRUE, LIE), standin.paced(TRUE, LIE, pause=0.0)):
        async with standing_in(broken) as endpoint, company(endpoint.url) as it:
            answer = await it.answers(ASKED)

        assert TRUE not in answer.text
        assert answer.choices[0].title == "Add a profile"
        assert answer.stream == "turn-answer"


async def test_a_composed_answer_that_no_draft_went_before_has_no_stream(company) -> None:
    async with standing_in(standin.fails(500)) as endpoint, company(endpoint.url) as it:
        after_a_failure = await it.answers(ASKED)
    async with company() as it:
        without_a_model = await it.answers(ASKED)

    assert after_a_failure.text == without_a_model.text
    assert after_a_failure.stream is None
    assert without_a_model.stream is None


async def test_a_gate_that_stumbles_lets_nothing_through_and_the_composer_answers(company, monkeypatch) -> None:
    def stumbles(*_: object) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr(Gate, "judge", stumbles)
    async with standing_in(standin.says(TRUE)) as endpoint, company(endpoint.url) as it:
        answer = await it.answers(ASKED)

    assert answer.choices[0].title == "Add a profile"
    assert it.ledger.outcomes == ["refused"]


async def test_the_router_s_readings_help_to_find_the_article(company) -> None:
    vague = "what about when we are away"
    async with standing_in(standin.says(TRUE)) as endpoint, company(endpoint.url) as it:
        it.on.index.part("help links", lambda: {"watch_abroad": {"travel": 1.0}})
        await it.answers(vague, watch_abroad=0.9)
        first = endpoint.bodies[0]["messages"][1]["content"]

    assert "help_title=Watch abroad" in first


async def test_bills_are_told_only_while_a_use_case_that_tells_them_is_on(company, signed_in) -> None:
    asked = "Why did you take £9.99 from me?"
    async with standing_in(standin.raw('{"sentences": []}')) as endpoint, company(endpoint.url) as it:
        await it.answers(asked, signed_in)
        on = it.on.use_cases.by_name
        silent = {
            name: one.model_copy(update={"enabled": False})
            for name, one in on.items()
            if any("invoice" in need or "payment" in need for need in (*one.needs, *one.wants))
        }
        async with company(endpoint.url, use_cases=UseCases({**on, **silent})) as cautious:
            await cautious.answers(asked, signed_in)

    told = [body["messages"][1]["content"] for body in endpoint.bodies]
    assert "invoice: " in told[0]
    assert "payment: " in told[0]
    assert "invoice: " not in told[1]
    assert "payment: " not in told[1]


async def test_a_visitor_s_prompt_holds_nobody_s_rows(company) -> None:
    async with standing_in(standin.raw('{"sentences": []}')) as endpoint, company(endpoint.url) as it:
        await it.answers("Why did you take £9.99 from me?")
        await it.answers(ASKED)

    sent = str(endpoint.bodies)
    assert not [word for word in ("invoice: ", "payment: ", "subscription: ", "INV-1", "Marlowe") if word in sent]
