"""Block Kit: the blocks we use, each within Slack's limits, and messages made of them.

Slack refuses a whole message for one block that is too long, so what is too long is split or shortened here,
and what was shortened is said in full elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.channels.core.splitting import shortened, split
from bot.channels.slack.mrkdwn import escaped

SECTION = 3_000  # characters of a section's text
LABEL = 75  # characters on a button
URL = 3_000  # characters of a link behind a button or a picture
BUTTONS = 25  # in one block
CONTEXT = 10  # elements in one block
BLOCKS = 50  # in one message
TOTAL = 12_000  # characters in all blocks of a message; Slack refuses somewhat more without saying how much

Block = dict[str, Any]


def sections(mrkdwn: str) -> list[Block]:
    """Text, in as many sections as it needs."""
    return [{"type": "section", "text": _mrkdwn(piece), "expand": True} for piece in split(mrkdwn, SECTION)]


def context(elements: Sequence[str]) -> list[Block]:
    """Small print."""
    pieces = [_mrkdwn(piece) for element in elements for piece in split(element, SECTION)]
    return [{"type": "context", "elements": group} for group in _groups(pieces, CONTEXT)]


def button(title: str, action: str, *, value: str | None = None, url: str | None = None) -> Block:
    """A button that sends an opaque `value` back, or opens `url`. `action` is unique in its message."""
    element: Block = {"type": "button", "text": plain(shortened(title, LABEL)), "action_id": action}
    if value is not None:
        element["value"] = value
    return {**element, "url": url} if url is not None else element


def actions(elements: Sequence[Block], name: str) -> list[Block]:
    """Buttons, in as many blocks as they need."""
    return [
        {"type": "actions", "block_id": f"{name}:{place}", "elements": group}
        for place, group in enumerate(_groups(elements, BUTTONS))
    ]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def picture(url: str, alt: str) -> Block:
    """A picture beside a section."""
    return {"type": "image", "image_url": url, "alt_text": shortened(alt, 2_000) or "Picture"}


def is_picture(url: str | None) -> bool:
    """Whether Slack can show it: from the internet, over TLS, and in a format of pixels."""
    if url is None or len(url) > URL:
        return False
    path = url.partition("?")[0].lower()
    return url.startswith("https://") and path.endswith((".png", ".jpg", ".jpeg", ".gif"))


def posts(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks as messages, as many as they need, each with its plain text."""
    made: list[list[Block]] = [[]]
    for block in blocks:
        full = len(made[-1]) >= BLOCKS or _size(made[-1]) + _size([block]) > TOTAL
        if made[-1] and full:
            made.append([])
        made[-1].append(block)
    return [{"text": fallback(part), "blocks": part} for part in made if part]


def fallback(blocks: Sequence[Block]) -> str:
    """The blocks in plain mrkdwn: for notifications, for screen readers, and where Slack refuses the blocks."""
    return "\n".join(text for block in blocks for text in _texts(block))


def _texts(block: Block) -> Iterable[str]:
    if "text" in block:
        yield block["text"]["text"]
    elif block["type"] == "context":
        yield " · ".join(element["text"] for element in block["elements"])
    elif block["type"] == "actions":
        yield " · ".join(_shown(element) for element in block["elements"])


def _shown(element: Block) -> str:
    title = escaped(element["text"]["text"])
    return f"<{escaped(element['url'])}|{title}>" if "url" in element else f"[{title}]"


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(text) for block in blocks for text in _texts(block))


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def _groups(items: Sequence[Block], size: int) -> list[list[Block]]:
    return [list(items[start : start + size]) for start in range(0, len(items), size)]
