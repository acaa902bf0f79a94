"""One call to an OpenAI-compatible endpoint: Chat Completions, streamed, bounded in time and length."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from openai import AsyncOpenAI, BadRequestError, OpenAIError
from openai.types import CompletionUsage
from pydantic import SecretStr

from actions.answers.model.prompt import SCHEMA

_ANSWER_TOKENS = 300
_CHARACTERS = 4000
"""A stream that goes on beyond this is cut off."""


@dataclass(frozen=True)
class ModelSettings:
    """How the model is reached and what it may cost.

    `model` None: the endpoint's only one. `base_url` None: api.openai.com. `seconds` is the deadline for an
    answer with all its attempts. Tokens are per UTC day. Prices are per million tokens.
    """

    api_key: SecretStr | None
    base_url: str | None
    model: str | None
    seconds: float = 10.0
    daily_tokens: int = 2_000_000
    customer_daily_tokens: int = 20_000
    price_prompt: float = 0.0
    price_completion: float = 0.0


class Refused(Exception):
    """The endpoint's own filter or limits ended the answer; the text is its reason."""


class Endpoint:
    """Calls the model. Remembers whether the endpoint takes a JSON schema, and which model it serves."""

    def __init__(self, settings: ModelSettings) -> None:
        key = settings.api_key.get_secret_value() if settings.api_key else "not-needed"
        # Retries are the wording's: a stream that broke must not be repeated behind its back.
        self._client = AsyncOpenAI(api_key=key, base_url=settings.base_url, timeout=settings.seconds, max_retries=0)
        self._model = settings.model
        self.takes_schema = True
        self.usage: CompletionUsage | None = None

    async def stream(self, messages: Sequence[dict[str, str]], subject: str) -> AsyncIterator[str]:
        """Pieces of the answer as they arrive; `usage` is set when the endpoint reports it.

        Raises `openai.OpenAIError`, and `Refused` when the endpoint's filter stepped in.
        """
        self.usage = None
        length = 0
        stream = await self._client.chat.completions.create(**await self._call(messages, subject))
        async with stream:
            async for chunk in stream:
                self.usage = chunk.usage or self.usage
                for choice in chunk.choices:
                    piece = choice.delta.content or ""
                    length += len(piece)
                    if choice.finish_reason == "content_filter" or length > _CHARACTERS:
                        raise Refused(choice.finish_reason or "endless")
                    if piece:
                        yield piece

    async def _call(self, messages: Sequence[dict[str, str]], subject: str) -> dict[str, Any]:
        call: dict[str, Any] = {
            "model": await self._served(), "messages": list(messages), "stream": True,
            "stream_options": {"include_usage": True}, "max_completion_tokens": _ANSWER_TOKENS, "temperature": 0,
            "extra_body": {"prompt_cache_key": "usher-answers-1", "safety_identifier": subject},
        }  # fmt: skip
        return call | ({"response_format": SCHEMA} if self.takes_schema else {})

    async def _served(self) -> str:
        if self._model is None:
            models = [model.id async for model in self._client.models.list()]
            if not models:
                raise OpenAIError("the endpoint serves no model; set USHER_MODEL")
            self._model = models[0]
        return self._model

    def without_schema(self, error: BadRequestError) -> bool:
        """Whether the call was refused because of the schema; the next ones are then made without."""
        if self.takes_schema and "response_format" in str(error).lower() + str(error.param or ""):
            self.takes_schema = False
            return True
        return False

    async def close(self) -> None:
        await self._client.close()
