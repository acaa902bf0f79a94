"""What the Send API takes: message objects within their documented limits, everything else is refused.

https://developers.facebook.com/docs/messenger-platform/reference/send-api
https://developers.facebook.com/docs/messenger-platform/reference/templates/generic
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from demo.graph.errors import invalid

_ACTIONS = ("typing_on", "typing_off", "mark_seen")
_TAGS = ("HUMAN_AGENT", "CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE", "ACCOUNT_UPDATE")
_MEDIA = ("image", "audio", "video", "file")


def check_action(action: object) -> None:
    """Raises `GraphError`, as everything here does."""
    if action not in _ACTIONS:
        raise invalid("Param sender_action must be one of {typing_on, typing_off, mark_seen}")


def check_kind(body: Mapping[str, Any]) -> None:
    """`messaging_type` and `tag`."""
    kind, tag = body.get("messaging_type"), body.get("tag")
    if kind not in ("RESPONSE", "UPDATE", "MESSAGE_TAG"):
        raise invalid("Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}")
    if (kind == "MESSAGE_TAG") != (tag is not None) or tag not in (None, *_TAGS):
        raise invalid("Param tag is missing, unknown or not wanted")


def check_message(message: object) -> None:
    if not isinstance(message, dict) or ("text" in message) == ("attachment" in message):
        raise invalid("Param message must have either text or attachment")
    unknown = set(message) - {"text", "attachment", "quick_replies", "metadata"}
    if unknown:
        raise invalid(f"Param message has unexpected keys {sorted(unknown)}")
    if "text" in message:
        check_text(message, "text", 2_000, "message")
    else:
        _attachment(message["attachment"])
    if "quick_replies" in message:
        _quick_replies(message["quick_replies"])


def _quick_replies(replies: object) -> None:
    for reply in check_list(replies, "quick_replies", 13):
        if reply.get("content_type") != "text":
            raise invalid("Param quick_replies[content_type] must be text here")
        check_text(reply, "title", 20, "quick_replies")
        check_text(reply, "payload", 1_000, "quick_replies")


def _attachment(attachment: Any) -> None:
    kind, payload = attachment.get("type"), attachment.get("payload")
    if not isinstance(payload, dict):
        raise invalid("Param attachment[payload] must be an object")
    if kind in _MEDIA:
        check_url(payload, "url")
    elif kind != "template":
        raise invalid("Param attachment[type] is unknown")
    elif payload.get("template_type") == "button":
        check_text(payload, "text", 640, "payload")
        _buttons(payload.get("buttons"))
    elif payload.get("template_type") == "generic":
        for element in check_list(payload.get("elements"), "elements", 10):
            _element(element)
    else:
        raise invalid("Param attachment[payload][template_type] is unknown")


def _element(element: dict[str, Any]) -> None:
    check_text(element, "title", 80, "elements")
    if len(element) == 1:
        raise invalid("Param elements: an element needs more than a title")
    if "subtitle" in element:
        check_text(element, "subtitle", 80, "elements")
    if "image_url" in element:
        check_url(element, "image_url")
    if "default_action" in element:
        check_url(element["default_action"], "url")
    if "buttons" in element:
        _buttons(element["buttons"])


def _buttons(buttons: object) -> None:
    for button in check_list(buttons, "buttons", 3):
        check_text(button, "title", 20, "buttons")
        if button.get("type") == "web_url":
            check_url(button, "url")
        elif button.get("type") == "postback":
            check_text(button, "payload", 1_000, "buttons")
        else:
            raise invalid("Param buttons[type] is unknown")


def check_text(carrier: Mapping[str, Any], name: str, limit: int, where: str) -> None:
    """Words, so many characters at most."""
    value = carrier.get(name)
    if not isinstance(value, str) or not value.strip():
        raise invalid(f"Param {where}[{name}] must be a non-empty UTF-8 encoded string")
    if len(value) > limit:
        raise invalid(f"Length of param {where}[{name}] must be less than or equal to {limit}")


def check_url(carrier: Mapping[str, Any], name: str) -> None:
    """An address."""
    if not str(carrier.get(name, "")).startswith(("https://", "http://")):
        raise invalid(f"Param {name} should be a valid URL")


def check_list(value: object, name: str, limit: int) -> list[dict[str, Any]]:
    """So many objects at most, one at least."""
    if not isinstance(value, list) or not 1 <= len(value) <= limit or not all(isinstance(one, dict) for one in value):
        raise invalid(f"Param {name} must be an array of 1 to {limit} objects")
    return value
