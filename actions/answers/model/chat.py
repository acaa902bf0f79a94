"""Chat Completions, which every compatible server speaks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from typing import Any, ClassVar

from openai import AsyncOpenAI
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk

from actions.answers.model.call import ANSWER_TOKENS, CACHE_KEY, Call, Refused, Usage
from actions.answers.model.prompt import SCHEMA


class ChatCompletions:
    """See `endpoint.Api`."""

    schema_part: ClassVar[str] = "response_format"
    optional: ClassVar[tuple[str, ...]] = (
        "response_format", "prompt_cache_key", "safety_identifier", "stream_options", "temperature",
        "max_completion_tokens",
    )  # fmt: skip

    async def pieces(
        self, client: AsyncOpenAI, model: str, call: Call, left_out: Collection[str]
    ) -> AsyncGenerator[str]:
        request = _request(model, call, left_out)
        call.cut = True  # until the endpoint says that the answer is whole
        async with await client.chat.completions.create(**request) as stream:
            async for chunk in stream:
                yield call.take(_text(chunk, call))


def _request(model: str, call: Call, left_out: Collection[str]) -> dict[str, Any]:
    optional: dict[str, Any] = {
        "response_format": {"type": "json_schema", "json_schema": SCHEMA}, "stream_options": {"include_usage": True},
        "temperature": 0, "max_completion_tokens": ANSWER_TOKENS,
    }  # fmt: skip
    if "max_completion_tokens" in left_out:
        optional["max_tokens"] = ANSWER_TOKENS
    extra = {"prompt_cache_key": CACHE_KEY, "safety_identifier": call.subject}
    return {
        "model": model, "messages": list(call.messages), "stream": True,
        **{name: value for name, value in optional.items() if name not in left_out},
        "extra_body": {name: value for name, value in extra.items() if name not in left_out},
    }  # fmt: skip


def _text(chunk: ChatCompletionChunk, call: Call) -> str:
    """What a chunk adds to the answer. Raises `Refused` where the endpoint's filter ends it."""
    if chunk.usage:
        call.usage = _usage(chunk.usage)
    text = ""
    for choice in chunk.choices:
        if choice.finish_reason == "content_filter" or choice.delta.refusal:
            raise Refused("the endpoint's filter stepped in")
        if choice.finish_reason:
            call.cut = choice.finish_reason == "length"
        text += choice.delta.content or ""
    return text


def _usage(counted: CompletionUsage) -> Usage:
    details = counted.prompt_tokens_details
    return Usage(counted.prompt_tokens, counted.completion_tokens, (details and details.cached_tokens) or 0)
