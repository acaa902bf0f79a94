"""Responses, the primary API of api.openai.com. Nothing is stored there."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from typing import Any, ClassVar

from openai import AsyncOpenAI
from openai.types.responses import Response, ResponseStreamEvent

from actions.answers.model.call import ANSWER_TOKENS, CACHE_KEY, Broken, Call, Refused, Usage
from actions.answers.model.prompt import SCHEMA


class Responses:
    """See `endpoint.Api`. `store` is no optional part: an endpoint that insists on keeping answers is not asked."""

    schema_part: ClassVar[str] = "text.format"
    optional: ClassVar[tuple[str, ...]] = (
        "text.format", "prompt_cache_key", "safety_identifier", "temperature", "max_output_tokens",
    )  # fmt: skip

    async def pieces(
        self, client: AsyncOpenAI, model: str, call: Call, left_out: Collection[str]
    ) -> AsyncGenerator[str]:
        request = _request(model, call, left_out)
        ended = False
        async with await client.responses.create(**request) as stream:
            async for event in stream:
                ended = ended or event.type in ("response.completed", "response.incomplete")
                yield call.take(_text(event, call))
        if not ended:
            raise Broken("the model's stream ended before its answer did")


def _request(model: str, call: Call, left_out: Collection[str]) -> dict[str, Any]:
    optional: dict[str, Any] = {
        "text.format": {"type": "json_schema", **SCHEMA}, "temperature": 0, "max_output_tokens": ANSWER_TOKENS,
        "prompt_cache_key": CACHE_KEY, "safety_identifier": call.subject,
    }  # fmt: skip
    kept = {name: value for name, value in optional.items() if name not in left_out}
    if (form := kept.pop("text.format", None)) is not None:
        kept["text"] = {"format": form}
    return {"model": model, "input": list(call.messages), "stream": True, "store": False, **kept}


def _text(event: ResponseStreamEvent, call: Call) -> str:
    """What an event adds to the answer. Raises `Refused` where the endpoint's filter ends it, `Broken` for a failure."""
    match event.type:
        case "response.output_text.delta":
            return event.delta
        case "response.refusal.delta":
            raise Refused("the endpoint's filter stepped in")
        case "response.failed" | "error":
            raise Broken("the endpoint gave the answer up")
        case "response.completed" | "response.incomplete":
            _ended(event.response, call)
    return ""


def _ended(response: Response, call: Call) -> None:
    if response.usage:
        counted = response.usage
        cached = counted.input_tokens_details.cached_tokens if counted.input_tokens_details else 0
        call.usage = Usage(counted.input_tokens, counted.output_tokens, cached)
    reason = response.incomplete_details.reason if response.incomplete_details else None
    if reason == "content_filter":
        raise Refused("the endpoint's filter stepped in")
    call.cut = reason is not None
