"""From what Rasa and the actions say to replies. Anything unknown or unsafe in it is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.channels.core.model import Button, Card, Reply, Source

Message = Mapping[str, Any]


class CollectingOutput(OutputChannel):
    """Collects the replies of one turn. Rasa's responses may vary by its name, the channel's."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.replies: list[Reply] = []

    def name(self) -> str:  # Rasa declares a class method and calls it on the instance
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        reply = reply_of(message)
        if reply is not None:
            self.replies.append(reply)


def reply_of(message: Message) -> Reply | None:
    """One utterance as a reply; None when there is nothing to show."""
    reply = Reply(
        text=str(message.get("text") or "").strip(),
        buttons=_buttons([*_list(message, "buttons"), *_list(message, "quick_replies")]),
        cards=tuple(_cards(message)),
        sources=tuple(_sources(message)),
        stream=_text(message, "stream"),
        handoff=_handoff(message),
    )
    return reply if reply.text or reply.buttons or reply.cards or reply.handoff else None


def web_address(value: object) -> str | None:
    """`value` if it is an address a browser may safely open; None otherwise."""
    if not isinstance(value, str):
        return None
    address = value.strip()
    safe = address.lower().startswith(("https://", "http://")) or (address[:1] == "/" and address[1:2] not in "/\\")
    return address if safe else None


def _buttons(given: Iterable[Any]) -> tuple[Button, ...]:
    return tuple(button for item in given if isinstance(item, Mapping) for button in _button(item))


def _button(item: Message) -> Iterable[Button]:
    title, payload = _text(item, "title"), _text(item, "payload")
    url = web_address(item.get("url"))
    if title and payload:
        yield Button(title, payload=payload)
    elif title and url:
        yield Button(title, url=url)


def _cards(message: Message) -> Iterable[Card]:
    for item in [*_list(message, "cards"), *_list(message, "elements")]:
        title = _text(item, "title") if isinstance(item, Mapping) else None
        if title:
            yield Card(
                title=title,
                subtitle=_text(item, "subtitle"),
                text=_text(item, "text"),
                image=web_address(item.get("image") or item.get("image_url")),
                url=web_address(item.get("url")),
                buttons=_buttons(_list(item, "buttons")),
            )
    image = web_address(message.get("image"))
    if image:
        yield Card(title="", image=image)


def _sources(message: Message) -> Iterable[Source]:
    for item in _list(message, "sources"):
        title = _text(item, "title") if isinstance(item, Mapping) else None
        if title:
            yield Source(title, web_address(item.get("url")))


def _handoff(message: Message) -> dict[str, Any] | None:
    given = message.get("handoff")
    if not isinstance(given, Mapping) or given.get("state") not in ("requested", "active"):
        return None
    return {"state": given["state"], "reference": _text(given, "reference")}


def _list(message: Message, key: str) -> list[Any]:
    value = message.get(key)
    return value if isinstance(value, list) else []


def _text(message: Message, key: str) -> str | None:
    value = message.get(key)
    return str(value).strip() or None if isinstance(value, (str, int, float)) else None
