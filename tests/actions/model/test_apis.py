"""The ways in which an endpoint is spoken to: Responses, Azure's, and what it says of waiting and of its models."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from actions.answers.model.waiting import seconds_to_wait
from tests.actions.model import standin
from tests.actions.model.standin import standing_in
from tests.actions.model.standin_responses import answers, writes
from tests.actions.model.test_wording import ALSO_TRUE, LIE, TRUE, word

RESPONSES = {"api": "responses"}
NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


async def test_responses_are_streamed_checked_and_not_stored(wording, facts, today) -> None:
    shown: list[str] = []

    async def show(number: int, text: str) -> None:
        shown.append(text)

    async with standing_in(answers(TRUE, ALSO_TRUE)) as endpoint, wording(endpoint.url, **RESPONSES) as service:
        answer = await word(service, facts, today, on_sentence=show)

    body = endpoint.bodies[0]
    assert endpoint.exchanges[0].head.startswith("POST /v1/responses ")
    assert answer.text == f"{TRUE} {ALSO_TRUE}"
    assert shown == [TRUE, ALSO_TRUE]
    assert body["store"] is False
    assert body["text"]["format"]["strict"] is True
    assert body["safety_identifier"] == "s" * 8


async def test_a_lie_over_responses_is_refused_as_well(wording, facts, today) -> None:
    async with standing_in(answers(LIE)) as endpoint, wording(endpoint.url, **RESPONSES) as service:
        answer = await word(service, facts, today)

    assert (answer.text, answer.trace.fallback) == (None, "refused")
    assert len(endpoint.bodies) == 2


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_tokens_that_were_kept_cost_their_own_price(api: str, wording, facts, today, ledger) -> None:
    kept = {"prompt_tokens_details": {"cached_tokens": 60}}
    behaviour = answers(TRUE) if api == "responses" else standin.says(TRUE, usage=kept)
    prices = {"price_prompt": 2.0, "price_cached": 0.5, "price_completion": 8.0, "api": api}

    async with standing_in(behaviour) as endpoint, wording(endpoint.url, **prices) as service:
        answer = await word(service, facts, today)

    assert ledger.records[0][1:3] == (100, 20)
    assert answer.trace.cost == pytest.approx((40 * 2.0 + 60 * 0.5 + 20 * 8.0) / 1_000_000)


@pytest.mark.parametrize("part", ["text.format", "prompt_cache_key", "temperature", "max_output_tokens"])
async def test_what_responses_do_not_take_is_left_out_and_they_are_still_not_stored(
    part: str, wording, facts, today
) -> None:
    refusal = standin.fails(400, f"Unsupported parameter: '{part}'", part)
    async with standing_in(refusal, answers(TRUE)) as endpoint, wording(endpoint.url, **RESPONSES) as service:
        answer = await word(service, facts, today)

    assert answer.text == TRUE
    assert [part.split(".")[0] in body for body in endpoint.bodies] == [True, False]
    assert [body["store"] for body in endpoint.bodies] == [False, False]


@pytest.mark.parametrize(
    ("behaviour", "fallback"),
    [
        (answers(TRUE, ending="incomplete", incomplete_details={"reason": "content_filter"}), "endpoint"),
        (answers(ending="failed", error={"code": "server_error", "message": "no"}), "endpoint"),
        (writes('{"sentences": [', "response.incomplete", response={"incomplete_details": {"reason": "max_output_tokens"}}),
         "unreadable"),
        (writes('{"sentences": [', "error", message="no", code="server_error", param=None), "endpoint"),
        (writes("I cannot", "response.refusal.delta", delta="help with that"), "endpoint"),
        (writes('{"sentences": [', None), "endpoint"),
        (writes("on and on " * 500, None), "endpoint"),
    ],
)  # fmt: skip
async def test_whatever_responses_do_the_composer_answers(behaviour: Any, fallback: str, wording, facts, today) -> None:
    async with standing_in(behaviour) as endpoint, wording(endpoint.url, **RESPONSES) as service:
        answer = await word(service, facts, today)

    assert (answer.text, answer.trace.fallback) == (None, fallback)


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_an_azure_resource_is_called_by_its_deployment_and_version(api: str, wording, facts, today) -> None:
    behaviour = answers(TRUE) if api == "responses" else standin.says(TRUE)
    async with standing_in(behaviour) as endpoint:
        resource = endpoint.url.removesuffix("/v1")
        async with wording(resource, api=api, api_version="2025-03-01-preview") as service:
            answer = await word(service, facts, today)

    path = {"chat": "/openai/deployments/stand-in/chat/completions", "responses": "/openai/responses"}[api]
    assert answer.text == TRUE
    assert endpoint.exchanges[0].head.startswith(f"POST {path}?api-version=2025-03-01-preview ")
    assert "\r\napi-key: " in endpoint.exchanges[0].head.lower()


async def test_an_endpoint_that_asks_to_wait_is_left_alone_until_then(wording, facts, today) -> None:
    asks = standin.fails(429, retry_after="60")
    async with standing_in(asks, standin.says(TRUE)) as endpoint, wording(endpoint.url) as service:
        first = await word(service, facts, today)
        second = await word(service, facts, today)

    assert [first.trace.fallback, second.trace.fallback] == ["endpoint", "breaker"]
    assert len(endpoint.bodies) == 1


@pytest.mark.parametrize("retry_after", ["0", "soon", "-3", "nan", "Tue, 10 Mar 2020 12:00:00 GMT"])
async def test_an_endpoint_that_asks_for_no_time_is_asked_again(retry_after: str, wording, facts, today) -> None:
    asks = standin.fails(429, retry_after=retry_after)
    async with standing_in(asks, standin.says(TRUE)) as endpoint, wording(endpoint.url) as service:
        await word(service, facts, today)
        second = await word(service, facts, today)

    assert second.text == TRUE


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("60", 60.0), ("1.5", 1.5), ("Tue, 10 Mar 2026 12:00:30 GMT", 30.0), ("100000", 600.0), ("inf", 600.0), ("", 0.0)],
)
def test_retry_after_is_a_number_or_a_date_and_has_an_end(said: str, seconds: float) -> None:
    assert seconds_to_wait({"retry-after": said}, lambda: NOON) == seconds


async def test_the_only_model_is_used_and_of_several_none_is_guessed(wording, facts, today, caplog) -> None:
    async with standing_in(standin.says(TRUE)) as endpoint:
        async with wording(endpoint.url, model=None) as service:
            only = await word(service, facts, today)
        endpoint.models = ("small", "large")
        async with wording(endpoint.url, model=None) as service:
            several = await word(service, facts, today)

    assert only.text == TRUE
    assert several.trace.fallback == "endpoint"
    assert "the endpoint serves 2 models; set USHER_MODEL" in caplog.text
