"""The people who write to the company's number, and the webhooks that tell of it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

import httpx2

from demo.graph.threads import Sent, Thread, Threads
from demo.graph.webhooks import Webhooks
from demo.platforms.calls import Call
from demo.platforms.keys import Keys
from demo.whatsapp.api import NUMBER, NumberApi

PEOPLE = {"447700900123": "Robin", "447700900456": "Noor"}
"""Numbers that Ofcom keeps for drama, and their people's names."""
_CALLS = 200  # kept


class People:
    """Moved by the chat page and by tests."""

    def __init__(self, webhook: str, keys: Keys, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self.threads = Threads()
        self.calls: deque[Call] = deque(maxlen=_CALLS)
        self.webhooks = Webhooks(webhook, keys.meta_app_secret, self.calls.append, transport)
        self.api = NumberApi(
            self.threads, keys.meta_page_token, keys.meta_app_secret, self.calls.append, self._was_sent
        )
        self._running: set[asyncio.Task[None]] = set()

    async def write(self, place: str, text: str) -> None:
        """Write a message, or send a picture."""
        if text.strip() == "📷":
            self._tell(place, "📷", type="image", image={"id": "1", "mime_type": "image/jpeg"})
        else:
            self._tell(place, text, type="text", text={"body": text})

    async def press(self, place: str, message: str, value: str) -> None:
        """Press a button, or choose a row."""
        content = next((one.content for one in self.threads.of(place).sent if one.mid == message), {})
        for kind, one in pressables(content):
            if one["id"] == value:
                reply = {name: one[name] for name in ("id", "title", "description") if name in one}
                self._tell(place, one["title"], type="interactive", interactive={"type": kind, kind: reply})
                return

    def react(self, place: str, message: str, emoji: str) -> None:
        self._tell(place, emoji, type="reaction", reaction={"message_id": message, "emoji": emoji})

    def fail(self, name: str) -> None:
        if name == "4 copies":
            self.webhooks.copies = 4
        elif name == "a day":
            for person in PEOPLE:
                self.threads.of(person).let_pass(25 * 3600.0)
        else:
            self.api.failing.append(name)

    def _tell(self, person: str, shown: str, **content: Any) -> None:
        said = self.threads.of(person).hear({"type": "text", "text": {"body": shown}})
        message = {"from": person, "id": said.mid, "timestamp": str(int(time.time())), **content}
        contact = {"profile": {"name": PEOPLE.get(person, "Somebody")}, "wa_id": person}
        self._run(self.webhooks.deliver(batch(contacts=[contact], messages=[message])))

    async def _was_sent(self, thread: Thread, sent: Sent) -> None:
        told = {"id": sent.mid, "recipient_id": thread.person, "timestamp": str(int(time.time()))}
        statuses = [{**told, "status": status} for status in ("sent", "delivered", "read")]
        self._run(self.webhooks.deliver(batch(statuses=statuses)))

    def _run(self, sending: Any) -> None:
        task = asyncio.get_running_loop().create_task(sending)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


def batch(**content: Any) -> dict[str, Any]:
    """A webhook's body: `messages` with their `contacts`, or `statuses`."""
    metadata = {"display_phone_number": "442079460000", "phone_number_id": NUMBER}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **content}
    entry = {"id": "110022003300", "changes": [{"field": "messages", "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def pressables(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Buttons and rows, with the kind of reply that they bring."""
    action = content.get("interactive", {}).get("action", {})
    for button in action.get("buttons", ()):
        yield "button_reply", button["reply"]
    for section in action.get("sections", ()):
        for row in section["rows"]:
            yield "list_reply", row
