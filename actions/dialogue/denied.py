"""Requests in words that deny them: “I did not cancel”, “I don't want to cancel, just pause”."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.dialogue.heard import Heard

TABLE = Path(__file__).with_name("denied.yml")
_POSSIBLE = 0.1
"""From this probability on, another reading is what is wanted instead."""
KEPT = "deny"


def instead(heard: Heard, name: str, known: frozenset[str]) -> str | None:
    """What a message is about that denies the request that it was read as; None: it denies nothing.

    `known` are the use cases. What was not done is answered by how things stand; what is not wanted by what is.
    """
    if name not in _table()["acts"]:
        return None
    text = heard.text.replace("’", "'")
    if _says("not_done", name, text):
        return str(_table()["answers"][name])
    if _says("not_wanted", name, text):
        others = (one for one, chance in heard.ranking if one in known and one != name and chance >= _POSSIBLE)
        return next(others, KEPT)
    return None


def negated(act: str, text: str) -> bool:
    """Whether words say not to do `act`, a regular expression, in any language spoken: “don't send it”."""
    no = _table()["negated"]
    said = rf"\b(?:(?:{no['before']})(?:{act})|(?:{act}){no['behind']})"
    return re.search(said, text.replace("’", "'"), re.IGNORECASE) is not None


def _says(how: str, name: str, text: str) -> bool:
    table = _table()
    return re.search(r"\b(?:" + table[how].replace("{act}", table["acts"][name]) + ")", text, re.IGNORECASE) is not None


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table
