"""The company's endpoint for requests: what is posted to it, and what counts as an answer.

A request is a signed webhook (https://www.standardwebhooks.com); its id is the idempotency key. See docs/requests.md.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import httpx2
from pydantic import AwareDatetime, BaseModel, Field, SecretStr, TypeAdapter, ValidationError, model_validator
from standardwebhooks.webhooks import Webhook

from actions.clock import Clock, system_clock

_log = logging.getLogger(__name__)
_PATIENCE = 5.0
"""Seconds for the whole exchange: the customer waits."""
_PASSING = (408, 425, 429)
"""Statuses below 500 that another attempt may end otherwise."""


class Done(BaseModel):
    """It was carried out. Instants carry their zone: without one, nobody knows which day they are on."""

    status: Literal["done"]
    reference: str = Field(min_length=1)
    effective_at: AwareDatetime
    until: AwareDatetime | None = None


class Refused(BaseModel):
    """It was not, and will not be. `reason` None: the company gives none."""

    status: Literal["refused"]
    reason: str | None = None


class Figures(BaseModel):
    """What a request would come to; amounts in minor units of `currency`. None: nothing of the kind."""

    status: Literal["preview"]
    effective_at: AwareDatetime
    until: AwareDatetime | None = None
    due_now_minor: int | None = None
    unused_minor: int | None = None
    extra_minor: int | None = None
    next_amount_minor: int | None = None
    next_billing_at: AwareDatetime | None = None
    currency: str | None = Field(None, pattern=r"^[A-Z]{3}$")

    @model_validator(mode="after")
    def _amounts_have_a_currency(self) -> Self:
        amounts = (self.due_now_minor, self.unused_minor, self.extra_minor, self.next_amount_minor)
        if self.currency is None and any(amount is not None for amount in amounts):
            raise ValueError("amounts without a currency")
        return self


_ANSWERS: TypeAdapter[Done | Refused | Figures] = TypeAdapter(
    Annotated[Done | Refused | Figures, Field(discriminator="status")]
)


class Receiver:
    """Posts to the endpoint at `url`."""

    def __init__(self, url: str, secret: SecretStr, clock: Clock = system_clock) -> None:
        self._url = url
        self._webhook = Webhook(secret.get_secret_value())
        self._clock = clock

    async def answer(self, id: str, type: str, customer: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """The endpoint's answer, as one of the models above in JSON; empty where there is none that fits."""
        body = json.dumps({"id": id, "type": type, "customer": customer, "data": data})
        try:
            async with asyncio.timeout(_PATIENCE):  # httpx's own timeout is for each read
                response = await self._post(id, body)
        except (httpx2.HTTPError, TimeoutError):
            return {}
        if (answer := _understood(response)) is None:
            if response.status_code < 500 and response.status_code not in _PASSING:
                _log.error("the endpoint's %d to %s %s is no answer", response.status_code, type, id)
            return {}
        return answer.model_dump(mode="json", exclude_none=True)

    async def _post(self, id: str, body: str) -> httpx2.Response:
        now = self._clock()
        headers = {
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(id, now, body),
        }
        async with httpx2.AsyncClient(timeout=_PATIENCE) as client:
            return await client.post(self._url, content=body, headers=headers)


def _understood(response: httpx2.Response) -> Done | Refused | Figures | None:
    if response.status_code not in (200, 422):
        return None
    try:
        return _ANSWERS.validate_json(response.content)
    except ValidationError:
        return None
