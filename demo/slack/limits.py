"""What Slack refuses in a message or a view: https://docs.slack.dev/reference/block-kit/blocks"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from demo.slack.workspace import SlackError

TEXT = 40_000
UPDATED_TEXT = 4_000
MARKDOWN = 12_000
BLOCKS = {"message": 50, "home": 100, "modal": 100}
ALL_TEXT = 13_200  # not documented; what Slack was seen to refuse as msg_blocks_too_long

Block = Mapping[str, Any]


def check_text(text: str, limit: int = TEXT) -> None:
    """Raises `SlackError`."""
    if len(text) > limit:
        raise SlackError("msg_too_long")


def check_blocks(blocks: object, surface: str = "message") -> None:
    """Raises `SlackError` for blocks that Slack would refuse."""
    if not isinstance(blocks, list) or len(blocks) > BLOCKS[surface]:
        raise SlackError("invalid_blocks")
    for block in blocks:
        if not isinstance(block, dict) or not _CHECKS.get(block.get("type", ""), _never)(block):
            raise SlackError("invalid_blocks")
    names = [block["block_id"] for block in blocks if "block_id" in block]
    actions = [element.get("action_id") for block in blocks for element in block.get("elements", ())]
    given = [action for action in actions if action]
    if len(set(names)) != len(names) or len(set(given)) != len(given):
        raise SlackError("invalid_blocks")
    if surface == "message" and sum(len(str(_text(block))) for block in blocks) > ALL_TEXT:
        raise SlackError("msg_blocks_too_long")


def _text(block: Block) -> str:
    return str((block.get("text") or {}).get("text") or "")


def _is_text(given: Any, limit: int, kinds: Sequence[str] = ("mrkdwn", "plain_text")) -> bool:
    return isinstance(given, dict) and given.get("type") in kinds and 0 < len(str(given.get("text") or "")) <= limit


def _section(block: Block) -> bool:
    accessory = block.get("accessory")
    return _is_text(block.get("text"), 3_000) and (accessory is None or _element(accessory))


def _actions(block: Block) -> bool:
    elements = block.get("elements") or []
    return 0 < len(elements) <= 25 and all(_element(element) for element in elements)


def _context(block: Block) -> bool:
    elements = block.get("elements") or []
    return 0 < len(elements) <= 10 and all(_is_text(one, 3_000) or _element(one) for one in elements)


def _element(element: Any) -> bool:
    if not isinstance(element, dict):
        return False
    if element.get("type") == "image":
        return str(element.get("image_url", "")).startswith("https://") and bool(element.get("alt_text"))
    if element.get("type") == "button":
        return (
            _is_text(element.get("text"), 75, ("plain_text",))
            and len(str(element.get("value") or "")) <= 2_000
            and len(str(element.get("url") or "")) <= 3_000
            and len(str(element.get("action_id") or "")) <= 255
        )
    return False


def _feedback(block: Block) -> bool:
    elements = block.get("elements") or []
    return 0 < len(elements) <= 5 and all(
        element.get("type") == "feedback_buttons"
        and all(
            _is_text(element.get(side, {}).get("text"), 75, ("plain_text",))
            and 0 < len(element[side].get("value", "")) <= 2_000
            for side in ("positive_button", "negative_button")
        )
        for element in elements
    )


def _input(block: Block) -> bool:
    return _is_text(block.get("label"), 2_000, ("plain_text",)) and isinstance(block.get("element"), dict)


def _header(block: Block) -> bool:
    return _is_text(block.get("text"), 150, ("plain_text",))


def _always(block: Block) -> bool:
    return True


def _never(block: Block) -> bool:
    return False


_CHECKS: dict[str, Callable[[Block], bool]] = {
    "section": _section,
    "actions": _actions,
    "context": _context,
    "context_actions": _feedback,
    "divider": _always,
    "header": _header,
    "input": _input,
}
