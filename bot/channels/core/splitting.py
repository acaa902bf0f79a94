"""Long texts in pieces that a platform takes, cut where a reader would pause."""

from __future__ import annotations

import re

_PAUSES = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))


def split(text: str, limit: int) -> list[str]:
    """`text` in pieces of at most `limit` characters: at paragraphs, lines, sentences, words, else anywhere.

    Nothing but white space at the cuts is left out; no text gives no pieces.
    """
    pieces: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        end, start = _cut(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[start:].lstrip()
    return [*pieces, rest] if rest else pieces


def shortened(text: str, limit: int) -> str:
    """`text` cut to `limit` characters, the last of which then is an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _cut(text: str, limit: int) -> tuple[int, int]:
    for pause in _PAUSES:
        found = [match for match in pause.finditer(text, 0, limit + 1) if match.start() > 0]
        # a cut in the first third would make many small pieces
        if found and found[-1].start() >= limit // 3:
            return found[-1].start(), found[-1].end()
    return limit, limit
