"""Text for Meta's clients, which show markdown's signs as they are."""

from __future__ import annotations

import re

_LINK = re.compile(r"\[([^\]\n]+)\]\((https?://[^\s)]+)\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def plain(text: str) -> str:
    """Markdown's links and emphasis as plain words."""
    return _STRONG.sub(r"\2", _LINK.sub(r"\1 (\2)", text))
