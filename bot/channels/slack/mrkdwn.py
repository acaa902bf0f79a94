"""Slack's mark-up: what people typed without it, and what we say in it."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

_MARK = re.compile(r"<([^<>]+)>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_SPACES = re.compile(r"[ \t]{2,}")

_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BULLET = re.compile(r"^(\s*)[-*]\s+", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def heard(text: str, bot: str | None) -> str:
    """What a person typed, as plain words. `bot` is our own user id there, whose mention is left out."""
    without_us = _MENTION.sub(lambda match: "" if match[1] == bot else match[0], text)
    return _SPACES.sub(" ", html.unescape(_MARK.sub(_plain, without_us))).strip()


def mentions(text: str, user: str) -> bool:
    """Whether `text` mentions a user by id."""
    return any(found == user for found in _MENTION.findall(text))


def said(text: str, site: str) -> str:
    """Our words, perhaps with Markdown in them, in Slack's mark-up; links without a host lead to `site`."""
    text = _HEADING.sub(r"**\1**", escaped(text))
    text = _BULLET.sub(r"\1• ", text)
    text = _BOLD.sub(r"*\2*", text)
    return _LINK.sub(lambda match: link(html.unescape(match[1]), html.unescape(match[2]), site), text)


def escaped(text: str) -> str:
    """`text` such that Slack takes nothing in it for a mention, a link or a command."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(title: str, url: str, site: str) -> str:
    """A link; `url` may lack its host, which is then `site`."""
    address = escaped(absolute(url, site)).replace("|", "%7C")
    return f"<{address}|{escaped(title).replace('|', '¦')}>"


def absolute(url: str, site: str) -> str:
    """`url` with a host."""
    return urljoin(site.rstrip("/") + "/", url)


def _plain(match: re.Match[str]) -> str:
    target, _, label = match[1].partition("|")
    if target.startswith(("#", "@")):
        return target[0] + (label or target[1:])
    if target.startswith("!"):  # <!here>, <!subteam^S1|@team>, <!date^…|fallback>
        return label or "@" + target[1:].partition("^")[0]
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if not label or label == address or address.endswith(f"//{label}"):
        return label or address
    return f"{label} ({address})"
