"""An OpenAI-compatible endpoint: streamed, bounded in time and length, asked only for what it takes."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol

import httpx2
from openai import APIStatusError, AsyncAzureOpenAI, AsyncOpenAI, RateLimitError
from pydantic import SecretStr

from actions.answers.model.call import Broken, Call
from actions.answers.model.chat import ChatCompletions
from actions.answers.model.responses import Responses
from actions.answers.model.waiting import seconds_to_wait

ApiName = Literal["chat", "responses"]


@dataclass(frozen=True)
class ModelSettings:
    """How the model is reached and what it may cost.

    `model` None: the endpoint's only one. `base_url` None: api.openai.com. `api_version` None: not an Azure resource
    that wants one. `seconds` is the deadline for an answer with all its attempts. Tokens are per UTC day. Prices are
    per million tokens; `price_cached` None: a prompt's cached tokens cost as much as others. After
    `breaker_failures` in a row the endpoint is left alone for `breaker_seconds`.
    """

    api_key: SecretStr | None
    base_url: str | None
    model: str | None
    api: ApiName = "chat"
    api_version: str | None = None
    seconds: float = 10.0
    daily_tokens: int = 2_000_000
    customer_daily_tokens: int = 20_000
    price_prompt: float = 0.0
    price_completion: float = 0.0
    price_cached: float | None = None
    breaker_failures: int = 3
    breaker_seconds: float = 30.0

    def cost(self, prompt: int, completion: int, cached: int) -> float:
        """What so many tokens cost; `cached` of those of the prompt came out of the endpoint's cache."""
        kept = self.price_prompt if self.price_cached is None else self.price_cached
        return ((prompt - cached) * self.price_prompt + cached * kept + completion * self.price_completion) / 1_000_000


class Api(Protocol):
    """One of the ways in which an endpoint is spoken to."""

    schema_part: ClassVar[str]
    """The part of a call that asks for JSON by a schema."""
    optional: ClassVar[tuple[str, ...]]
    """Parts that a compatible endpoint may not know; one that it complains of is left out from then on."""

    def pieces(self, client: AsyncOpenAI, model: str, call: Call, left_out: Collection[str]) -> AsyncGenerator[str]:
        """Pieces of the answer as they arrive, some of them empty; see `Endpoint.stream`."""
        ...


_APIS: Mapping[ApiName, Callable[[], Api]] = {"chat": ChatCompletions, "responses": Responses}


@dataclass
class Endpoint:
    """Calls the model. Remembers what the endpoint does not take, which model it serves, and until when it wants
    to be left alone."""

    settings: ModelSettings
    http: httpx2.AsyncClient | None = None
    left_out: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._client = _client(self.settings, self.http)
        self._model = self.settings.model
        self._api = _APIS[self.settings.api]()
        self._rests_until = 0.0

    @property
    def takes_schema(self) -> bool:
        return self._api.schema_part not in self.left_out

    @property
    def rests(self) -> bool:
        """Whether it has asked to be left alone for a time that is not over."""
        return time.monotonic() < self._rests_until

    async def stream(self, call: Call) -> AsyncGenerator[str]:
        """Pieces of the answer as they arrive.

        Raises `openai.OpenAIError`, `Broken`, and `Refused` when the endpoint's filter or a limit stepped in.
        """
        try:
            async with aclosing(self._api.pieces(self._client, await self._served(), call, self.left_out)) as pieces:
                async for piece in pieces:
                    if piece:
                        yield piece
        except RateLimitError as error:
            self._rests_until = time.monotonic() + seconds_to_wait(error.response.headers)
            raise
        except (httpx2.HTTPError, json.JSONDecodeError, UnicodeDecodeError, AttributeError, TypeError) as error:
            # The client lets through what goes wrong within a stream: a reset, or data that is no chunk.
            raise Broken(f"the model's stream broke: {type(error).__name__}") from None

    async def _served(self) -> str:
        if self._model is None:
            models = [model.id async for model in self._client.models.list()]
            if len(models) != 1:
                raise Broken(f"the endpoint serves {len(models)} models; set USHER_MODEL")
            self._model = models[0]
        return self._model

    def passes_over_schema(self) -> None:
        """It wrote plain text although JSON was asked for: from now on plain text is asked for."""
        self.left_out.add(self._api.schema_part)

    def learns(self, error: APIStatusError) -> bool:
        """Whether a call was refused for a part it can do without; the next ones are then made without it."""
        said = f"{error} {error.body}".lower()
        named = next((name for name in self._api.optional if name in said and name not in self.left_out), None)
        if named is None:
            return False
        self.left_out.add(named)
        return True

    async def close(self) -> None:
        await self._client.close()


def _client(chosen: ModelSettings, http: httpx2.AsyncClient | None) -> AsyncOpenAI:
    key = chosen.api_key.get_secret_value() if chosen.api_key else "not-needed"
    # Retries are the wording's: a stream that broke must not be repeated behind its back.
    if chosen.api_version and chosen.base_url:
        return AsyncAzureOpenAI(
            api_key=key, azure_endpoint=chosen.base_url, api_version=chosen.api_version, timeout=chosen.seconds,
            max_retries=0, http_client=http,
        )  # fmt: skip
    return AsyncOpenAI(
        api_key=key, base_url=chosen.base_url, timeout=chosen.seconds, max_retries=0, http_client=http
    )  # fmt: skip
