"""A customer on the web channel: the HTTP contract as tests, benchmarks and scripts use it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx2

from demo.site.tokens import site_token
from demo.stories import customer_of


def token_for(customer: str, *, signed_in_seconds_ago: int = 0, folder: Path | None = None) -> str:
    """A site token for a customer's id or a story's slug, as the demo company's website would sign it.

    `folder` holds the website's keys; None: the demo's folder of the settings.
    """
    now = dt.datetime.now(dt.UTC)
    return site_token(customer_of(customer), now - dt.timedelta(seconds=signed_in_seconds_ago), now, folder)


@dataclass
class Reply:
    """What came back for one message."""

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """Everything said, one message a paragraph."""
        return "\n".join(message["text"] for message in self.messages if message.get("text"))

    @property
    def choices(self) -> list[dict[str, Any]]:
        return [choice for message in self.messages for choice in message.get("choices") or []]

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [card for message in self.messages for card in message.get("cards") or []]

    def choice(self, title: str) -> str:
        """The opaque value of the choice whose title holds `title`; LookupError when none does."""
        for choice in self.choices:
            if title.lower() in choice["title"].lower() and "choice" in choice:
                return str(choice["choice"])
        raise LookupError(f"no choice {title!r} among {[choice['title'] for choice in self.choices]}")


@dataclass
class Customer:
    """One conversation over HTTP. `token` None: a visitor."""

    url: str
    token: str | None = None
    locale: str = "en-GB"
    last: Reply = field(default_factory=lambda: Reply([]))

    def __post_init__(self) -> None:
        self.http = httpx2.Client(base_url=f"{self.url}/webhooks/web", timeout=30.0)
        body = {"locale": self.locale} | ({"token": self.token} if self.token else {})
        opened = self.http.post("/session", json=body)
        opened.raise_for_status()
        self.session: dict[str, Any] = opened.json()
        self.http.headers["Authorization"] = f"Bearer {self.session['session']}"

    def say(self, text: str) -> Reply:
        """Write a message and wait for the whole reply."""
        return self._send({"text": text})

    def press(self, title: str) -> Reply:
        """Press a choice of the last reply by (a part of) its title."""
        return self._send({"choice": self.last.choice(title)})

    def _send(self, body: dict[str, str]) -> Reply:
        answered = self.http.post("/messages?wait=true", json={"id": str(uuid.uuid4()), **body})
        answered.raise_for_status()
        self.last = Reply(answered.json()["messages"])
        return self.last

    def close(self) -> None:
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
