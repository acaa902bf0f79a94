"""Messenger's message objects and their limits. Whoever calls this has made sure that the parts fit.

https://developers.facebook.com/docs/messenger-platform/reference/send-api
https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies
https://developers.facebook.com/docs/messenger-platform/reference/templates/button
https://developers.facebook.com/docs/messenger-platform/reference/templates/generic
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TEXT = 2_000  # characters of a text message
BUTTON_TEXT = 640  # characters of a button template's text
TITLE = 20  # characters on a quick reply or button
QUICK_REPLIES = 13
BUTTONS = 3  # in a button template, and on one card
ELEMENTS = 10  # cards in a carousel
CARD_TEXT = 80  # characters of a card's title, and of its subtitle

Message = dict[str, Any]


@dataclass(frozen=True)
class Pressable:
    """A suggested reply or a link, ready to be shown. `value`: what comes back; exactly one of it and `url` is set."""

    title: str
    value: str | None = None
    url: str | None = None


def text(words: str) -> Message:
    return {"text": words}


def image(url: str) -> Message:
    return {"attachment": {"type": "image", "payload": {"url": url, "is_reusable": True}}}


def with_buttons(words: str, pressables: Sequence[Pressable]) -> Message:
    """A button template: stays on the screen and can be pressed later."""
    return _template({"template_type": "button", "text": words, "buttons": [button(one) for one in pressables]})


def carousel(elements: Sequence[dict[str, Any]]) -> Message:
    """A generic template."""
    return _template({"template_type": "generic", "elements": list(elements)})


def with_quick_replies(message: Message, pressables: Sequence[Pressable]) -> Message:
    """`message` with quick replies: shown under the latest message only."""
    replies = [{"content_type": "text", "title": one.title, "payload": one.value} for one in pressables]
    return {**message, "quick_replies": replies}


def button(pressable: Pressable) -> dict[str, Any]:
    if pressable.url is not None:
        return {"type": "web_url", "title": pressable.title, "url": pressable.url}
    return {"type": "postback", "title": pressable.title, "payload": pressable.value}


def _template(payload: dict[str, Any]) -> Message:
    return {"attachment": {"type": "template", "payload": payload}}
