"""One call to an OpenAI-compatible endpoint: Chat Completions, streamed, bounded in time and length."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
from openai import APIStatusError, AsyncOpenAI, OpenAIError
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk
from pydantic import SecretStr

from actions.answers.model.prompt import SCHEMA
from actions.errors import UsherError

_ANSWER_TOKENS = 300
_CHARACTERS = 4000
"""A stream that goes on beyond this is cut off."""
_OPTIONAL = ("response_format", "prompt_cache_key", "safety_identifier", "stream_options", "temperature",
             "max_completion_tokens")  # fmt: skip
"""Parts of a call that a compatible endpoint may not know; one that it complains of is left out from then on."""


@dataclass(frozen=True)
class ModelSettings:
    """How the model is reached and what it may cost.

    `model` None: the endpoint's only one. `base_url` None: api.openai.com. `seconds` is the deadline for an
    answer with all its attempts. Tokens are per UTC day. Prices are per million tokens. After
    `breaker_failures` in a row the endpoint is left alone for `breaker_seconds`.
    """

    api_key: SecretStr | None
    base_url: str | None
    model: str | None
    seconds: float = 10.0
    daily_tokens: int = 2_000_000
    customer_daily_tokens: int = 20_000
    price_prompt: float = 0.0
    price_completion: float = 0.0
    breaker_failures: int = 3
    breaker_seconds: float = 30.0


class Refused(UsherError):
    """The endpoint's own filter or a limit ended the answer; the text is its reason."""


class Broken(UsherError):
    """The connection broke, or what came over it is no stream of Chat Completions."""


@dataclass
class Call:
    """One call while it runs. `usage` is what the endpoint reported at its end; None: nothing.

    `characters` were received so far; `cut` says that the endpoint stopped at its limit, in mid-sentence perhaps.
    """

    messages: Sequence[dict[str, str]]
    subject: str
    usage: CompletionUsage | None = None
    characters: int = 0
    cut: bool = False

    def take(self, chunk: ChatCompletionChunk) -> str:
        """The text of a chunk. Raises `Refused` where the answer has to end."""
        self.usage = chunk.usage or self.usage
        text = ""
        for choice in chunk.choices:
            if choice.finish_reason == "content_filter" or choice.delta.refusal:
                raise Refused("the endpoint's filter stepped in")
            self.cut |= choice.finish_reason == "length"
            text += choice.delta.content or ""
        self.characters += len(text)
        if self.characters > _CHARACTERS:
            raise Refused("the answer does not end")
        return text


@dataclass
class Endpoint:
    """Calls the model. Remembers what the endpoint does not take, and which model it serves."""

    settings: ModelSettings
    http: httpx2.AsyncClient | None = None
    left_out: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        key = self.settings.api_key.get_secret_value() if self.settings.api_key else "not-needed"
        # Retries are the wording's: a stream that broke must not be repeated behind its back.
        self._client = AsyncOpenAI(
            api_key=key, base_url=self.settings.base_url, timeout=self.settings.seconds, max_retries=0,
            http_client=self.http,
        )  # fmt: skip
        self._model = self.settings.model

    @property
    def takes_schema(self) -> bool:
        return "response_format" not in self.left_out

    async def stream(self, call: Call) -> AsyncGenerator[str]:
        """Pieces of the answer as they arrive.

        Raises `openai.OpenAIError`, `Broken`, and `Refused` when the endpoint's filter or a limit stepped in.
        """
        try:
            stream = await self._client.chat.completions.create(**await self._request(call))
            async with stream:
                async for chunk in stream:
                    if piece := call.take(chunk):
                        yield piece
        except (httpx2.HTTPError, json.JSONDecodeError, UnicodeDecodeError, AttributeError, TypeError) as error:
            # The client lets through what goes wrong within a stream: a reset, or data that is no chunk.
            raise Broken(f"the model's stream broke: {type(error).__name__}") from None

    async def _request(self, call: Call) -> dict[str, Any]:
        extra = {"prompt_cache_key": "usher-answers-1", "safety_identifier": call.subject}
        optional: dict[str, Any] = {
            "response_format": SCHEMA, "stream_options": {"include_usage": True}, "temperature": 0,
            "max_completion_tokens": _ANSWER_TOKENS,
        }  # fmt: skip
        if "max_completion_tokens" in self.left_out:
            optional["max_tokens"] = _ANSWER_TOKENS
        return {
            "model": await self._served(), "messages": list(call.messages), "stream": True,
            **{name: value for name, value in optional.items() if name not in self.left_out},
            "extra_body": {name: value for name, value in extra.items() if name not in self.left_out},
        }  # fmt: skip

    async def _served(self) -> str:
        if self._model is None:
            models = [model.id async for model in self._client.models.list()]
            if not models:
                raise OpenAIError("the endpoint serves no model; set USHER_MODEL")
            self._model = models[0]
        return self._model

    def passes_over_schema(self) -> None:
        """It wrote plain text although JSON was asked for: from now on plain text is asked for."""
        self.left_out.add("response_format")

    def learns(self, error: APIStatusError) -> bool:
        """Whether a call was refused for a part it can do without; the next ones are then made without it."""
        said = f"{error} {error.body}".lower()
        named = next((name for name in _OPTIONAL if name in said and name not in self.left_out), None)
        if named is None:
            return False
        self.left_out.add(named)
        return True

    async def close(self) -> None:
        await self._client.close()
