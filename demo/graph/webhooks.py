"""Calls the chatbot's webhook as Meta does: signed, in batches, again when it was not taken, sometimes twice.

https://developers.facebook.com/docs/messenger-platform/webhooks
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2

from demo.graph.threads import APP, INBOX, PAGE
from demo.platforms.calls import Call

_AGAIN = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds; Meta goes on for hours
_TIMEOUT = 20.0  # seconds, as Meta waits

Event = dict[str, Any]


class Webhooks:
    """Sends events to the webhook at `url`, in order. `told` hears of every attempt; `transport` None: the network."""

    def __init__(
        self, url: str, app_secret: str, told: Callable[[Call], None],
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:  # fmt: skip
        self._url = url
        self._secret = app_secret
        self._told = told
        self._transport = transport
        self._queue = asyncio.Lock()
        self.copies = 1

    async def send(self, *events: Event, field: str = "messaging") -> None:
        """One batch with these events, as often as `copies` says, and again until it is taken."""
        await self.deliver({"object": "page", "entry": [{"id": PAGE, "time": _now(), field: list(events)}]})

    async def deliver(self, batch: dict[str, Any]) -> None:
        """The same with a batch of one's own."""
        copies, self.copies = self.copies, 1
        async with self._queue:
            for _ in range(copies):
                await self._deliver(batch)

    async def _deliver(self, batch: dict[str, Any]) -> None:
        body = json.dumps(batch, ensure_ascii=False).encode()
        what = ", ".join(dict.fromkeys(_kind(event) for events in _events(batch) for event in events))
        for wait in (*_AGAIN, None):
            status = await self._post(body)
            self._told(Call("in", f"webhook: {what}", batch, status))
            if status == 200 or wait is None:
                return
            await asyncio.sleep(wait)

    async def _post(self, body: bytes) -> int:
        headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua", **self.signatures(body)}
        try:
            async with httpx2.AsyncClient(timeout=_TIMEOUT, transport=self._transport) as client:
                return (await client.post(self._url, content=body, headers=headers)).status_code
        except httpx2.HTTPError:
            return 0

    def signatures(self, body: bytes) -> dict[str, str]:
        """Both headers that Meta sends; the older one is not to be relied on."""
        key = self._secret.encode()
        return {
            "X-Hub-Signature": "sha1=" + hmac.new(key, body, hashlib.sha1).hexdigest(),
            "X-Hub-Signature-256": "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest(),
        }


def from_person(person: str, **content: Any) -> Event:
    """Something a person did: `message`, `postback`, `referral`, `optin`, or about routing."""
    return {"sender": {"id": person}, "recipient": {"id": PAGE}, "timestamp": _now(), **content}


def echo(person: str, mid: str, message: dict[str, Any]) -> Event:
    """The page's own message, as Meta repeats it."""
    told = {"mid": mid, "is_echo": True, "app_id": int(APP), **message}
    return {"sender": {"id": PAGE}, "recipient": {"id": person}, "timestamp": _now(), "message": told}


def receipts(person: str, mid: str) -> tuple[Event, Event]:
    """The message reached the person's device, and the person looked at it."""
    watermark = _now()
    return (
        from_person(person, delivery={"mids": [mid], "watermark": watermark}),
        from_person(person, read={"watermark": watermark}),
    )


def passed(person: str, owner: str, previous: str = INBOX) -> Event:
    """The conversation went to another app."""
    return from_person(
        person, pass_thread_control={"previous_owner_app_id": previous, "new_owner_app_id": owner, "metadata": ""}
    )


def _kind(event: Event) -> str:
    if event.get("message", {}).get("is_echo"):
        return "echo"
    if "field" in event:  # WhatsApp's
        return "messages" if "messages" in event["value"] else "statuses"
    return next(name for name in event if name not in ("sender", "recipient", "timestamp"))


def _events(batch: dict[str, Any]) -> Iterator[list[Event]]:
    for entry in batch["entry"]:
        yield from (value for value in entry.values() if isinstance(value, list))


def _now() -> int:
    """Milliseconds since 1970."""
    return int(time.time() * 1000)
