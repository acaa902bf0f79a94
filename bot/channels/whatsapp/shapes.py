"""WhatsApp's message objects and their limits. Whoever calls this has made sure that the parts fit.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TEXT = 4_096  # characters of a text message, and above a list
BUTTON_TEXT = 1_024  # characters above reply buttons, and under a picture
BUTTONS = 3
BUTTON = 20  # characters on a button
ROWS = 10
ROW = 24  # characters of a row's title
UNDER_ROW = 72  # characters under it

Message = dict[str, Any]


@dataclass(frozen=True)
class Pressable:
    """A suggested reply, ready to be shown. `value` is what comes back. `under`: what it is about; "": nothing."""

    title: str
    value: str
    under: str = ""


def text(words: str) -> Message:
    return {"type": "text", "text": {"preview_url": False, "body": words}}


def image(url: str, caption: str) -> Message:
    return {"type": "image", "image": {"link": url, **({"caption": caption} if caption else {})}}


def with_buttons(words: str, pressables: Sequence[Pressable]) -> Message:
    buttons = [{"type": "reply", "reply": {"id": one.value, "title": one.title}} for one in pressables]
    return _interactive("button", words, {"buttons": buttons})


def with_list(words: str, opener: str, pressables: Sequence[Pressable]) -> Message:
    """`opener` is on the button that shows the rows."""
    rows = [
        {"id": one.value, "title": one.title, **({"description": one.under} if one.under else {})} for one in pressables
    ]
    return _interactive("list", words, {"button": opener, "sections": [{"rows": rows}]})


def _interactive(kind: str, words: str, action: dict[str, Any]) -> Message:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": words}, "action": action}}
