"""What WhatsApp's endpoint takes: message objects within their documented limits, everything else is refused.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from demo.graph.errors import invalid
from demo.graph.shapes import check_list, check_text, check_url

_ENVELOPE = {"messaging_product", "recipient_type", "to", "type"}


def check_message(body: Mapping[str, Any]) -> None:
    """Raises `GraphError`."""
    kind = str(body.get("type"))
    if body.get("messaging_product") != "whatsapp":
        raise invalid("The parameter messaging_product is required")
    unknown = set(body) - _ENVELOPE - {kind}
    part = body.get(kind)
    if unknown or not isinstance(part, dict):
        raise invalid(f"Unexpected key {sorted(unknown) or kind} on param")
    if kind == "text":
        check_text(part, "body", 4_096, "text")
    elif kind == "image":
        check_url(part, "link")
        if "caption" in part:
            check_text(part, "caption", 1_024, "image")
    elif kind == "interactive":
        _interactive(part)
    else:
        raise invalid("Param type is not supported here")


def _interactive(part: Mapping[str, Any]) -> None:
    kind, action = part.get("type"), part.get("action") or {}
    check_text(part.get("body") or {}, "text", 1_024 if kind == "button" else 4_096, "body")
    if kind == "button":
        replies = [one.get("reply") or {} for one in check_list(action.get("buttons"), "buttons", 3)]
        _pressable(replies, 20, 256)
    elif kind == "list":
        check_text(action, "button", 20, "action")
        sections = check_list(action.get("sections"), "sections", 10)
        rows = [row for section in sections for row in section.get("rows", ())]
        _pressable(check_list(rows, "rows", 10), 24, 200)
        for row in rows:
            if "description" in row:
                check_text(row, "description", 72, "rows")
    else:
        raise invalid("Param interactive[type] is not supported here")


def _pressable(given: list[dict[str, Any]], title: int, id: int) -> None:
    for one in given:
        check_text(one, "title", title, "title")
        check_text(one, "id", id, "id")
    for name in ("title", "id"):
        if len({one[name] for one in given}) < len(given) and (name == "id" or title == 20):
            raise invalid(f"Duplicated {name} is not allowed")
