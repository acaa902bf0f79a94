"""What Slack sends to an app: events, commands and interactions, signed and repeated as Slack does.

https://docs.slack.dev/authentication/verifying-requests-from-slack
https://docs.slack.dev/apis/events-api#retries
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from demo.platforms.calls import Call
from demo.slack.workspace import APP, BOT_USER, PERSON, TEAM

RETRIES = (0.0, 60.0, 300.0)  # seconds before each repetition of an event that was not acknowledged
_CALLS = 200

Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[tuple[int, str]]]
"""Posts a body with headers; gives status and text. Status 0: no answer within three seconds."""


class Events:
    """Sends to one app. `copies` says how often each delivery is made, as if acknowledgements were lost."""

    def __init__(self, url: str, signing_secret: str, post: Post, retries: tuple[float, ...] = RETRIES) -> None:
        self.calls: deque[Call] = deque(maxlen=_CALLS)
        self.copies = 1
        self._url = url
        self._secret = signing_secret
        self._post = post
        self._retries = retries
        self._repeating: set[asyncio.Task[None]] = set()

    async def event(self, event: Mapping[str, Any]) -> int:
        """Send an event; the status of the first answer. What is not acknowledged is repeated meanwhile."""
        body = {
            "token": "not-used",
            "team_id": TEAM,
            "api_app_id": APP,
            "event": dict(event),
            "type": "event_callback",
            "event_id": f"Ev{uuid.uuid4().hex[:10].upper()}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
        }
        payload = json.dumps(body).encode()
        name = f"event {event['type']}"
        status = await self._send(name, payload, body, "application/json")
        for number in range(1, self.copies):
            await self._send(name, payload, body, "application/json", _retry(number, "http_timeout"))
        if not 200 <= status < 300:
            task = asyncio.create_task(self._repeat(name, payload, body))
            self._repeating.add(task)
            task.add_done_callback(self._repeating.discard)
        return status

    async def command(self, command: str, text: str, channel: str) -> tuple[int, str]:
        """A slash command; status and what the person is shown at once."""
        form = {
            "command": command,
            "text": text,
            "team_id": TEAM,
            "channel_id": channel,
            "user_id": PERSON,
            "api_app_id": APP,
            "trigger_id": f"trigger.{uuid.uuid4().hex}",
            "response_url": "https://hooks.slack.com/commands/1",
        }
        return await self._form(f"command {command}", form, form)

    async def interaction(self, payload: Mapping[str, Any]) -> tuple[int, str]:
        """A press, or a form that was sent."""
        known = {
            "team": {"id": TEAM, "domain": "northlight"},
            "user": {"id": PERSON, "team_id": TEAM},
            "api_app_id": APP,
            "trigger_id": f"trigger.{uuid.uuid4().hex}",
            **payload,
        }
        return await self._form(f"interaction {payload['type']}", {"payload": json.dumps(known)}, known)

    async def _form(self, name: str, form: Mapping[str, str], shown: Mapping[str, Any]) -> tuple[int, str]:
        body = urlencode(form).encode()
        answers = [
            await self._send_for(name, body, shown, "application/x-www-form-urlencoded") for _ in range(self.copies)
        ]
        return answers[0]

    async def _repeat(self, name: str, payload: bytes, body: Mapping[str, Any]) -> None:
        for number, wait in enumerate(self._retries, start=1):
            await asyncio.sleep(wait)
            if 200 <= await self._send(name, payload, body, "application/json", _retry(number, "http_error")) < 300:
                return

    async def _send(
        self, name: str, body: bytes, shown: Mapping[str, Any], kind: str, extra: Mapping[str, str] | None = None
    ) -> int:
        return (await self._send_for(name, body, shown, kind, extra))[0]

    async def _send_for(
        self, name: str, body: bytes, shown: Mapping[str, Any], kind: str, extra: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        headers = {"Content-Type": kind, **signed(self._secret, body), **(extra or {})}
        status, text = await self._post(self._url, body, headers)
        self.calls.append(Call("in", name, shown, status, text))
        return status, text


def signed(secret: str, body: bytes, at: float | None = None) -> dict[str, str]:
    """The headers that prove that Slack sent a body. `at` in seconds since 1970; None: now."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _retry(number: int, reason: str) -> dict[str, str]:
    return {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
