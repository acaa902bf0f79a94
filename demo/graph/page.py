"""Messenger as a person sees it: messages with their buttons, cards and quick replies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from demo.graph.threads import Sent
from demo.platforms.chat import Button, Message, Part


def shown(sent: Sequence[Sent], last: bool = True) -> list[Message]:
    """The messages; quick replies belong to the latest alone, as in Messenger."""
    messages = [_message(one) for one in sent]
    if last and sent and sent[-1].who == "bot":
        replies = tuple(Button(one["title"], one["payload"]) for one in sent[-1].content.get("quick_replies", ()))
        if replies:
            messages[-1] = Message(messages[-1].id, "bot", (*messages[-1].parts, Part("buttons", buttons=replies)))
    return messages


def titles(content: Mapping[str, Any]) -> dict[str, str]:
    """The title of everything in a message that can be pressed, by its payload; quick replies begin with ``?``."""
    found = {f"?{one['payload']}": one["title"] for one in content.get("quick_replies", ())}
    payload = content.get("attachment", {}).get("payload", {})
    for carrier in (payload, *payload.get("elements", ())):
        found |= {one["payload"]: one["title"] for one in carrier.get("buttons", ()) if "payload" in one}
    return found


def _message(sent: Sent) -> Message:
    parts = tuple(_parts(sent.content))
    if sent.tag:
        parts = (*parts, Part("note", f"sent with the tag {sent.tag}"))
    return Message(sent.mid, sent.who, parts)


def _parts(content: Mapping[str, Any]) -> Iterator[Part]:
    attachment = content.get("attachment")
    if attachment is None:
        yield Part("text", str(content.get("text") or ""))
        return
    payload = attachment["payload"]
    if attachment["type"] != "template":
        yield Part("card", image=payload.get("url"))
    elif payload["template_type"] == "button":
        yield Part("text", payload["text"])
        yield Part("buttons", buttons=_buttons(payload))
    else:
        yield from (_card(element) for element in payload["elements"])


def _card(element: Mapping[str, Any]) -> Part:
    return Part(
        "card",
        element.get("subtitle", ""),
        element["title"],
        element.get("image_url"),
        element.get("default_action", {}).get("url"),
        _buttons(element),
    )


def _buttons(carrier: Mapping[str, Any]) -> tuple[Button, ...]:
    return tuple(Button(one["title"], one.get("payload", ""), one.get("url")) for one in carrier.get("buttons", ()))
